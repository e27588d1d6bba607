//! All that is measured, and in which order.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

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

/// The entries of each kind of the catalog of a page.
const FEW: usize = 10;

/// Those of the catalogs whose memory is measured: a thousand entries in all, and a thousand of each kind.
const MANY: [usize; 2] = [1_000 / KINDS, 1_000];

/// Label rules, owners, runbooks, routes, receivers, inhibition rules.
const KINDS: usize = 6;

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

/// The most memory that both functions take with a catalog, in MiB.
pub struct Weight {
    pub entries: usize,
    pub bytes: usize,
    pub rss: [f64; 2],
    /// Of it, what is not the program as it lies on the disk.
    pub own: [f64; 2],
}

/// Bytes of a function's zip, for each architecture that was built.
pub struct Size {
    pub name: String,
    pub x86_64: u64,
    pub arm64: Option<u64>,
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
    pub weights: Vec<Weight>,
    pub sizes: Vec<Size>,
}

/// Measures everything, in rounds in which each function has its turn: a busy moment of the machine falls on all of them.
///
/// # Errors
/// When a function does not do what it should.
pub fn measure(subjects: &[Subject], rounds: usize, by_name: bool) -> io::Result<Measured> {
    let starts = starts(subjects, rounds)?;
    let instructions = instructions(subjects);
    let (ingest, flush) = (binary(subjects, INGEST)?, binary(subjects, FLUSH)?);
    let few = stand_in(by_name)?;
    // The first is thrown away, as among the starts.
    let mut pages = Vec::new();
    for _ in 0..=rounds {
        pages.push(Rig::start(&few, ingest, flush)?.round()?);
    }
    pages.remove(0);
    let held = held(rounds, || Rig::start(&few, ingest, flush));
    let mut weights = vec![];
    for count in [FEW].into_iter().chain(MANY) {
        weights.push(weigh(&few, count, ingest, flush)?);
    }
    Ok(Measured {
        rounds,
        starts,
        instructions,
        is_by_name: few.is_by_name(),
        pages,
        held,
        weights,
        sizes: sizes(subjects)?,
    })
}

/// The stand-ins, with the catalog of a page.
///
/// # Errors
/// As [`StandIn::start`].
pub fn stand_in(by_name: bool) -> io::Result<StandIn> {
    StandIn::start(catalog(FEW)?, by_name)
}

/// A function by its name.
///
/// # Errors
/// When it is none of them.
pub fn binary<'a>(subjects: &'a [Subject], name: &str) -> io::Result<&'a Path> {
    let subject = subjects.iter().find(|subject| subject.name == name);
    let found = subject.map(|subject| subject.binary.as_path());
    found.ok_or_else(|| io::Error::other(format!("{name} is not among them")))
}

fn weigh(aws: &StandIn, count: usize, ingest: &Path, flush: &Path) -> io::Result<Weight> {
    let catalog = catalog(count)?;
    let bytes = catalog.len();
    aws.services().serve(catalog);
    let rounds = (0..3)
        .map(|_| Rig::start(aws, ingest, flush)?.round())
        .collect::<io::Result<Vec<_>>>()?;
    let middle = |of: fn(&Round) -> [f64; 2]| {
        [0, 1].map(|at| median(&rounds.iter().map(|round| of(round)[at]).collect::<Vec<_>>()))
    };
    Ok(Weight {
        entries: count * KINDS,
        bytes,
        rss: middle(|round| round.rss),
        own: middle(|round| round.own),
    })
}

/// The zips beside each other, as `tests/local_aws/build.sh` writes them; `ZIPS` names the folder of x86_64.
///
/// # Errors
/// When one is missing.
pub fn sizes(subjects: &[Subject]) -> io::Result<Vec<Size>> {
    let Some(folder) = env::var_os("ZIPS").map(PathBuf::from) else {
        return Ok(vec![]);
    };
    let mut other = folder.clone().into_os_string();
    other.push("-arm64");
    let bytes = |folder: &Path, name: &str| {
        let zip = folder.join(name).join("bootstrap.zip");
        Ok::<_, io::Error>(fs::metadata(zip)?.len())
    };
    // The first is the empty function, which nobody deploys.
    let ours = subjects.iter().skip(1);
    ours.map(|subject| {
        Ok(Size {
            name: subject.name.clone(),
            x86_64: bytes(&folder, &subject.name)?,
            arm64: bytes(Path::new(&other), &subject.name).ok(),
        })
    })
    .collect()
}

/// One start and `pages` pages of both through callgrind, for a look at what they spend their time on.
///
/// # Errors
/// As [`measure`].
pub fn profile(
    pages: usize,
    duplicates: usize,
    [ingest, flush]: [&Path; 2],
    by_name: bool,
) -> io::Result<()> {
    let aws = stand_in(by_name)?;
    let out = env::temp_dir().join("cold.%p.callgrind");
    let file = format!("--callgrind-out-file={}", out.display());
    let mut rig = Rig::start_through(&["valgrind", "--tool=callgrind", &file], &aws, ingest, flush)?;
    for _ in 0..pages {
        aws.services().forget();
        let (alarm, _) = rig.record()?;
        rig.tell()?;
        for _ in 0..duplicates {
            rig.ingest.invoke(&alarm)?;
        }
    }
    rig.ingest.end()?;
    rig.flush.end()
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
