//! What starts and first pages of the functions cost, beside an empty function.
//!
//! ```text
//! cold measure NAME=BINARY...          everything, as Markdown; the first is the one that the others are compared with
//! cold count [--bless] NAME=BINARY...  instructions to the first poll against budget.tsv, or written as the budget
//! cold peers PYTHON FORWARDER NAME=BINARY...    ingest and flush beside a forwarder in Python, as Markdown
//! cold profile PAGES DUPLICATES INGEST FLUSH    pages, and copies of each alarm, through callgrind: builds with their symbols
//! ```
//!
//! `ROUNDS` (21) is how often each is started, `BY_NAME` says that the names of AWS lead to this machine, `BARS` where a picture's figures go.

mod bars;
mod forwarder;
mod function;
mod http;
mod instructions;
mod measured;
mod peers;
mod quota;
mod report;
mod rig;
mod standin;

use std::path::Path;
use std::process::ExitCode;
use std::{env, fs, io};

use measured::Subject;
use peers::Peers;
use report::Report;

const ROUNDS: usize = 21;

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let result = match words[..] {
        ["measure", ref subjects @ ..] => parse(subjects).and_then(|subjects| measure(&subjects)),
        ["count", "--bless", ref subjects @ ..] => parse(subjects).and_then(|subjects| bless(&subjects)),
        ["count", ref subjects @ ..] => parse(subjects).and_then(|subjects| count(&subjects)),
        ["peers", python, forwarder, ref subjects @ ..] => {
            parse(subjects).and_then(|subjects| peers(&subjects, Path::new(python), Path::new(forwarder)))
        }
        ["profile", pages, duplicates, ingest, flush] => {
            let number = |word: &str| word.parse().map_err(io::Error::other);
            number(pages)
                .and_then(|pages| {
                    let functions = [ingest, flush].map(Path::new);
                    measured::profile(pages, number(duplicates)?, functions, is_by_name())
                })
                .map(|()| true)
        }
        _ => Err(io::Error::other(
            "usage: cold measure NAME=BINARY... | cold count [--bless] NAME=BINARY... | cold peers PYTHON FORWARDER NAME=BINARY...",
        )),
    };
    match result {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(why) => {
            eprintln!("cold: {why}");
            ExitCode::from(2)
        }
    }
}

fn parse(words: &[&str]) -> io::Result<Vec<Subject>> {
    let subject = |word: &&str| {
        let (name, binary) = word.split_once('=')?;
        Some(Subject {
            name: name.to_owned(),
            binary: binary.into(),
        })
    };
    let subjects: Option<Vec<_>> = words.iter().map(subject).collect();
    subjects
        .filter(|subjects| !subjects.is_empty())
        .ok_or_else(|| io::Error::other("functions are named as NAME=BINARY"))
}

fn measure(subjects: &[Subject]) -> io::Result<bool> {
    let measured = measured::measure(subjects, rounds(), is_by_name())?;
    let budget = instructions::budget()?;
    let report = Report::of(subjects, &measured, &budget);
    print!("{report}");
    if let Some(file) = env::var_os("BARS") {
        fs::write(file, bars::bars(subjects, &measured))?;
    }
    // A gate that can't run in CI is a failure there, as every test. Control groups are not each runner's to write, and no gate.
    let may_skip = env::var("CI").map_or(true, |ci| ci != "true");
    Ok(report.is_well() && (may_skip || measured.instructions.is_ok()))
}

fn peers(subjects: &[Subject], python: &Path, forwarder: &Path) -> io::Result<bool> {
    let peers = Peers::measure(subjects, python, forwarder, rounds(), is_by_name())?;
    print!("{peers}");
    Ok(true)
}

fn rounds() -> usize {
    let rounds = env::var("ROUNDS").ok().and_then(|rounds| rounds.parse().ok());
    rounds.unwrap_or(ROUNDS)
}

fn is_by_name() -> bool {
    env::var_os("BY_NAME").is_some()
}

fn bless(subjects: &[Subject]) -> io::Result<bool> {
    let counts = measured::instructions(subjects)?;
    counts
        .iter()
        .for_each(|(name, count)| println!("{name}\t{count}"));
    instructions::bless(&counts).map(|()| true)
}

fn count(subjects: &[Subject]) -> io::Result<bool> {
    let counts = measured::instructions(subjects)?;
    let budget = instructions::budget()?;
    let mut is_well = true;
    for (name, count) in counts {
        let known = budget.get(&name).copied();
        let is_within = instructions::is_within(count, known);
        is_well &= is_within;
        println!(
            "{name:<8} {count:>10} instructions to the first poll, budget {}{}",
            known.map_or("none".to_owned(), |known| known.to_string()),
            if is_within { "" } else { ": OVER BUDGET" }
        );
    }
    Ok(is_well)
}
