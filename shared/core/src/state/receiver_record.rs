//! What one receiver takes, and what waits for it.
//!
//! Groups that find no room wait in a *batch*: a partition of rows, one for each of them. Beginning a summary closes the
//! batch and opens the next, so that no group is overlooked: one that wrote its row and then still found the batch open
//! is in it.

use serde::{Deserialize, Serialize};

use super::SCHEMA;
use super::rate::{Bucket, patience};
use super::summary::{Stage, Summary};
use crate::catalog::{Limit, ReceiverConfig};
use crate::time::{SignedDuration, Timestamp, after};

/// The record of a place that pages go to. Only a place that has a limit, or was handed another's summary, has one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReceiverRecord {
    /// [`SCHEMA`] of the writer.
    pub schema: u32,
    /// The receiver, by one of its names.
    pub receiver: ReceiverConfig,
    /// What it may still be sent.
    pub bucket: Bucket,
    /// The number of the batch that groups join.
    pub batch: u64,
    /// Groups wait in the open batch.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub queue: Option<Queue>,
    /// The closed batch that is being told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub summary: Option<Summary>,
    /// How many summaries in a row it has certainly not taken.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub failures: u32,
}

/// What waits, as far as it decides when the summary goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Queue {
    /// Since when the first of them waits.
    pub since: Timestamp,
    /// Before this there is nothing to send: all of them have failed and are tried again then.
    pub ready_at: Timestamp,
    /// One of them is critical, and may use the reserve.
    pub critical: bool,
}

/// What is to be done for a receiver.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Turn {
    /// Nothing.
    None,
    /// Nothing before then.
    Wait(Timestamp),
    /// A summary of what waits can go.
    Begin,
    /// A summary has been begun, and whoever did is gone.
    Resume,
}

impl ReceiverRecord {
    /// A receiver that has been sent nothing for long.
    pub fn new(receiver: ReceiverConfig) -> Self {
        Self {
            schema: SCHEMA,
            receiver,
            bucket: Bucket::default(),
            batch: 0,
            queue: None,
            summary: None,
            failures: 0,
        }
    }

    /// Whether a page can go by itself. While others wait it waits with them, unless it is critical: noise never holds
    /// back what is.
    pub fn has_room(&self, critical: bool, limit: Option<Limit>, now: Timestamp) -> bool {
        let is_first = critical || self.queue.is_none();
        is_first && limit.is_none_or(|limit| self.bucket.ready_at(critical, limit, now) <= now)
    }

    /// Without the token of a page.
    #[must_use]
    pub fn without_token(&self, limit: Option<Limit>, now: Timestamp) -> Self {
        Self {
            bucket: limit.map_or(self.bucket, |limit| self.bucket.take(limit, now)),
            ..self.clone()
        }
    }

    /// With a group that waits.
    #[must_use]
    pub fn joined(&self, one: Queue) -> Self {
        Self {
            queue: Some(self.queue.map_or(one, |queue| queue.with(one))),
            ..self.clone()
        }
    }

    /// With the open batch closed for a summary, its token taken.
    #[must_use]
    pub fn begun(&self, limit: Option<Limit>, lease: SignedDuration, now: Timestamp) -> Self {
        Self {
            batch: self.batch + 1,
            queue: None,
            summary: Some(Summary {
                number: self.batch,
                lease_until: after(now, lease),
                parts: None,
                stage: Stage::Gathering,
            }),
            ..self.without_token(limit, now)
        }
    }

    /// With the summary of one who is gone in our hands.
    #[must_use]
    pub fn resumed(&self, lease: SignedDuration, now: Timestamp) -> Self {
        let lease_until = after(now, lease);
        let summary = self.summary.clone();
        Self {
            summary: summary.map(|summary| Summary {
                lease_until,
                ..summary
            }),
            ..self.clone()
        }
    }

    /// What is to be done now.
    pub fn turn(&self, limit: Option<Limit>, now: Timestamp) -> Turn {
        match self.due_at(limit, now) {
            None => Turn::None,
            Some(due) if due > now => Turn::Wait(due),
            Some(_) if self.summary.is_some() => Turn::Resume,
            Some(_) => Turn::Begin,
        }
    }

