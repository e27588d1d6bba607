//! Runs in the store: what fails together is brought together ([`seat`]), also when it is found out late that it does
//! ([`merge`]), and what is a part of something is over with it ([`end`]).
//!
//! | row | what |
//! |---|---|
//! | `run#<id>` / `run` | where the run's alerts are told |
//! | `run#<id>` / `part#<fingerprint>` | an alert of the run |
//! | `tie#<digest>` / `tie` | the run that an execution, or some work, last failed in |
//! | `tie#<digest>` / `part#<fingerprint>` | a part of that work: a step of the pipeline |

mod end;
mod merge;
mod seat;

use alert_core::fingerprint::Fingerprint;
use alert_core::state::{AlertRecord, RunRecord, SCHEMA, TieRecord};
use alert_core::time::{SignedDuration, Timestamp, after};
use serde::{Deserialize, Serialize};

use crate::error::DriverError;
use crate::invocation::Pen;
use crate::ports::{Key, Ports, Store};
use crate::records::{Edit, Record, Stored, alert_key, edit};

pub(crate) use end::end_parts;
pub(crate) use merge::merge;
pub(crate) use seat::{Newcomer, refresh, seat};

/// How long a run is remembered: a failure that comes later than this begins another.
const KEEP: SignedDuration = SignedDuration::from_hours(7 * 24);

/// How often a run is followed into the one that it was merged into.
const MERGES: usize = 8;

impl Record for RunRecord {
    fn schema(&self) -> u32 {
        self.schema
    }

    fn forget_at(&self, now: Timestamp) -> Option<Timestamp> {
        Some(after(now, KEEP))
    }
}

impl Record for TieRecord {
    fn schema(&self) -> u32 {
        self.schema
    }

    fn forget_at(&self, now: Timestamp) -> Option<Timestamp> {
        Some(after(now, KEEP))
    }
}

/// That an alert belongs to a run, or to some work.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct PartRecord {
    schema: u32,
    alert: Fingerprint,
}

impl Record for PartRecord {
    fn schema(&self) -> u32 {
        self.schema
    }

    /// As long as its alert may stay open. One that is forgotten is over with its own success only.
    fn forget_at(&self, now: Timestamp) -> Option<Timestamp> {
        Some(after(now, SignedDuration::from_hours(60 * 24)))
    }
}

impl PartRecord {
    fn of(alert: &Fingerprint) -> Self {
        Self {
            schema: SCHEMA,
            alert: alert.clone(),
        }
    }
}

fn run_pk(run: &str) -> String {
    format!("run#{run}")
}

fn run_key(run: &str) -> Key {
    Key {
        pk: run_pk(run),
        sk: "run".to_owned(),
    }
}

fn tie_pk(tie: &str) -> String {
    format!("tie#{tie}")
}

fn tie_key(tie: &str) -> Key {
    Key {
        pk: tie_pk(tie),
        sk: "tie".to_owned(),
    }
}

fn part_key(pk: String, alert: &Fingerprint) -> Key {
    Key {
        pk,
        sk: format!("part#{alert}"),
    }
}

/// The run of this id, or the one that it has become a part of.
async fn find<P: Ports>(ports: &P, id: &str) -> Result<Option<Stored<RunRecord>>, DriverError> {
    let mut id = id.to_owned();
    for _ in 0..MERGES {
        let Some(run) = read::<P, RunRecord>(ports, &run_key(&id)).await? else {
            return Ok(None);
        };
        match &run.record.merged_into {
            None => return Ok(Some(run)),
            Some(into) => id.clone_from(into),
        }
    }
    Ok(None)
}

/// The alerts in a partition of parts.
async fn parts<P: Ports>(ports: &P, partition: &str) -> Result<Vec<Fingerprint>, DriverError> {
    let rows = ports.store().partition(partition).await?;
    rows.iter()
        .filter(|row| row.key.sk.starts_with("part#"))
        .map(|row| Stored::<PartRecord>::read(row).map(|part| part.record.alert))
        .collect()
}

async fn alert<P: Ports>(
    ports: &P,
    fingerprint: &Fingerprint,
) -> Result<Option<Stored<AlertRecord>>, DriverError> {
    read(ports, &alert_key(fingerprint)).await
}

async fn read<P: Ports, T: Record>(ports: &P, key: &Key) -> Result<Option<Stored<T>>, DriverError> {
    let row = ports.store().get(key).await?;
    row.as_ref().map(Stored::read).transpose()
}

/// Writes a part's row; it may be there already.
async fn put_part<P: Ports>(
    ports: &P,
    pk: String,
    of: &Fingerprint,
    pen: &Pen<'_>,
    now: Timestamp,
) -> Result<(), DriverError> {
    let part = PartRecord::of(of);
    let write = |_: Option<&Stored<PartRecord>>| Edit::Write(part.clone(), None);
    edit(ports.store(), part_key(pk, of), pen, now, write).await?;
    Ok(())
}
