//! A noisy day of a machine-learning platform, told by a seed: what a forwarder would send, what the router sends, and when
//! each incident is first heard of. The table in README.md is this program's output, and it fails when they differ.
//!
//! ```text
//! cargo noisy-day                                          the day of the README (`.cargo/config.toml`)
//! cargo noisy-day -- --seed 7                              another day
//! cargo noisy-day -- --seed 7 --script > day.jsonl         its events, for `alert-router simulate day.jsonl`
//! BLESS=1 cargo noisy-day                                  writes the table into README.md
//! ```
// clippy.toml allows this in test functions, not in what they call.
#![allow(clippy::unwrap_used)]

mod alarm;
mod catalog;
mod copies;
mod day;
mod report;
#[path = "../../shared/pipeline/tests/simulation/rng.rs"]
mod rng;
mod simulated;

use std::path::Path;

use day::Day;
use report::Report;
use simulated::Simulated;

/// The day of the README, and another that must come off as well.
const SEEDS: [u64; 2] = [1, 2];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let is_said = |name: &str| arguments.iter().any(|argument| argument == name);
    if is_said("--list") {
        println!("noisy_day: test");
        return;
    }
    let seed = arguments
        .iter()
        .position(|argument| argument == "--seed")
        .map(|position| arguments[position + 1].parse::<u64>().unwrap());
    if is_said("--script") {
        print!("{}", Day::of(seed.unwrap_or(SEEDS[0])).script());
        return;
    }
    if let Some(seed) = seed {
        print!("{}", report(seed));
        return;
    }
    let reports = SEEDS.map(report);
    print!("{}", reports[0]);
    in_readme(&reports[0].to_string());
}

/// Plays a day and checks what must be so of every day: nothing is missed, nothing is late, what was opened is closed.
fn report(seed: u64) -> Report {
    let day = Day::of(seed);
    let simulated = Simulated::of(&day);
    let report = Report::of(seed, &day, &simulated);
    for told in &report.incidents {
        let first = told
            .first_page
            .unwrap_or_else(|| panic!("seed {seed}: {} is missed", told.what));
        assert!(
            first <= told.bound,
            "seed {seed}: {} is told after {first} ms, {} at the most",
            told.what,
            told.bound
        );
    }
    assert_eq!(
        simulated.left_open(),
        Vec::<String>::new(),
        "seed {seed}: not closed"
    );
    assert_eq!(
        simulated.ledger["pending"], 0,
        "seed {seed}: {}",
        simulated.ledger
    );
    assert_eq!(simulated.ledger["dead"], 0, "seed {seed}: {}", simulated.ledger);
    report
}

fn in_readme(report: &str) {
    let path = root().join("README.md");
    let readme = std::fs::read_to_string(&path).unwrap();
    let (before, behind) = readme.split_once("```text\nA noisy day").unwrap();
    let (block, after) = behind.split_once("```").unwrap();
    let block = format!("A noisy day{block}");
    if std::env::var_os("BLESS").is_some() {
        std::fs::write(&path, format!("{before}```text\n{report}```{after}")).unwrap();
    } else {
        assert_eq!(
            block, report,
            "README.md says something else; BLESS=1 cargo noisy-day writes it"
        );
    }
}
