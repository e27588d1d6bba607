//! What was measured, as Markdown, and whether it is what was wanted.

mod verdict;

use std::fmt::{self, Display, Formatter};
use std::time::Duration;

use crate::function::Invoked;
use crate::instructions::Counts;
use crate::measured::{MEMORIES, Measured, Size, Subject, median};
use crate::quota;

/// What was measured, and what it is held against.
pub struct Report<'a> {
    subjects: &'a [Subject],
    measured: &'a Measured,
    budget: &'a Counts,
}

impl<'a> Report<'a> {
    pub fn of(subjects: &'a [Subject], measured: &'a Measured, budget: &'a Counts) -> Self {
        Self {
            subjects,
            measured,
            budget,
        }
    }

    /// Whether every gate holds.
    pub fn is_well(&self) -> bool {
        self.verdicts().iter().all(|one| one.is_kept || !one.is_gate)
    }

    /// What could not be measured.
    fn skipped(&self) -> Vec<String> {
        let instructions = self.measured.instructions.as_ref().err();
        let held = self.measured.held.as_ref().err();
        let mut skipped = Vec::new();
        if let Some(why) = instructions {
            skipped.push(format!("instructions: {why}"));
        }
        if let Some(why) = held {
            skipped.push(format!("the first page under a quota: {why}"));
        }
        skipped
    }

    /// All but the one that they are compared with, with their places.
    fn ours(&self) -> impl Iterator<Item = (&str, usize)> {
        let names = self.subjects.iter().map(|subject| subject.name.as_str());
        names.zip(0..).skip(1)
    }

    fn ratios(&self, at: usize) -> [f64; 2] {
        let (one, base) = (&self.measured.starts[at], &self.measured.starts[0]);
        [
            median(&one.wall) / median(&base.wall),
            median(&one.cpu) / median(&base.cpu),
        ]
    }

    fn write_starts(&self, out: &mut Formatter<'_>) -> fmt::Result {
        writeln!(
            out,
            "Spawn to first `GET /next`, medians of {} interleaved starts; nothing is connected.\n\n\
             | function | wall ms | ratio | CPU ms | ratio | RSS MiB | instructions | of them over the empty one's |\n\
             |---|---:|---:|---:|---:|---:|---:|---:|",
            self.measured.rounds
        )?;
        let counts = self.measured.instructions.as_ref().ok();
        let count = |name: &str| counts.map(|counts| counts[name]);
        let base = count(&self.subjects[0].name);
        for ((at, subject), starts) in self.subjects.iter().enumerate().zip(&self.measured.starts) {
            let [wall, cpu] = self.ratios(at);
            let counted = count(&subject.name);
            let more = counted.zip(base).map(|(count, base)| count.saturating_sub(base));
            let shown = |count: Option<u64>| count.map_or("-".to_owned(), |count| count.to_string());
            writeln!(
                out,
                "| {} | {:.2} | {wall:.2} | {:.2} | {cpu:.2} | {:.1} | {} | {} |",
                subject.name,
                median(&starts.wall),
                median(&starts.cpu),
                median(&starts.rss),
                shown(counted),
                shown(more)
            )?;
        }
        Ok(())
    }

