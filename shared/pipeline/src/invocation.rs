//! One invocation: its time, its budget and its signature on what it writes.

use std::cell::Cell;

use alert_core::time::{SignedDuration, Timestamp};

/// What a driver is told of the invocation it runs in. Everything that a clock or a context would say is here.
#[derive(Debug, Clone, Copy)]
pub struct Invocation<'a> {
    /// The time, read once.
    pub now: Timestamp,
    /// How long the invocation may still run.
    pub remaining: SignedDuration,
    /// Unique for each invocation: part of the writer of every row it writes.
    pub id: &'a str,
    /// The ARN of the function that runs: its own failure records come back to it. Empty where no function runs.
    pub function_arn: &'a str,
    /// The SNS topic that is told when nothing else works.
    pub last_resort_topic: &'a str,
}

/// What a send may take at the most.
const LONGEST_SEND: SignedDuration = SignedDuration::from_secs(10);
/// What a second one may.
const LONGEST_SECOND_SEND: SignedDuration = SignedDuration::from_secs(5);
/// What must be left of an invocation after a send, to record it.
const RESERVE: SignedDuration = SignedDuration::from_secs(3);

impl Invocation<'_> {
    /// How long a send may take: 10 s, less when the invocation must end sooner; nothing when there is no time for one.
    pub fn send_deadline(&self) -> Option<SignedDuration> {
        let left = self.remaining.checked_sub(RESERVE)?;
        (left > SignedDuration::ZERO).then(|| left.min(LONGEST_SEND))
    }

    /// How long a second send to the same receiver may take, after a first that took as long as it may.
    pub fn second_deadline(&self) -> Option<SignedDuration> {
        let left = self.remaining.checked_sub(RESERVE)?.checked_sub(LONGEST_SEND)?;
        (left > SignedDuration::ZERO).then(|| left.min(LONGEST_SECOND_SEND))
    }
}

/// Signs rows: each attempted write has a writer of its own, so that a lost reply can be told from a lost race.
#[derive(Debug)]
pub(crate) struct Pen<'a> {
    id: &'a str,
    writes: Cell<u64>,
}

impl<'a> Pen<'a> {
    pub(crate) fn new(invocation: &Invocation<'a>) -> Self {
        Self {
            id: invocation.id,
            writes: Cell::new(0),
        }
    }

    /// How many writes were attempted so far.
    pub(crate) fn writes(&self) -> u64 {
        self.writes.get()
    }

    pub(crate) fn sign(&self) -> String {
        self.writes.set(self.writes.get() + 1);
        format!("{}/{}", self.id, self.writes.get())
    }
}
