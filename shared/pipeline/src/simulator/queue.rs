//! An at-least-once queue on a virtual clock.

use std::collections::BTreeMap;

use alert_core::time::{SignedDuration, Timestamp, after};

/// How long a message that was not done stays away: the queues' visibility timeout in the template.
const VISIBILITY: SignedDuration = SignedDuration::from_secs(180);

/// Messages by the time they are to be delivered.
#[derive(Debug)]
pub(super) struct Queue<T> {
    messages: BTreeMap<(Timestamp, u64), Message<T>>,
    count: u64,
}

/// A message with the number of its deliveries.
#[derive(Debug, Clone)]
pub(super) struct Message<T> {
    pub body: T,
    pub receives: u32,
}

impl<T> Queue<T> {
    pub(super) fn new() -> Self {
        Self {
            messages: BTreeMap::new(),
            count: 0,
        }
    }

    pub(super) fn put(&mut self, at: Timestamp, body: T) {
        self.insert(at, Message { body, receives: 0 });
    }

    /// Puts a message back that could not be done.
    pub(super) fn put_back(&mut self, now: Timestamp, message: Message<T>) {
        self.insert(after(now, VISIBILITY), message);
    }

    pub(super) fn next_at(&self) -> Option<Timestamp> {
        self.messages.keys().next().map(|(at, _)| *at)
    }

    /// Delivers the next message that is due.
    pub(super) fn take(&mut self, now: Timestamp) -> Option<Message<T>> {
        let first = *self.messages.keys().next().filter(|(at, _)| *at <= now)?;
        let mut message = self.messages.remove(&first)?;
        message.receives += 1;
        Some(message)
    }

    fn insert(&mut self, at: Timestamp, message: Message<T>) {
        self.count += 1;
        self.messages.insert((at, self.count), message);
    }
}