    fn write_pages(&self, out: &mut Formatter<'_>) -> fmt::Result {
        let rounds = &self.measured.pages;
        let names = if self.measured.is_by_name {
            "each service under its own name"
        } else {
            "all services under one name, since names could not be set up here: fewer handshakes than on AWS"
        };
        writeln!(
            out,
            "\nStart, connections, first page and warm ones, medians of {} rounds; local TLS 1.3 stand-ins of AWS and of a webhook, {names}. A network's way is not in it.\n\n\
             | | ingest wall ms | CPU ms | calls | flush wall ms | CPU ms | calls |\n|---|---:|---:|---:|---:|---:|---:|",
            rounds.len()
        )?;
        let start = |at: usize, of: fn(&(Duration, Duration)) -> Duration| {
            let samples: Vec<f64> = rounds.iter().map(|round| ms(of(&round.starts[at]))).collect();
            median(&samples)
        };
        writeln!(
            out,
            "| spawn to first poll, connections opened | {:.2} | {:.2} | | {:.2} | {:.2} | |",
            start(0, |start| start.0),
            start(0, |start| start.1),
            start(1, |start| start.0),
            start(1, |start| start.1)
        )?;
        let calls = |at: usize| rounds.first().map_or(0, |round| round.first_calls[at]);
        let first = |at: usize| rounds.iter().map(move |round| &round.first[at]);
        writeln!(
            out,
            "| first page | {:.2} | {:.2} | {} | {:.2} | {:.2} | {} |",
            wall(first(0)),
            cpu(first(0)),
            calls(0),
            wall(first(1)),
            cpu(first(1)),
            calls(1)
        )?;
        let recorded = || rounds.iter().flat_map(|round| &round.recorded);
        let told = || rounds.iter().flat_map(|round| &round.told);
        writeln!(
            out,
            "| warm page | {:.2} | {:.2} | | {:.2} | {:.2} | |",
            wall(recorded()),
            cpu(recorded()),
            wall(told()),
            cpu(told())
        )?;
        let duplicates = || rounds.iter().flat_map(|round| &round.duplicates);
        writeln!(
            out,
            "| warm duplicate | {:.2} | {:.2} | 1 | | | |",
            wall(duplicates()),
            cpu(duplicates())
        )
    }

    fn write_held(&self, out: &mut Formatter<'_>) -> fmt::Result {
        let Ok(held) = &self.measured.held else {
            return Ok(());
        };
        writeln!(
            out,
            "\nThe first page after a start at full CPU, held from then on to what the memory buys (memory / 1769 of a vCPU, handed out each {} ms), p50 and \
             worst of {}.\n\n| memory MB | ingest ms | worst | flush ms | worst |\n|---:|---:|---:|---:|---:|",
            quota::period() / 1_000,
            self.measured.rounds
        )?;
        for memory in MEMORIES {
            let [ingest, flush] = &held[&memory];
            writeln!(
                out,
                "| {memory} | {:.1} | {:.1} | {:.1} | {:.1} |",
                median(ingest),
                worst(ingest),
                median(flush),
                worst(flush)
            )?;
        }
        Ok(())
    }
}

impl Display for Report<'_> {
    fn fmt(&self, out: &mut Formatter<'_>) -> fmt::Result {
        self.write_starts(out)?;
        self.write_pages(out)?;
        self.write_held(out)?;
        writeln!(
            out,
            "\nPeak memory after a dozen invocations, and what of it is the function's own: heap, stack, and what the loader relocates. The rest is \
             the program and the C library, as far as they were read.\n\n\
             | entries of the catalog | KB of JSON | ingest MiB | own | flush MiB | own |\n|---:|---:|---:|---:|---:|---:|"
        )?;
        for weight in &self.measured.weights {
            let kilobytes = weight.bytes / 1_000;
            write!(out, "| {} | {kilobytes} |", weight.entries)?;
            for (rss, own) in weight.rss.iter().zip(weight.own) {
                write!(out, " {rss:.1} | {own:.1} |")?;
            }
            writeln!(out)?;
        }
        if !self.measured.sizes.is_empty() {
            writeln!(out, "\n| zip, bytes | x86_64 | arm64 |\n|---|---:|---:|")?;
        }
        for Size { name, x86_64, arm64 } in &self.measured.sizes {
            let arm64 = arm64.map_or("not built".to_owned(), |size| size.to_string());
            writeln!(out, "| {name} | {x86_64} | {arm64} |")?;
        }
        writeln!(out)?;
        for one in self.verdicts() {
            let word = if one.is_kept { "kept" } else { "**not met**" };
            writeln!(out, "- {word}: {}.", one.what)?;
        }
        for why in self.skipped() {
            writeln!(out, "- SKIPPED: {why}.")?;
        }
        Ok(())
    }
}

fn wall<'a>(invoked: impl Iterator<Item = &'a Invoked>) -> f64 {
    median(&invoked.map(|one| ms(one.wall)).collect::<Vec<_>>())
}

fn cpu<'a>(invoked: impl Iterator<Item = &'a Invoked>) -> f64 {
    median(&invoked.map(|one| ms(one.cpu)).collect::<Vec<_>>())
}

fn worst(samples: &[f64]) -> f64 {
    samples.iter().copied().fold(f64::NAN, f64::max)
}

fn ms(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1e3
}
