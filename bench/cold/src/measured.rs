//! All that is measured, and in which order.

use std::collections::BTreeMap;
use std::io;
use std::path::PathBuf;

use crate::function::{Function, UNCONNECTED};
use crate::instructions;
use crate::quota::Quota;
use crate::rig::{Rig, Round};
use crate::standin::StandIn;

/// The functions that make a page.
pub const INGEST: &str = "ingest";
pub const FLUSH: &str = "flush";

/// Memory sizes that are tried: the smallest, and what the template sets.
pub const MEMORIES: [u32; 2] = [128, 256];

/// The entries of the catalog of a page, and of the one whose memory is measured, of each kind.
pub const FEW: usize = 10;
pub const MANY: usize = 1_000;

/// A function to be measured.
pub struct Subject {
    pub name: String,
    pub binary: PathBuf,
}

/// Milliseconds, MiB or whatever is being collected, one for each round.
pub type Samples = Vec<f64>;

/// Starts of one function without connections.
#[derive(Default)]
pub struct Starts {
    pub wall: Samples,
    pub cpu: Samples,
    pub rss: Samples,
}

/// Everything.
pub struct Measured {
    pub rounds: usize,
    pub starts: Vec<Starts>,
    /// Instructions to the first question, or why they were not counted.
    pub instructions: io::Result<instructions::Counts>,
    pub is_by_name: bool,
    pub pages: Vec<Round>,
    /// Wall milliseconds of the first page of both functions, by memory.
    pub held: io::Result<BTreeMap<u32, [Samples; 2]>>,
    /// Peak memory with the large catalog, and its size in bytes.
    pub heavy: [Samples; 2],
    pub heavy_bytes: usize,
}

/// Measures everything, in rounds in which each function has its turn: a busy moment of the machine falls on all of them.
///
/// # Errors
/// When a function does not do what it should.
pub fn measure(subjects: &[Subject], rounds: usize, by_name: bool) -> io::Result<Measured> {
    let starts = starts(subjects, rounds)?;
    let instructions = instructions(subjects);
    let binary = |name: &str| {
        let subject = subjects.iter().find(|subject| subject.name == name);
        let found = subject.map(|subject| subject.binary.as_path());
        found.ok_or_else(|| io::Error::other(format!("{name} is not among them")))
    };
    let (ingest, flush) = (binary(INGEST)?, binary(FLUSH)?);
    let few = StandIn::start(catalog(FEW)?, by_name)?;
    // The first is thrown away, as among the starts.
    let mut pages = Vec::new();
    for _ in 0..=rounds {
        pages.push(Rig::start(&few, ingest, flush)?.round()?);
    }
    pages.remove(0);
    let held = held(rounds, || Rig::start(&few, ingest, flush));
    let large = catalog(MANY)?;
    let heavy_bytes = large.len();
    few.services().serve(large);
    let mut heavy = [vec![], vec![]];
    for _ in 0..3 {
        let round = Rig::start(&few, ingest, flush)?.round()?;
        for (samples, rss) in heavy.iter_mut().zip(round.rss) {
            samples.push(rss);
        }
    }
    Ok(Measured {
        rounds,
        starts,
        instructions,
        is_by_name: few.is_by_name(),
        pages,
        held,
        heavy,
        heavy_bytes,
    })
}

/// Starts without connections.
fn starts(subjects: &[Subject], rounds: usize) -> io::Result<Vec<Starts>> {
    let (name, value) = UNCONNECTED;
    let variables = [(name.to_owned(), value.to_owned())];
    let mut starts: Vec<Starts> = subjects.iter().map(|_| Starts::default()).collect();
    // One start of each is thrown away: it reads the binary from the disk.
    for round in 0..=rounds {
        for (subject, starts) in subjects.iter().zip(&mut starts) {
            let function = Function::start(&[], &subject.binary, &variables)?;
            if round > 0 {
                starts.wall.push(function.started_in.as_secs_f64() * 1e3);
                starts.cpu.push(function.cpu_of_start().as_secs_f64() * 1e3);
                starts.rss.push(function.peak_rss()?);
            }
        }
    }
    Ok(starts)
}

/// Instructions of each function's start.
///
/// # Errors
/// When valgrind can't be run.
pub fn instructions(subjects: &[Subject]) -> io::Result<instructions::Counts> {
    let count = |subject: &Subject| {
        let counted = instructions::count(&subject.name, &subject.binary)?;
        Ok((subject.name.clone(), counted))
    };
    subjects.iter().map(count).collect()
}

/// First pages of functions that started with a whole processor and are held to a share of one from then on.
fn held<'a>(
    rounds: usize,
    start: impl Fn() -> io::Result<Rig<'a>>,
) -> io::Result<BTreeMap<u32, [Samples; 2]>> {
    let mut held: BTreeMap<u32, [Samples; 2]> = BTreeMap::new();
    for _ in 0..rounds {
        for memory in MEMORIES {
            let quota = Quota::of(memory)?;
            let mut rig = start()?;
            rig.hold(&quota)?;
            let invoked = [rig.record()?.1, rig.tell()?];
            for (samples, one) in held.entry(memory).or_default().iter_mut().zip(invoked) {
                samples.push(one.wall.as_secs_f64() * 1e3);
            }
        }
    }
    Ok(held)
}

fn catalog(count: usize) -> io::Result<Vec<u8>> {
    serde_json::to_vec(engine::catalog(count).file()).map_err(io::Error::other)
}

/// The middle one.
pub fn median(samples: &[f64]) -> f64 {
    let mut sorted = samples.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted.get(sorted.len() / 2).copied().unwrap_or(f64::NAN)
}
