//! The drills: how the last one of each alarm went, by receiver, and when one last passed.
//!
//! Read from the drill's own record in the table, and only what a report needs of it: a newer one may say more.

use std::collections::BTreeMap;

use alert_core::time::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::watched::Watched;

/// What the name of a drill's alarm has in it. Operators may force no others.
const NAME_PART: &str = "-drill-";
/// What the names of those have in them that watch whether drills pass.
const WATCHES: &str = "-self-drill-";

/// Whether an alarm is there to be forced.
pub(crate) fn is_drill(alarm: &str) -> bool {
    alarm.contains(NAME_PART) && !alarm.contains(WATCHES)
}

/// A drill. A contract like every other JSON of this program.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Drill {
    pub(crate) alarm: String,
    pub(crate) outcome: Outcome,
    /// When the last one was over.
    pub(crate) ended_at: Option<Timestamp>,
    /// When one last passed.
    pub(crate) passed_at: Option<Timestamp>,
    pub(crate) receivers: Vec<Leg>,
    /// What failed and is no single receiver's.
    pub(crate) faults: Vec<String>,
}

/// One receiver of a drill.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Leg {
    pub(crate) receiver: String,
    pub(crate) told_at: Option<Timestamp>,
    pub(crate) resolved_at: Option<Timestamp>,
    pub(crate) fault: Option<String>,
}

/// How it went.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Outcome {
    /// Every receiver was told, and told that it is over.
    Passed,
    Failed,
    /// There is no record of one.
    Never,
    /// No table was asked.
    Unknown,
}

impl Outcome {
    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::Passed => "passed",
            Self::Failed => "**failed**",
            Self::Never => "**never drilled**",
            Self::Unknown => "not looked at",
        }
    }
}

/// The record, as far as it is of use here.
#[derive(Debug, Deserialize)]
struct Record {
    #[serde(default)]
    passed_at: Option<Timestamp>,
    last: Last,
}

#[derive(Debug, Deserialize)]
struct Last {
    ended_at: Timestamp,
    #[serde(default)]
    legs: Vec<LastLeg>,
    #[serde(default)]
    faults: Vec<String>,
}

#[derive(Debug, Deserialize)]
struct LastLeg {
    receiver: String,
    told: Option<Word>,
    resolved: Option<Word>,
    fault: Option<String>,
}

#[derive(Debug, Deserialize)]
struct Word {
    at: Timestamp,
}

/// The drills of the alarms that are there for them.
pub(super) fn drills(watched: &[Watched], records: Option<&BTreeMap<String, Value>>) -> Vec<Drill> {
    let alarms = watched.iter().map(|alarm| alarm.alarm.as_str());
    alarms
        .filter(|alarm| is_drill(alarm))
        .map(|alarm| {
            let record = records.and_then(|records| records.get(alarm));
            match record.and_then(|record| Record::deserialize(record).ok()) {
                Some(record) => drilled(alarm, record),
                None => Drill {
                    alarm: alarm.to_owned(),
                    outcome: records.map_or(Outcome::Unknown, |_| Outcome::Never),
                    ended_at: None,
                    passed_at: None,
                    receivers: vec![],
                    faults: vec![],
                },
            }
        })
        .collect()
}

fn drilled(alarm: &str, record: Record) -> Drill {
    let last = record.last;
    // One that passed is written down as having passed when it ended.
    let has_passed = record.passed_at == Some(last.ended_at);
    let legs = last.legs.into_iter().map(|leg| Leg {
        receiver: leg.receiver,
        told_at: leg.told.map(|word| word.at),
        resolved_at: leg.resolved.map(|word| word.at),
        fault: leg.fault,
    });
    Drill {
        alarm: alarm.to_owned(),
        outcome: if has_passed {
            Outcome::Passed
        } else {
            Outcome::Failed
        },
        ended_at: Some(last.ended_at),
        passed_at: record.passed_at,
        receivers: legs.collect(),
        faults: last.faults,
    }
}
