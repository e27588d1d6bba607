//! The rows of a place that pages go to: what it takes, and who waits for it.

use alert_core::catalog::ReceiverConfig;
use alert_core::fingerprint::digest;
use alert_core::state::summary::Part;
use alert_core::state::{Claim, DeliveryRecord, Queue, ReceiverRecord, SCHEMA};
use alert_core::time::{SignedDuration, Timestamp, after};
use serde::{Deserialize, Serialize};

use crate::ports::Key;
use crate::records::Record;

/// How long a record is kept that nothing depends on: longer than anything waits.
const KEEP: SignedDuration = SignedDuration::from_hours(7 * 24);

/// The id of a place: its kind and its address, whatever names it has.
pub(crate) fn receiver_id(receiver: &ReceiverConfig) -> String {
    digest(&["receiver", &receiver.kind, receiver.address()])
}

/// What a log has put into the hands of a place's summary. Each place numbers its own, and a receiver may move to another.
pub(crate) fn claim_in<'a>(log: &'a DeliveryRecord, id: &str, number: u64) -> Option<&'a Claim> {
    let claim = log.claim.as_ref().filter(|claim| claim.summary == Some(number))?;
    (receiver_id(&log.receiver) == id).then_some(claim)
}

pub(crate) fn receiver_key(id: &str) -> Key {
    Key {
        pk: format!("receiver#{id}"),
        sk: "receiver".to_owned(),
    }
}

/// The partition of a batch.
pub(crate) fn batch_pk(id: &str, batch: u64) -> String {
    format!("receiver#{id}#{batch}")
}

pub(crate) fn waiting_key(id: &str, part: &Part) -> Key {
    Key {
        pk: batch_pk(id, part.batch),
        sk: format!("waiting#{}#{}", part.group_id, part.receiver),
    }
}

impl Record for ReceiverRecord {
    fn schema(&self) -> u32 {
        self.schema
    }

    fn forget_at(&self, now: Timestamp) -> Option<Timestamp> {
        let is_idle = self.queue.is_none() && self.summary.is_none() && self.batches.is_empty();
        is_idle.then(|| after(now, KEEP))
    }
}

/// A group that waits in a batch.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct WaitingRecord {
    pub schema: u32,
    pub part: Part,
    #[serde(flatten)]
    pub wish: Queue,
    /// It has a notice, which goes by itself.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub notice: bool,
    /// It has been told, or has nothing to tell any more.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub done: bool,
}

impl WaitingRecord {
    pub(crate) fn new(part: Part, wish: Queue, notice: bool) -> Self {
        Self {
            schema: SCHEMA,
            part,
            wish,
            notice,
            done: false,
        }
    }
}

impl Record for WaitingRecord {
    fn schema(&self) -> u32 {
        self.schema
    }

    fn forget_at(&self, now: Timestamp) -> Option<Timestamp> {
        Some(after(now, if self.done { KEEP } else { KEEP * 5 }))
    }
}
