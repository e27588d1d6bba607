//! The first seconds of a storm through the production drivers, and what they ask of each partition in their busiest second.

use std::collections::BTreeMap;

use alert_core::state::GROUP_LIMIT;
use alert_core::time::{SignedDuration, after};
use alert_pipeline::counting::Call;
use serde_json::json;

use super::SPACING_US;
use crate::alarm::{at, change};
use crate::figures::Measured;
use crate::model::wait;
use crate::rig::{Rig, Run};
use crate::units::Units;

/// Alarms that are played: as many as come in a second.
const ALARMS: usize = 278;
/// What one partition takes in a second.
const WRITES: f64 = 1_000.0;
const READS: f64 = 3_000.0;

/// What the alarms have in common.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Shape {
    pub(crate) name: &'static str,
    services: usize,
    critical: bool,
    silenced: bool,
}

pub(crate) const SHAPES: [Shape; 6] = [
    shape("each alarm in a group of its own, critical", ALARMS, true),
    shape("each in a group of its own, errors", ALARMS, false),
    shape("in 100 groups, errors", 100, false),
    shape("all in one group, errors", 1, false),
    shape("all in one group, critical", 1, true),
    Shape {
        silenced: true,
        ..shape("in 100 groups, errors, all of them silenced", 100, false)
    },
];

const fn shape(name: &'static str, services: usize, critical: bool) -> Shape {
    Shape {
        name,
        services,
        critical,
        silenced: false,
    }
}

/// A partition of the table, or a shard of the index, and what is asked of it in its busiest second.
#[derive(Debug, Clone, Default)]
pub(crate) struct Hottest {
    pub(crate) name: String,
    pub(crate) units: f64,
}

/// What a storm asks.
pub(crate) struct Storm {
    pub(crate) shape: Shape,
    pub(crate) writes: Hottest,
    pub(crate) reads: Hottest,
    pub(crate) index: Hottest,
    /// Milliseconds of an event in ingest, and of a wake-up in flush.
    pub(crate) ingest_ms: f64,
    pub(crate) flush_ms: f64,
    /// Wake-ups an alarm.
    pub(crate) wakes: f64,
    /// Units an alarm.
    pub(crate) units: Units,
    /// What one flush of a full group reads.
    pub(crate) full_read: f64,
    pub(crate) posts: usize,
}

#[derive(Default)]
struct Seconds(BTreeMap<(i64, String), f64>);

impl Seconds {
    fn add(&mut self, second: i64, name: &str, units: f64) {
        if units > 0.0 {
            *self.0.entry((second, name.to_owned())).or_default() += units;
        }
    }

    fn hottest(self) -> Hottest {
        let most = self
            .0
            .into_iter()
            .max_by(|(_, one), (_, other)| one.total_cmp(other));
        most.map_or_else(Hottest::default, |((_, name), units)| Hottest { name, units })
    }
}

impl Storm {
    /// Plays it, and the minute after it.
    pub(crate) fn play(shape: Shape, measured: &Measured) -> Self {
        let runs = runs(shape);
        let (mut writes, mut reads, mut index) = (Seconds::default(), Seconds::default(), Seconds::default());
        let mut units = Units::default();
        let (mut posts, mut row) = (0, 0.0_f64);
        for run in &runs {
            let second = run.at.as_second();
            for call in &run.calls {
                let used = Units::of(call);
                let partition = partition(call);
                writes.add(second, &partition, used.writes);
                reads.add(second, &partition, used.reads);
                if let Call::Put {
                    due_before,
                    due_after,
                    ..
                } = call
                    && let Some((shard, _)) = due_after.or(*due_before)
                {
                    index.add(second, &shard.to_string(), used.index_writes);
                }
                if let Call::Partition { pk, rows, bytes } = call
                    && pk.starts_with("group#")
                {
                    row = row.max(count(*bytes) / count(*rows));
                }
                posts += usize::from(matches!(call, Call::Send(_)));
                units.writes += used.writes / count(ALARMS);
                units.index_writes += used.index_writes / count(ALARMS);
                units.reads += used.reads / count(ALARMS);
            }
        }
        let mean = |who: &str| {
            let times: Vec<f64> = runs
                .iter()
                .filter(|run| run.who == who)
                .map(|run| run.calls.iter().map(|call| wait(measured, call)).sum())
                .collect();
            times.iter().sum::<f64>() / count(times.len())
        };
        Self {
            shape,
            writes: writes.hottest(),
            reads: reads.hottest(),
            index: index.hottest(),
            ingest_ms: mean("ingest"),
            flush_ms: mean("flush"),
            wakes: count(runs.iter().filter(|run| run.who == "flush").count()) / count(ALARMS),
            units,
            full_read: row * f64::from(GROUP_LIMIT) / 4096.0,
            posts,
        }
    }
}

