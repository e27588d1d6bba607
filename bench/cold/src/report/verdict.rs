//! What was wanted, and whether it is so.

use super::{Report, cpu};
use crate::function::Invoked;
use crate::instructions;
use crate::measured::{Size, median};
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
pub(super) struct Verdict {
    pub(super) is_kept: bool,
    /// Fails the run: its figure is the same however busy the machine is.
    pub(super) is_gate: bool,
    pub(super) what: String,
}

impl Report<'_> {
    pub(super) fn verdicts(&self) -> Vec<Verdict> {
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
