//! Prints what the engine costs.
//!
//! ```text
//! engine count            instructions of each step, with 10, 1,000 and 10,000 rules, against budget.tsv; of decoding by size
//! engine count --bless    the same, and writes them as the budget
//! engine speed            events a second of the whole path, on one core
//! ```

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::{Duration, Instant};
use std::{env, fs};

use engine::{SIZES, STEPS, World, count};

/// More of a step's budget than this fails.
const TOLERANCE: f64 = 1.10;
/// How much more the largest catalog may cost than the smallest.
const FLAT: f64 = 1.2;
const SCALES: [usize; 3] = [10, 1_000, 10_000];

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let result = match words[..] {
        ["work", scale] => {
            count::work(scale.parse().unwrap_or(SCALES[0]));
            Ok(true)
        }
        ["decode", size] => {
            count::decode(size.parse().unwrap_or(SIZES[0]));
            Ok(true)
        }
        ["count"] => counted(false),
        ["count", "--bless"] => counted(true),
        ["speed"] => {
            speed();
            Ok(true)
        }
        _ => Err("usage: engine count [--bless] | engine speed".to_owned()),
    };
    match result {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(why) => {
            eprintln!("{why}");
            ExitCode::from(2)
        }
    }
}

/// Counts, prints, and says whether every step is within its budget and flat.
fn counted(bless: bool) -> Result<bool, String> {
    let [small, middle, large] = SCALES;
    let scratch = env::temp_dir();
    let few = count::instructions(small, &scratch)?;
    let some = count::instructions(middle, &scratch)?;
    let many = count::instructions(large, &scratch)?;
    let budget = budget()?;
    let mut is_well = true;
    let sizes = sizes(&scratch)?;
    println!(
        "{:<12} {:>12} {:>12} {:>12} {:>7} {:>12}",
        "instructions", small, middle, large, "ratio", "budget"
    );
    for step in STEPS {
        let (few, some, many) = (few[step.name], some[step.name], many[step.name]);
        let known = budget.get(step.name).copied();
        let mut remarks = Vec::new();
        if known.is_some_and(|known| ratio(many, known) > TOLERANCE) {
            remarks.push("OVER BUDGET");
        }
        if ratio(many, few) > FLAT {
            remarks.push("NOT FLAT");
        }
        is_well &= remarks.is_empty() && (known.is_some() || bless);
        println!(
            "{:<12} {few:>12} {some:>12} {many:>12} {:>6.2}x {:>12} {}",
            step.name,
            ratio(many, few),
            known.map_or("none".to_owned(), |known| known.to_string()),
            remarks.join(", ")
        );
    }
    is_well &= print_sizes(&sizes);
    if bless {
        let lines: Vec<String> = STEPS
            .iter()
            .map(|step| format!("{}\t{}\n", step.name, many[step.name]))
            .collect();
        fs::write(budget_path(), lines.concat()).map_err(|why| why.to_string())?;
        return Ok(true);
    }
    if !is_well {
        println!(
            "what a step may cost: {} (cargo run --release -- count --bless)",
            budget_path().display()
        );
    }
    Ok(is_well)
}

/// Instructions to decode an event of each size.
fn sizes(scratch: &Path) -> Result<Vec<(usize, u64)>, String> {
    let count = |size| count::decoding(size, scratch).map(|spent| (size, spent));
    SIZES.into_iter().map(count).collect()
}

/// Prints them, and says whether a byte of the largest costs no more than a byte of the smallest: decoding is one pass.
fn print_sizes(sizes: &[(usize, u64)]) -> bool {
    println!(
        "\n{:<12} {:>12} {:>12}",
        "decode, bytes", "instructions", "for a byte"
    );
    let mut each = Vec::new();
    for (size, spent) in sizes {
        each.push(ratio(*spent, *size as u64));
        println!("{size:<12} {spent:>12} {:>12.1}", ratio(*spent, *size as u64));
    }
    let is_one_pass = each.last() <= each.first();
    if !is_one_pass {
        println!("decoding costs more for each byte, the more there are");
    }
    is_one_pass
}

#[allow(clippy::cast_precision_loss)] // far below 2^52
fn ratio(one: u64, other: u64) -> f64 {
    one as f64 / other.max(1) as f64
}

fn budget_path() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("budget.tsv")
}

/// Instructions that each step may cost, by name.
fn budget() -> Result<BTreeMap<String, u64>, String> {
    let text = fs::read_to_string(budget_path()).map_err(|why| format!("budget.tsv: {why}"))?;
    text.lines()
        .map(|line| {
            let (name, count) = line
                .split_once('\t')
                .ok_or_else(|| format!("budget.tsv: {line}"))?;
            Ok((
                name.to_owned(),
                count
                    .parse()
                    .map_err(|why| format!("budget.tsv: {line}: {why}"))?,
            ))
        })
        .collect()
}

/// Events a second of the whole path: the best of many batches, which a busy machine disturbs least.
fn speed() {
    println!("{:>7} {:>16} {:>7}", "rules", "events a second", "ratio");
    let mut first = None;
    for scale in SCALES {
        let mut world = World::new(scale);
        let path = STEPS
            .iter()
            .find(|step| step.name == "path")
            .expect("there is a path");
        let (began, mut best) = (Instant::now(), Duration::MAX);
        let mut events = 0;
        while began.elapsed() < Duration::from_secs(3) {
            world.reset();
            let batch = Instant::now();
            events = (path.run)(&mut world);
            best = best.min(batch.elapsed());
        }
        #[allow(clippy::cast_precision_loss)]
        let rate = events as f64 / best.as_secs_f64();
        println!(
            "{scale:>7} {rate:>16.0} {:>6.2}x",
            *first.get_or_insert(rate) / rate
        );
    }
}
