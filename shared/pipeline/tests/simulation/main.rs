//! The engine under a seeded world that does everything it can to break the promises, judged by a model of its own.
//!
//! ```text
//! cargo test -p alert-pipeline --test simulation                      25 histories, in passing
//! cargo simulation                                                    20,000, optimised (`.cargo/config.toml`)
//! cargo simulation -- --seeds 1000000                                 more of them
//! cargo simulation -- --from 7 --seeds 1                              others
//! cargo simulation -- --keep-going                                    all of them, also after one has failed
//! cargo simulation -- --seed 7                                        one, with all that happens in it
//! cargo simulation -- --seed 7 --shrink                               the smallest that breaks as 7 does
//! ```

mod config;
mod envelopes;
mod inhibition;
mod model;
mod page;
mod plan;
mod ports;
mod rates;
mod rng;
mod shrink;
mod silences;
mod world;

use std::collections::BTreeMap;
use std::process::ExitCode;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Instant;

use ports::Tally;
use shrink::Case;

/// A history is made of small records that are copied and dropped.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// How many histories run when nobody says so: few where the engine is not optimised.
const SEEDS: u64 = if cfg!(debug_assertions) { 25 } else { 20_000 };

/// What happened in how many histories, and how often.
#[derive(Debug, Default)]
struct Sum {
    histories: u64,
    with: [u64; 3],
    /// In how many people silenced, one alarm spoke for others, what was not critical waited, an alert could flap.
    quiet: [u64; 4],
    all: Tally,
}

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if arguments.iter().any(|argument| argument == "--list") {
        println!("simulation: test");
        return ExitCode::SUCCESS;
    }
    let number = |name: &str| {
        let position = arguments.iter().position(|argument| argument == name)?;
        arguments.get(position + 1)?.parse::<u64>().ok()
    };
    let is_said = |name: &str| arguments.iter().any(|argument| argument == name);
    if let Some(seed) = number("--seed") {
        return replay(seed, is_said("--shrink"));
    }
    many(
        number("--from").unwrap_or(0),
        number("--seeds").unwrap_or(SEEDS),
        is_said("--keep-going"),
    )
}

/// Runs histories on every core until one breaks a promise; `keep_going`: until the end.
fn many(from: u64, count: u64, keep_going: bool) -> ExitCode {
    let began = Instant::now();
    let (next, failed) = (AtomicU64::new(from), AtomicBool::new(false));
    let (sum, failures) = (Mutex::new(Sum::default()), Mutex::new(Vec::new()));
    let cores = std::thread::available_parallelism().map_or(2, std::num::NonZero::get);
    std::thread::scope(|scope| {
        for _ in 0..cores {
            scope.spawn(|| {
                let mut own = Sum::default();
                while !failed.load(Ordering::Relaxed) {
                    let seed = next.fetch_add(1, Ordering::Relaxed);
                    if seed >= from + count {
                        break;
                    }
                    let case = Case::of(seed);
                    let quiet = case.plan.suppressors();
                    let ran = case.run(false);
                    own.add(ran.tally, quiet);
                    if let Err(broken) = ran.result {
                        failed.store(!keep_going, Ordering::Relaxed);
                        if keep_going {
                            eprintln!("seed {seed}: {}", broken.promise);
                        }
                        failures.lock().expect("no thread panics").push((seed, broken));
                    }
                }
                sum.lock().expect("no thread panics").merge(&own);
            });
        }
    });
    sum.into_inner().expect("no thread panics").print(began.elapsed());
    let mut failures = failures.into_inner().expect("no thread panics");
    failures.sort_by_key(|(seed, _)| *seed);
    let mut told = BTreeMap::<&str, u64>::new();
    for (seed, broken) in &failures {
        let count = told.entry(broken.promise).or_default();
        *count += 1;
        if *count <= 3 {
            println!("SEED={seed} breaks `{}`: {}", broken.promise, broken.what);
            println!("  replay: cargo simulation -- --seed {seed} --shrink");
        }
    }
    if !failures.is_empty() {
        println!("broken: {told:?}");
    }
    if failures.is_empty() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

/// Runs one history and tells all of it; `smallest`: of the smallest one like it that breaks the same promise.
fn replay(seed: u64, smallest: bool) -> ExitCode {
    let mut case = Case::of(seed);
    if smallest && let Err(broken) = case.run(false).result {
        case = case.shrunk(broken.promise);
    }
    println!("{:#?}", case.plan);
    let ran = case.run(true);
    if let Some(trace) = &ran.seen.ports.trace {
        for line in trace.borrow().iter() {
            println!("{line}");
        }
    }
    println!("left in the store:");
    for row in ran.seen.ports.store.rows() {
        println!(
            "{}/{} v{} due {:?} {}",
            row.key.pk, row.key.sk, row.version, row.due, row.body
        );
    }
    println!("{:?}", ran.tally);
    match ran.result {
        Ok(()) => ExitCode::SUCCESS,
        Err(broken) => {
            println!("SEED={seed} breaks `{}`: {}", broken.promise, broken.what);
            ExitCode::FAILURE
        }
    }
}

impl Sum {
    fn add(&mut self, tally: Tally, quiet: [bool; 4]) {
        self.histories += 1;
        let had = [tally.crashes, tally.duplicates, tally.failures];
        for (with, had) in self.with.iter_mut().zip(had) {
            *with += u64::from(had > 0);
        }
        for (with, has) in self.quiet.iter_mut().zip(quiet) {
            *with += u64::from(has);
        }
        self.all.add(tally);
    }

    fn merge(&mut self, other: &Self) {
        self.histories += other.histories;
        for (with, more) in self.with.iter_mut().zip(other.with) {
            *with += more;
        }
        for (with, more) in self.quiet.iter_mut().zip(other.quiet) {
            *with += more;
        }
        self.all.add(other.all);
    }

    fn print(&self, took: std::time::Duration) {
        let share = |count: u64| format!("{} %", 100 * count / self.histories.max(1));
        let Tally {
            crashes,
            duplicates,
            failures,
            conflicts,
            refusals,
            lost_replies,
            pages,
            overflowed,
            waited,
            summaries,
            let_go,
            flapping,
            effects,
        } = self.all;
        println!(
            "histories          {} in {:.1} s",
            self.histories,
            took.as_secs_f64()
        );
        println!("with a crash       {}", share(self.with[0]));
        println!("with a duplicate   {}", share(self.with[1]));
        println!("receiver failing   {}", share(self.with[2]));
        let [silenced, inhibited, held, flaps] = self.quiet.map(share);
        println!("with a silence     {silenced}, inhibition {inhibited}, hold {held}, flapping {flaps}");
        println!(
            "crashes {crashes}, duplicates {duplicates}, receiver failures {failures}, conflicts {conflicts}"
        );
        println!("refusals {refusals}, lost replies {lost_replies}, effects {effects}");
        println!(
            "pages {pages}, {overflowed} of them of a full group's overflow, {waited} had to wait, {summaries} summaries"
        );
        println!("{let_go} say what had held them back, {flapping} that something flaps");
    }
}