/// How many, for a mean.
#[allow(clippy::cast_precision_loss)] // some thousands
pub(crate) fn count(of: usize) -> f64 {
    of as f64
}

fn runs(shape: Shape) -> Vec<Run> {
    let mut rig = Rig::new(&["EndpointName"]);
    if shape.silenced {
        let silence = json!({"id": "s", "matchers": [["alarm_name=~.*"]], "starts_at": at(0), "ends_at": at(7200),
            "created_by": "ana", "comment": "upgrade", "updated_at": at(0)});
        rig.silence(at(0), &serde_json::from_value(silence).unwrap());
    }
    let mut runs = Vec::new();
    for number in 0..ALARMS {
        let micros = SPACING_US * i64::try_from(number).unwrap();
        let now = after(at(1), SignedDuration::from_micros(micros));
        let prefix = if shape.critical { "ml" } else { "slow" };
        let name = format!("{prefix}-prod-endpoint-{number:04}-5xx-ratio");
        let service = format!("service-{}", number % shape.services);
        runs.extend(rig.flush_until(now));
        runs.push(rig.ingest(now, &change(&name, &service, true, 1_000 + micros / 1000)));
    }
    runs.extend(rig.flush_until(at(66)));
    runs
}

/// The table's partition that a call goes to, without what is of no interest: whose it is.
fn partition(call: &Call) -> String {
    match call {
        Call::Put { key, .. } | Call::Get { key, .. } => key.pk.clone(),
        Call::Partition { pk, .. } => pk.clone(),
        // The index has partitions of its own.
        Call::Due { .. } | Call::Catalog | Call::Send(_) | Call::Wake(..) => String::new(),
    }
}

/// The storms as a table.
pub(crate) fn table(storms: &[Storm]) -> String {
    let mut table = "| a million alarms an hour | hottest partition, writes a second | reads a second | hottest shard of the index, writes a second | units an alarm: writes, index, reads | reads of one flush of a full group |\n\
        |---|---|---|---|---|---|\n"
        .to_owned();
    for storm in storms {
        let cell = |hottest: &Hottest, limit: f64| {
            let kind = hottest.name.split('#').next().unwrap_or_default();
            let over = if hottest.units > limit { "**" } else { "" };
            let name = if kind.is_empty() {
                String::new()
            } else {
                format!(" `{kind}`")
            };
            format!("{over}{:.0}{over}{name}", hottest.units)
        };
        let shard = Hottest {
            name: String::new(),
            units: storm.index.units,
        };
        table += &format!(
            "| {} | {} | {} | {} | {:.1}, {:.1}, {:.1} | {:.0} |\n",
            storm.shape.name,
            cell(&storm.writes, WRITES),
            cell(&storm.reads, READS),
            cell(&shard, WRITES),
            storm.units.writes,
            storm.units.index_writes,
            storm.units.reads,
            storm.full_read
        );
    }
    format!(
        "{table}\nLimits of one partition: {WRITES} writes, {READS} reads a second. **Bold** is over it.\n"
    )
}
