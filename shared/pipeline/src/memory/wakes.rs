//! The flush queue in memory: wake-ups by the time they are due.

use std::cell::RefCell;
use std::collections::BTreeMap;

use alert_core::time::{SignedDuration, Timestamp, after};

use crate::ports::{MAX_WAKE_DELAY, Wake, WakeError, Wakes};

/// The flush queue. It has no clock: whoever runs the world says what time it is.
#[derive(Debug)]
pub struct MemoryWakes {
    now: RefCell<Timestamp>,
    queue: RefCell<BTreeMap<(Timestamp, u64), Wake>>,
    sent: RefCell<u64>,
}

impl Default for MemoryWakes {
    fn default() -> Self {
        Self {
            now: RefCell::new(Timestamp::UNIX_EPOCH),
            queue: RefCell::default(),
            sent: RefCell::default(),
        }
    }
}

impl MemoryWakes {
    /// Says what time it is.
    pub fn set_now(&self, now: Timestamp) {
        *self.now.borrow_mut() = now;
    }

    /// When the next wake-up is due.
    pub fn next_at(&self) -> Option<Timestamp> {
        self.queue.borrow().keys().next().map(|(at, _)| *at)
    }

    /// Takes the next wake-up that is due at `now`.
    pub fn take(&self, now: Timestamp) -> Option<Wake> {
        let mut queue = self.queue.borrow_mut();
        let first = *queue.keys().next().filter(|(at, _)| *at <= now)?;
        queue.remove(&first)
    }

    /// Loses every wake-up, as a queue may.
    pub fn lose_all(&self) {
        self.queue.borrow_mut().clear();
    }

    /// How many wake-ups were ever sent.
    pub fn sent(&self) -> u64 {
        *self.sent.borrow()
    }
}

impl Wakes for MemoryWakes {
    async fn wake(&self, wake: &Wake, delay: SignedDuration) -> Result<(), WakeError> {
        if delay > MAX_WAKE_DELAY {
            return Err(WakeError(format!(
                "a delay of {delay:#} is more than the queue allows"
            )));
        }
        let number = *self.sent.borrow() + 1;
        *self.sent.borrow_mut() = number;
        self.queue
            .borrow_mut()
            .insert((after(*self.now.borrow(), delay), number), wake.clone());
        Ok(())
    }
}
