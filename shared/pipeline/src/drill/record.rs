//! The memory of a drill: how the last one went, and when the last one passed.

use alert_core::state::SCHEMA;
use alert_core::time::Timestamp;
use serde::{Deserialize, Serialize};

use super::Verdict;
use crate::error::DriverError;
use crate::invocation::{Invocation, Pen};
use crate::ports::{Key, Store};
use crate::records::{Edit, Record, Stored, edit};

/// What is kept of an alarm's drills.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct DrillRecord {
    /// [`SCHEMA`] of the writer.
    schema: u32,
    /// When one last passed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    passed_at: Option<Timestamp>,
    /// How the last one went.
    last: Verdict,
}

impl Record for DrillRecord {
    fn schema(&self) -> u32 {
        self.schema
    }

    /// Never: that there has been none for long is what it is kept for.
    fn forget_at(&self, _now: Timestamp) -> Option<Timestamp> {
        None
    }
}

fn key(alarm: &str) -> Key {
    Key {
        pk: format!("drill#{alarm}"),
        sk: "drill".to_owned(),
    }
}

/// Writes down how a drill went.
///
/// # Errors
/// When the store gives no answer.
pub async fn remember<S: Store>(
    store: &S,
    verdict: &Verdict,
    invocation: &Invocation<'_>,
) -> Result<(), DriverError> {
    let pen = Pen::new(invocation);
    edit(
        store,
        key(&verdict.alarm),
        &pen,
        invocation.now,
        |current: Option<&Stored<DrillRecord>>| {
            let before = current.and_then(|current| current.record.passed_at);
            let passed_at = verdict.has_passed().then_some(verdict.ended_at);
            let record = DrillRecord {
                schema: SCHEMA,
                passed_at: passed_at.or(before),
                last: verdict.clone(),
            };
            Edit::Write(record, None)
        },
    )
    .await?;
    Ok(())
}

/// When a drill of this alarm last passed; nothing when none ever has.
///
/// # Errors
/// When the store gives no answer.
pub async fn last_passed<S: Store>(store: &S, alarm: &str) -> Result<Option<Timestamp>, DriverError> {
    let row = store.get(&key(alarm)).await?;
    let record: Option<Stored<DrillRecord>> = row.as_ref().map(Stored::read).transpose()?;
    Ok(record.and_then(|stored| stored.record.passed_at))
}
