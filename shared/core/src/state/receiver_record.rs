//! What one receiver takes, and what waits for it.
//!
//! Each group that finds no room has a row in the open *batch*, a partition of its own, and the record's [`Queue`] says
//! that there is somebody. Whoever begins a summary empties the queue first and reads the rows then: a group that wrote
//! its row before is read, one that writes it later finds the queue empty and says so. A row that is told stays behind
//! and expires, so a batch is left for the next when nobody waits in it, or when too much has gathered in it.

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
    /// Earlier batches in which somebody still waits.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub batches: Vec<u64>,
    /// Somebody waits.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub queue: Option<Queue>,
    /// How many summaries have been begun.
    #[serde(default, skip_serializing_if = "is_none_yet")]
    pub sequence: u64,
    /// The one that is being told.
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

/// Who still waits when a summary is done.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Left {
    /// All of them together.
    pub queue: Option<Queue>,
    /// Earlier batches in which somebody does.
    pub earlier: Vec<u64>,
    /// Whether somebody does in the open one.
    pub in_open: bool,
    /// How many rows of the open one are done with.
    pub done: usize,
}

/// How many rows that are done with are read again and again before groups join another batch.
const MANY: usize = 1_000;

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
            batches: vec![],
            queue: None,
            sequence: 0,
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

    /// With the token of a page that was not needed.
    #[must_use]
    pub fn with_token_back(&self, limit: Option<Limit>) -> Self {
        Self {
            bucket: limit.map_or(self.bucket, |limit| self.bucket.give_back(limit)),
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

    /// With a summary of what waits begun, and its token taken.
    #[must_use]
    pub fn begun(&self, limit: Option<Limit>, lease: SignedDuration, now: Timestamp) -> Self {
        Self {
            queue: None,
            sequence: self.sequence + 1,
            summary: Some(Summary {
                number: self.sequence + 1,
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

    /// With its summary done. `left`: what was found in the batches after that. Who has joined meanwhile is in the queue.
    #[must_use]
    pub fn finished(&self, left: &Left) -> Self {
        let mut next = Self {
            batches: left.earlier.clone(),
            queue: self.queue,
            summary: None,
            ..self.clone()
        };
        let is_left = self.queue.is_none() && !left.in_open;
        if !is_left && left.done > MANY {
            next.batches.push(self.batch);
        }
        if is_left || left.done > MANY {
            next.batch += 1;
        }
        match left.queue {
            Some(queue) => next.joined(queue),
            None => next,
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

    /// Both together.
    #[must_use]
    pub fn with(self, one: Self) -> Self {
        Self {
            since: self.since.min(one.since),
            ready_at: self.ready_at.min(one.ready_at),
            critical: self.critical || one.critical,
        }
    }
}

#[allow(clippy::trivially_copy_pass_by_ref)] // serde's signature
fn is_none_yet(number: &u64) -> bool {
    *number == 0
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
    fn a_summary_empties_the_queue_and_is_looked_after_until_it_is_done() {
        let record = used(0).joined(waits(0, false));
        assert_eq!(record.turn(LIMIT, at(0)), Turn::Begin);
        let begun = record.begun(LIMIT, LEASE, at(0));
        assert_eq!((begun.batch, begun.queue, begun.sequence), (0, None, 1));
        assert_eq!(begun.bucket, used(1).bucket);
        assert_eq!(begun.turn(LIMIT, at(59)), Turn::Wait(at(60)));
        assert_eq!(begun.turn(LIMIT, at(60)), Turn::Resume);
        let resumed = begun.resumed(LEASE, at(61)).joined(waits(62, true));
        assert_eq!(resumed.turn(LIMIT, at(62)), Turn::Wait(at(121)));
        assert_eq!(resumed.summary.as_ref().map(|summary| summary.number), Some(1));
        let done = resumed.finished(&Left::default());
        assert_eq!((done.summary, done.queue), (None, Some(waits(62, true))));
    }

    #[test]
    fn a_batch_is_left_when_nobody_waits_in_it_or_it_is_full_of_the_past() {
        let left = |in_open: bool, done: usize| Left {
            queue: in_open.then(|| waits(0, false)),
            in_open,
            done,
            ..Left::default()
        };
        let batches = |record: &ReceiverRecord, left: &Left| {
            let next = record.finished(left);
            (next.batch, next.batches, next.queue.is_some())
        };
        let begun = used(0).begun(LIMIT, LEASE, at(0));
        assert_eq!(batches(&begun, &left(false, 3)), (1, vec![], false));
        assert_eq!(batches(&begun, &left(true, 3)), (0, vec![], true));
        assert_eq!(batches(&begun, &left(true, 1_001)), (1, vec![0], true));
        // Somebody has joined after the rows were read: they are in it.
        let joined = begun.joined(waits(9, false));
        assert_eq!(batches(&joined, &left(false, 3)), (0, vec![], true));
        assert_eq!(batches(&joined, &left(false, 1_001)), (1, vec![0], true));
    }

    #[test]
    fn a_queue_is_as_urgent_as_its_most_urgent() {
        let queue = waits(0, false).with(waits(9, true));
        assert_eq!(queue, waits(0, true));
        assert!(queue.covers(waits(5, false)) && !waits(0, false).covers(waits(5, true)));
    }
}