    /// When it must be looked at: when the summary's lease is over, or when what waits may go.
    pub fn due_at(&self, limit: Option<Limit>, now: Timestamp) -> Option<Timestamp> {
        if let Some(summary) = &self.summary {
            return Some(summary.lease_until);
        }
        let queue = self.queue?;
        let room_at = limit.map_or(queue.ready_at, |limit| {
            let any = self.bucket.ready_at(true, limit, now);
            let usual = self.bucket.ready_at(queue.critical, limit, now);
            usual.min(any.max(after(queue.since, patience(limit))))
        });
        Some(room_at.max(queue.ready_at))
    }
}

impl Queue {
    /// Whether `one` adds nothing to it.
    pub fn covers(self, one: Self) -> bool {
        self.with(one) == self
    }

    fn with(self, one: Self) -> Self {
        Self {
            since: self.since.min(one.since),
            ready_at: self.ready_at.min(one.ready_at),
            critical: self.critical || one.critical,
        }
    }
}

#[allow(clippy::trivially_copy_pass_by_ref)] // serde's signature
fn is_zero(number: &u32) -> bool {
    *number == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIMIT: Option<Limit> = Some(Limit {
        burst: 4,
        per_minute: 6,
    });
    const LEASE: SignedDuration = SignedDuration::from_secs(60);

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_second(1_800_000_000 + seconds).unwrap()
    }

    fn waits(since: i64, critical: bool) -> Queue {
        Queue {
            since: at(since),
            ready_at: at(since),
            critical,
        }
    }

    /// A record of which `tokens` are gone at 0.
    fn used(tokens: usize) -> ReceiverRecord {
        let full = ReceiverRecord::new(ReceiverConfig::default());
        (0..tokens).fold(full, |record, _| record.without_token(LIMIT, at(0)))
    }

    #[test]
    fn noise_waits_with_noise_and_a_critical_page_does_not() {
        assert!(used(0).has_room(false, LIMIT, at(0)));
        assert!(!used(3).has_room(false, LIMIT, at(0)));
        assert!(used(3).has_room(true, LIMIT, at(0)));
        let record = used(0).joined(waits(0, false));
        assert!(!record.has_room(false, LIMIT, at(0)) && record.has_room(true, LIMIT, at(0)));
        assert!(!record.has_room(false, None, at(0)));
    }

    #[test]
    fn what_waits_goes_when_there_is_a_token_for_it() {
        for (tokens, queue, due) in [
            (3, waits(0, false), 10),
            (4, waits(0, false), 20),
            (4, waits(0, true), 10),
            (4, waits(-600, false), 10), // it has waited for long: the next token, whatever it was kept for
            (0, waits(5, false), 5),
        ] {
            assert_eq!(
                used(tokens).joined(queue).due_at(LIMIT, at(0)),
                Some(at(due)),
                "{tokens} {queue:?}"
            );
        }
        assert_eq!(used(4).due_at(LIMIT, at(0)), None);
        assert_eq!(used(4).joined(waits(1, false)).due_at(None, at(0)), Some(at(1)));
    }

    #[test]
    fn a_summary_closes_the_batch_and_is_looked_after_until_it_is_done() {
        let record = used(0).joined(waits(0, false));
        assert_eq!(record.turn(LIMIT, at(0)), Turn::Begin);
        let begun = record.begun(LIMIT, LEASE, at(0));
        assert_eq!((begun.batch, begun.queue), (1, None));
        assert_eq!(begun.bucket, used(1).bucket);
        assert_eq!(begun.turn(LIMIT, at(59)), Turn::Wait(at(60)));
        assert_eq!(begun.turn(LIMIT, at(60)), Turn::Resume);
        let resumed = begun.resumed(LEASE, at(61)).joined(waits(62, true));
        assert_eq!(resumed.turn(LIMIT, at(62)), Turn::Wait(at(121)));
        assert_eq!(resumed.summary.map(|summary| summary.number), Some(0));
    }

    #[test]
    fn a_queue_is_as_urgent_as_its_most_urgent() {
        let queue = waits(0, false).with(waits(9, true));
        assert_eq!(queue, waits(0, true));
        assert!(queue.covers(waits(5, false)) && !waits(0, false).covers(waits(5, true)));
    }
}
