//! The queues: at least once, in batches, and sometimes never.

use std::cmp::Reverse;
use std::rc::Rc;

use alert_pipeline::ports::Wake;

use super::{Next, World};
use crate::plan::{Hold, SECOND, State};

/// What the queues are set to in the template.
const VISIBILITY: i64 = 180 * SECOND;

#[derive(Debug, Clone)]
pub(super) enum Body {
    Copy(usize),
    Failed(usize),
    Wake(Wake),
}

#[derive(Debug)]
pub(super) struct Message {
    pub(super) body: Body,
    pub(super) receives: u32,
    pub(super) done: bool,
}

impl World {
    pub(super) fn enqueue(&mut self, at: i64, body: Body) {
        self.messages.push(Message {
            body,
            receives: 0,
            done: false,
        });
        self.later(at, Next::Deliver(self.messages.len() - 1));
    }

    /// At least once: what is not done comes again, and what is done may.
    fn receive(&mut self, message: usize) -> bool {
        if self.messages[message].done {
            return false;
        }
        let now = self.now();
        self.messages[message].receives += 1;
        if self.messages[message].receives > 1 {
            self.seen.ports.count(|tally| tally.duplicates += 1);
        }
        self.later(now + VISIBILITY, Next::Deliver(message));
        let ports = Rc::clone(&self.seen.ports);
        // Only the first time: what comes again and again because its batch keeps dying must not breed.
        if self.messages[message].receives == 1
            && ports.plan.in_trouble(now)
            && ports.rng.borrow_mut().below(1000) < ports.plan.rates.double_message
            && ports.strikes()
        {
            let soon = ports.rng.borrow_mut().between(1, 5 * SECOND);
            ports.count(|tally| tally.duplicates += 1);
            let body = self.messages[message].body.clone();
            self.enqueue(now + soon, body);
        }
        true
    }

    pub(super) fn deliver(&mut self, message: usize) {
        if !self.receive(message) {
            return;
        }
        if let Body::Wake(wake) = self.messages[message].body.clone() {
            return self.start_flush(message, wake);
        }
        let mut batch = vec![message];
        while let Some(Reverse((at, _, Next::Deliver(other)))) = self.heap.peek().copied() {
            let is_event = !matches!(self.messages[other].body, Body::Wake(_));
            if at > self.now() + SECOND || !is_event || batch.contains(&other) || batch.len() == 4 {
                break;
            }
            // What comes a moment early with others must not tell of the end of a mute that lasts.
            if self.is_of_later_end(other, at) {
                break;
            }
            self.heap.pop();
            if self.receive(other) {
                batch.push(other);
            }
        }
        self.start_ingest(batch);
    }

    /// Whether a message that comes at `at` was sent at the end of a mute, and that is still to come.
    fn is_of_later_end(&self, message: usize, at: i64) -> bool {
        let (Body::Copy(copy) | Body::Failed(copy)) = self.messages[message].body else {
            return false;
        };
        let plan = &self.seen.ports.plan;
        match plan.changes[plan.copies[copy].change].state {
            State::Firing(Hold::Mute(until)) => self.now() < until && until <= at,
            _ => false,
        }
    }

    pub(super) fn collect_wakes(&mut self) {
        let ports = Rc::clone(&self.seen.ports);
        for (at, wake) in ports.sent_wakes.take() {
            let lost = ports.plan.in_trouble(self.now())
                && ports.rng.borrow_mut().below(1000) < ports.plan.rates.lose_wake
                && ports.strikes();
            if lost {
                ports.note(|| format!("** fault {}: the wake-up is lost", ports.faults.get()));
            } else {
                let late = ports.rng.borrow_mut().between(0, 800);
                self.enqueue(at + late, Body::Wake(wake));
            }
        }
    }
}
