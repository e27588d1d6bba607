//! Inhibition in the store: each alert that holds others back has a row under its rule's key, which its targets read.

use alert_core::inhibit::{Inhibitors, Source};
use alert_core::state::{AlertRecord, Holds, Member, SCHEMA};
use alert_core::time::{SignedDuration, Timestamp, after};
use serde::{Deserialize, Serialize};

use crate::error::DriverError;
use crate::invocation::{Invocation, Pen};
use crate::ports::{Key, Ports, Store};
use crate::records::{Edit, Record, Stored, edit};

/// A source's row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct SourceRecord {
    schema: u32,
    /// The version of the alert's record that this is a copy of: an older copy never replaces a newer one.
    alert_version: u64,
    episode: u64,
    name: String,
    source: Source,
}

/// How long an ended source is kept: longer than any extension, and than any copy may be late.
const KEEP: SignedDuration = SignedDuration::from_hours(7 * 24);

impl Record for SourceRecord {
    fn schema(&self) -> u32 {
        self.schema
    }

    fn forget_at(&self, now: Timestamp) -> Option<Timestamp> {
        self.source.ends_at.map(|end| after(end.max(now), KEEP))
    }
}

/// Records that an alert holds others back, or no longer does. Before its own groups are told of the change: a target
/// that is looked at because of it must find it.
pub(crate) async fn record_source<P: Ports>(
    ports: &P,
    alert: &Stored<AlertRecord>,
    holds: &Holds,
    invocation: &Invocation<'_>,
    pen: &Pen<'_>,
) -> Result<(), DriverError> {
    let (record, now) = (&alert.record, invocation.now);
    let Some(of) = &record.alert else { return Ok(()) };
    let key = Key {
        pk: pk(&holds.key),
        sk: format!("source#{}", of.fingerprint),
    };
    edit(
        ports.store(),
        key,
        pen,
        now,
        |current: Option<&Stored<SourceRecord>>| {
            let before = current.map(|current| &current.record);
            if before.is_some_and(|before| before.alert_version >= alert.version) {
                return Edit::Leave;
            }
            // Our own clock: a source holds from when it is known here to when its end is.
            let same_episode = before.filter(|before| before.episode == record.episode);
            let starts_at = same_episode.map_or(now, |before| before.source.starts_at);
            let source = Source {
                fingerprint: of.fingerprint.clone(),
                starts_at,
                ends_at: if record.firing {
                    record.lasts_until
                } else {
                    Some(now)
                },
                is_target: holds.both,
            };
            let name = of.labels.get("alertname").to_owned();
            Edit::Write(
                SourceRecord {
                    schema: SCHEMA,
                    alert_version: alert.version,
                    episode: record.episode,
                    name,
                    source,
                },
                None,
            )
        },
    )
    .await?;
    Ok(())
}

/// Whatever may hold these members back.
pub(crate) async fn inhibitors<'a, S: Store>(
    store: &S,
    members: impl Iterator<Item = &'a Member>,
) -> Result<Inhibitors, DriverError> {
    let mut keys: Vec<&str> = members
        .flat_map(|member| &member.held_by)
        .map(|role| role.key.as_str())
        .collect();
    keys.sort_unstable();
    keys.dedup();
    let mut found = Inhibitors::default();
    for key in keys {
        for row in store.partition(&pk(key)).await? {
            let stored: Stored<SourceRecord> = Stored::read(&row)?;
            found.add(key, stored.record.source, &stored.record.name);
        }
    }
    Ok(found)
}

fn pk(key: &str) -> String {
    format!("inhibit#{key}")
}
