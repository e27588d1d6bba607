//! People who silence alerts, and end their silences.

use std::pin::{Pin, pin};
use std::rc::Rc;
use std::task::{Context, Poll, Waker};

use alert_pipeline::{expire_silence, put_silence};

use super::World;
use super::process::invocation;
use crate::envelopes::since_start;
use crate::plan::MINUTE;

impl World {
    /// Somebody makes a silence, and sees that it is made.
    pub(super) fn silence(&mut self, quiet: usize) {
        let ports = Rc::clone(&self.seen.ports);
        ports.note(|| format!("silence {quiet}: {:?}", ports.plan.quiets[quiet]));
        let silence = ports.plan.quiets[quiet].silence(quiet);
        let id = format!("making-{quiet}");
        let invocation = invocation(self.now(), &id);
        let made = pin!(put_silence(&ports.store, &silence, &invocation));
        assert!(at_once(made).is_ok(), "the store in memory takes every silence");
        self.sweep_in_time();
    }

    /// Somebody ends it.
    pub(super) fn expire(&mut self, quiet: usize) {
        let ports = Rc::clone(&self.seen.ports);
        ports.note(|| format!("silence {quiet} is ended"));
        let silence = ports.plan.quiets[quiet].silence(quiet);
        let id = format!("ending-{quiet}");
        let invocation = invocation(self.now(), &id);
        let ended = pin!(expire_silence(&ports.store, &silence.id, &invocation));
        assert!(
            matches!(at_once(ended), Ok(true)),
            "a silence that was made is there"
        );
        self.sweep_in_time();
    }

    /// The next sweep is that of the minute in which something is due.
    pub(super) fn sweep_in_time(&self) {
        let ports = &self.seen.ports;
        if let Some(due) = ports.store.earliest_due() {
            let due = since_start(due).max(self.now());
            let sweep_at = due.div_euclid(MINUTE) * MINUTE + MINUTE;
            ports.sweep_at.set(ports.sweep_at.get().min(sweep_at));
        }
    }
}

/// The outcome of what waits for nothing.
fn at_once<T>(mut future: Pin<&mut impl Future<Output = T>>) -> T {
    match future.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(outcome) => outcome,
        Poll::Pending => unreachable!("the store in memory answers at once"),
    }
}
