//! Our functions beside a forwarder in Python, in turns, with the same alarm and the same webhook.

use std::fmt::{self, Display, Formatter};
use std::io;
use std::path::Path;
use std::time::Duration;

use serde_json::Value;

use crate::forwarder::{self, Forwarder};
use crate::function::Invoked;
use crate::measured::{self, FLUSH, INGEST, Samples, Subject, median};
use crate::rig::Rig;
use crate::standin::StandIn;

/// What of a function, or of two which a page passes one after the other, is compared; the last two are MiB.
const COMPARED: [&str; 8] = [
    "spawn to first poll, wall ms",
    "spawn to first poll, CPU ms",
    "first page, wall ms",
    "first page, CPU ms",
    "warm page, wall ms",
    "warm page, CPU ms",
    "RSS at first poll, MiB",
    "peak RSS after warm pages, MiB",
];

/// One round's figures.
pub type Costs = [f64; COMPARED.len()];

/// What was measured, one of each for a round.
pub struct Peers {
    is_by_name: bool,
    ingest: Vec<Costs>,
    flush: Vec<Costs>,
    forwarder: Vec<Costs>,
    /// Bytes of the zips of ingest and of flush, when they are known.
    zips: Vec<(String, u64)>,
    /// What `peers/about.py` says of the forwarder.
    about: Value,
}

impl Peers {
    /// Starts ours and the forwarder in turns; a busy moment of the machine falls on both.
    ///
    /// # Errors
    /// When a function does not do what it should, or Python can't be asked.
    pub fn measure(
        subjects: &[Subject],
        python: &Path,
        code: &Path,
        rounds: usize,
        by_name: bool,
    ) -> io::Result<Self> {
        let aws = measured::stand_in(by_name)?;
        let about = forwarder::about(python, code)?;
        let forwarder = Forwarder::new(&aws, python, code, &about)?;
        let (ingest, flush) = (
            measured::binary(subjects, INGEST)?,
            measured::binary(subjects, FLUSH)?,
        );
        let sizes = measured::sizes(subjects)?.into_iter();
        let mut peers = Self {
            is_by_name: by_name,
            ingest: vec![],
            flush: vec![],
            forwarder: vec![],
            zips: sizes
                .filter(|size| [INGEST, FLUSH].contains(&size.name.as_str()))
                .map(|size| (size.name, size.x86_64))
                .collect(),
            about,
        };
        // The first is thrown away: it reads the binaries, the interpreter and the SDK from the disk.
        for round in 0..=rounds {
            let [first, second] = ours(&aws, ingest, flush)?;
            let third = forwarder.round(&aws)?;
            if round > 0 {
                peers.ingest.push(first);
                peers.flush.push(second);
                peers.forwarder.push(third);
            }
        }
        Ok(peers)
    }
}

/// A round of both of ours.
fn ours(aws: &StandIn, ingest: &Path, flush: &Path) -> io::Result<[Costs; 2]> {
    let rig = Rig::start(aws, ingest, flush)?;
    let at_poll = [rig.ingest.peak_rss()?, rig.flush.peak_rss()?];
    let round = rig.round()?;
    let warm = [&round.recorded, &round.told];
    Ok([0, 1].map(|at| {
        costs(
            round.starts[at],
            round.first[at],
            warm[at],
            [at_poll[at], round.rss[at]],
        )
    }))
}

/// The figures of one function.
pub fn costs(start: (Duration, Duration), first: Invoked, warm: &[Invoked], rss: [f64; 2]) -> Costs {
    let middle =
        |of: fn(&Invoked) -> Duration| median(&warm.iter().map(|one| ms(of(one))).collect::<Vec<_>>());
    let [at_poll, peak] = rss;
    [
        ms(start.0),
        ms(start.1),
        ms(first.wall),
        ms(first.cpu),
        middle(|one| one.wall),
        middle(|one| one.cpu),
        at_poll,
        peak,
    ]
}

impl Display for Peers {
    fn fmt(&self, out: &mut Formatter<'_>) -> fmt::Result {
        let told = |name: &str| self.about[name].as_str().unwrap_or("-");
        let names = if self.is_by_name {
            "each service under its own name"
        } else {
            "all services under one name, since names could not be set up here"
        };
        writeln!(
            out,
            "Medians of {} interleaved rounds; local TLS 1.3 stand-ins, {names}. The forwarder runs on Python {}, awslambdaric {} and boto3 {}.\n\n\
             | | ingest | flush | both, summed | forwarder | forwarder to both |\n|---|---:|---:|---:|---:|---:|",
            self.forwarder.len(),
            told("python"),
            told("awslambdaric"),
            told("boto3")
        )?;
        let of = |rounds: &[Costs], at: usize| -> Samples { rounds.iter().map(|one| one[at]).collect() };
        for (at, what) in COMPARED.iter().enumerate() {
            let (ingest, flush) = (of(&self.ingest, at), of(&self.flush, at));
            let sums: Samples = ingest
                .iter()
                .zip(&flush)
                .map(|(one, other)| one + other)
                .collect();
            let [both, forwarder] = [median(&sums), median(&of(&self.forwarder, at))];
            writeln!(
                out,
                "| {what} | {:.2} | {:.2} | {both:.2} | {forwarder:.2} | {:.1} |",
                median(&ingest),
                median(&flush),
                forwarder / both
            )?;
        }
        writeln!(out)?;
        for (name, bytes) in &self.zips {
            writeln!(
                out,
                "- {name}: a zip of {bytes} bytes (x86_64), with all that it needs."
            )?;
        }
        writeln!(
            out,
            "- forwarder: a zip of {} bytes, on {:.1} MB of boto3 and what that needs, which the managed runtime has.",
            self.about["zip"],
            self.about["sdk"].as_f64().unwrap_or(f64::NAN) / 1e6
        )
    }
}

fn ms(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1e3
}
