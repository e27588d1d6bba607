//! What was measured, as Markdown, and whether it is what was wanted.

use std::fmt::{self, Display, Formatter};
use std::time::Duration;

use crate::function::Invoked;
use crate::instructions::{self, Counts};
use crate::measured::{MEMORIES, Measured, Size, Subject, median};
use crate::quota;
use crate::rig::Round;

/// What was wanted (the project's list of what a start and a page may cost).
mod wanted {
    pub const START_RATIO: f64 = 1.3;
    pub const INSTRUCTIONS: u64 = 2_600_000;
    pub const FIRST_CPU_MS: f64 = 5.0;
    pub const DUPLICATE_CPU_MS: f64 = 0.3;
    pub const PAGE_CPU_MS: f64 = 1.0;
    pub const HELD_MS: f64 = 10.0;
    /// `tests/local_aws/build.sh` has the limits that fail a build.
    pub const ZIPS: [(&str, u64); 2] = [("ingest", 3_000_000), ("flush", 4_000_000)];
    pub const RSS_MIB: f64 = 10.0;
    /// Give or take what is left when a thousand is divided by the kinds.
    pub const ENTRIES: usize = 990;
}

/// What fails a run: what has been reached, and a tenth.
const RSS_LIMIT_MIB: f64 = 13.0;

/// One thing that was wanted, and whether it is so.
struct Verdict {
    is_kept: bool,
    /// Fails the run: its figure is the same however busy the machine is.
    is_gate: bool,
    what: String,
}

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

    fn verdicts(&self) -> Vec<Verdict> {
        let mut verdicts = vec![self.start_ratio()];
        verdicts.extend(self.instructions());
        let rounds = &self.measured.pages;
        let first = |at: usize| cpu(rounds.iter().map(|round| &round.first[at]));
        let warm = |of: fn(&Round) -> &Vec<Invoked>| cpu(rounds.iter().flat_map(of));
        for (what, figures, limit) in [
            (
                "own CPU of the first page over TLS",
                vec![("ingest", first(0)), ("flush", first(1))],
                wanted::FIRST_CPU_MS,
            ),
            (
                "own CPU of a warm duplicate",
                vec![("ingest", warm(|round| &round.duplicates))],
                wanted::DUPLICATE_CPU_MS,
            ),
            (
                "own CPU of a warm page",
                vec![
                    ("ingest", warm(|round| &round.recorded)),
                    ("flush", warm(|round| &round.told)),
                ],
                wanted::PAGE_CPU_MS,
            ),
        ] {
            verdicts.push(at_most(what, &figures, limit, "ms", false));
        }
        if let Ok(held) = &self.measured.held {
            for (memory, [ingest, flush]) in held {
                verdicts.push(at_most(
                    &format!("the first page after a cold start, with the CPU of {memory} MB, is answered"),
                    &[("ingest", median(ingest)), ("flush", median(flush))],
                    wanted::HELD_MS,
                    "ms",
                    false,
                ));
            }
        }
        verdicts.extend(self.measured.sizes.iter().filter_map(zip));
        if let Some(one) = self
            .measured
            .weights
            .iter()
            .find(|one| one.entries >= wanted::ENTRIES)
        {
            let what = format!("peak memory with a catalog of {} entries", one.entries);
            let figures = [("ingest", one.rss[0]), ("flush", one.rss[1])];
            verdicts.push(at_most(&what, &figures, wanted::RSS_MIB, "MiB", false));
            let what = format!("{what}, which fails the run");
            verdicts.push(at_most(&what, &figures, RSS_LIMIT_MIB, "MiB", true));
        }
        verdicts
    }

    fn start_ratio(&self) -> Verdict {
        let ours = self.ours().map(|(name, at)| (name, self.ratios(at)[0]));
        let figures: Vec<_> = ours.collect();
        at_most(
            "start to first poll, beside the empty function, connections apart",
            &figures,
            wanted::START_RATIO,
            "times",
            false,
        )
    }

    fn instructions(&self) -> Vec<Verdict> {
        let Ok(counts) = &self.measured.instructions else {
            return vec![];
        };
        let ours: Vec<_> = self.ours().map(|(name, _)| (name, counts[name])).collect();
        let list: Vec<String> = ours
            .iter()
            .map(|(name, count)| format!("{name} {count}"))
            .collect();
        let over: Vec<&str> = counts
            .iter()
            .filter(|(name, count)| !instructions::is_within(**count, self.budget.get(*name).copied()))
            .map(|(name, _)| name.as_str())
            .collect();
        vec![
            Verdict {
                is_kept: ours.iter().all(|(_, count)| *count <= wanted::INSTRUCTIONS),
                is_gate: true,
                what: format!(
                    "at most {} instructions to the first poll: {}",
                    wanted::INSTRUCTIONS,
                    list.join(", ")
                ),
            },
            Verdict {
                is_kept: over.is_empty(),
                is_gate: true,
                what: format!(
                    "no start takes a tenth more instructions than bench/cold/budget.tsv has for it{}",
                    if over.is_empty() {
                        String::new()
                    } else {
                        format!(": {} (bench/cold/run count --bless)", over.join(", "))
                    }
                ),
            },
        ]
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

/// Whether a zip is as small as wanted, on each architecture that it was built for.
fn zip(size: &Size) -> Option<Verdict> {
    let (_, most) = wanted::ZIPS.iter().find(|(known, _)| *known == size.name)?;
    let both = [Some(size.x86_64), size.arm64];
    Some(Verdict {
        is_kept: both.iter().flatten().all(|size| size <= most),
        is_gate: false,
        what: format!(
            "the zip of {} is at most {most} bytes: {}",
            size.name,
            shown_sizes(both)
        ),
    })
}

/// Of x86_64 and of arm64, where it was built.
fn shown_sizes([x86_64, arm64]: [Option<u64>; 2]) -> String {
    let named = [("x86_64", x86_64), ("arm64", arm64)];
    let built = named
        .iter()
        .filter_map(|(name, size)| Some(format!("{name} {}", (*size)?)));
    built.collect::<Vec<_>>().join(", ")
}

fn at_most(what: &str, figures: &[(&str, f64)], limit: f64, unit: &str, is_gate: bool) -> Verdict {
    let list: Vec<String> = figures
        .iter()
        .map(|(name, figure)| format!("{name} {figure:.2}"))
        .collect();
    Verdict {
        is_kept: figures.iter().all(|(_, figure)| *figure <= limit),
        is_gate,
        what: format!("{what}: {}, of {limit} {unit}", list.join(", ")),
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
