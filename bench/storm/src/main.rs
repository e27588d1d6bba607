//! Storms of alarms, through the router's engine and through Alertmanager.
//!
//! ```text
//! storm check              our half at a tenth of the size against budget.tsv; the same on every run
//! storm check --bless      the same, and writes it as the budget
//! storm measure [STORM]..  both halves, as Markdown; ALERTMANAGER names its binary, SCALE (10) how much faster the clock goes for it
//! storm one STORM SIZE same|usual|alertmanager    one of them, as JSON
//! ```

mod alertmanager;
mod bars;
mod budget;
mod measure;
mod ours;
mod process;
mod report;
mod result;
mod stream;
mod told;
mod waits;

use std::process::ExitCode;
use std::thread;

use budget::Figures;
use ours::Config;
use stream::Stream;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let result = match words[..] {
        ["check"] => check(false),
        ["check", "--bless"] => check(true),
        ["measure", ref streams @ ..] => measure(streams),
        // One storm in a process of its own, so that its memory is its own.
        ["one", stream, size, by] => one(stream, size, by).map(|()| true),
        _ => Err("usage: storm check [--bless] | storm measure [STORM]...".to_owned()),
    };
    match result {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(why) => {
            eprintln!("storm: {why}");
            ExitCode::from(2)
        }
    }
}

fn measure(names: &[&str]) -> Result<bool, String> {
    let named = |name: &&str| Stream::named(name).ok_or_else(|| format!("no storm is called {name}"));
    let streams = match names {
        [] => Stream::ALL.to_vec(),
        some => some.iter().map(named).collect::<Result<_, _>>()?,
    };
    let measured = measure::measure(&streams)?;
    let report = report::Report::of(&measured);
    print!("{report}");
    if let Some(file) = std::env::var_os("BARS") {
        std::fs::write(file, bars::bars(&measured)).map_err(|why| why.to_string())?;
    }
    Ok(report.is_well())
}

fn check(bless: bool) -> Result<bool, String> {
    let storms = Stream::ALL.map(|stream| Config::ALL.map(|config| (stream, config)));
    let figures: Figures = thread::scope(|scope| {
        let running = storms.as_flattened().iter().map(|&(stream, config)| {
            scope.spawn(move || {
                let measured = ours::play(stream, stream.sizes()[0], config)?;
                Ok(budget::figures(stream, config, &measured))
            })
        });
        let running: Vec<_> = running.collect();
        let finished = running
            .into_iter()
            .map(|one| one.join().map_err(|_| "a storm died".to_owned())?);
        let all = finished.collect::<Result<Vec<Figures>, String>>()?;
        Ok::<_, String>(all.into_iter().flatten().collect())
    })?;
    if bless {
        budget::bless(&figures)?;
        return Ok(true);
    }
    let faults = budget::over(&figures)?;
    println!(
        "{} figures of {} storms, {} over their budget",
        figures.len(),
        Stream::ALL.len() * Config::ALL.len(),
        faults.len()
    );
    faults.iter().for_each(|fault| println!("OVER BUDGET: {fault}"));
    Ok(faults.is_empty())
}

fn one(stream: &str, size: &str, by: &str) -> Result<(), String> {
    let stream = Stream::named(stream).ok_or("no such storm")?;
    let size = size.parse().map_err(|why| format!("the size: {why}"))?;
    let measured = match Config::named(by) {
        Some(config) => ours::play(stream, size, config)?,
        None => measure::theirs(stream, size)?,
    };
    println!(
        "{}",
        serde_json::to_string(&measured).map_err(|why| why.to_string())?
    );
    Ok(())
}
