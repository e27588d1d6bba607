//! Starts functions again and again beside a stand-in for Lambda's Runtime API, and prints what the starts cost.
//!
//! `cold STARTS NAME=BINARY ...`: the first is the one that the others are compared with. The starts are interleaved, so
//! that a busy moment of the machine falls on all of them.

mod runtime_api;
mod start;

use std::process::ExitCode;

use start::Start;

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    let starts = arguments
        .next()
        .and_then(|starts| starts.parse::<usize>().ok())
        .filter(|starts| *starts > 0);
    let functions: Option<Vec<_>> = arguments
        .map(|argument| {
            argument
                .split_once('=')
                .map(|(name, path)| (name.to_owned(), path.to_owned()))
        })
        .collect();
    let (Some(starts), Some(functions)) = (starts, functions.filter(|functions| !functions.is_empty()))
    else {
        eprintln!("usage: cold STARTS NAME=BINARY ...");
        return ExitCode::from(2);
    };
    match measure(starts, &functions) {
        Ok(measured) => {
            print(starts, &functions, &measured);
            ExitCode::SUCCESS
        }
        Err(why) => {
            eprintln!("cold: {why}");
            ExitCode::FAILURE
        }
    }
}

fn measure(starts: usize, functions: &[(String, String)]) -> Result<Vec<Vec<Start>>, String> {
    let mut measured = vec![Vec::new(); functions.len()];
    // One start of each is thrown away: it reads the binary from the disk.
    for round in 0..=starts {
        for ((name, path), starts) in functions.iter().zip(&mut measured) {
            let start = Start::measure(path).map_err(|why| format!("{name}: {why}"))?;
            if round > 0 {
                starts.push(start);
            }
        }
    }
    Ok(measured)
}

fn print(starts: usize, functions: &[(String, String)], measured: &[Vec<Start>]) {
    println!("spawn to first GET /next, medians of {starts} interleaved starts");
    println!(
        "{:<16} {:>9} {:>7} {:>9} {:>7} {:>9}",
        "function", "wall ms", "ratio", "CPU ms", "ratio", "RSS MiB"
    );
    let base = &measured[0];
    for ((name, _), starts) in functions.iter().zip(measured) {
        let (wall, cpu, rss) = medians(starts);
        let (base_wall, base_cpu, _) = medians(base);
        println!(
            "{name:<16} {wall:>9.2} {:>6.2}x {cpu:>9.2} {:>6.2}x {rss:>9.1}",
            wall / base_wall,
            cpu / base_cpu
        );
    }
}

fn medians(starts: &[Start]) -> (f64, f64, f64) {
    let median = |of: fn(&Start) -> f64| {
        let mut values: Vec<f64> = starts.iter().map(of).collect();
        values.sort_by(f64::total_cmp);
        values[values.len() / 2]
    };
    (
        median(|start| start.wall_ms),
        median(|start| start.cpu_ms),
        median(|start| start.rss_mib),
    )
}
