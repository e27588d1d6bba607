//! Invocations: processes that live, run out of time and die.

use std::cell::RefCell;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Waker};

use alert_core::time::SignedDuration;
use alert_pipeline::ports::Wake;
use alert_pipeline::{Flushed, Ingested, Invocation, flush_into, ingest_into, sweep};

use super::queue::Body;
use super::{Next, World};
use crate::config::LAST_RESORT;
use crate::envelopes::at;
use crate::plan::SECOND;
use crate::ports::SimPorts;

/// What the functions are set to in the template.
const TIMEOUT: i64 = 30 * SECOND;

pub(super) struct Task {
    future: Pin<Box<dyn Future<Output = ()>>>,
    kind: Kind,
    number: usize,
}

enum Kind {
    Ingest(Rc<RefCell<Ingested>>, Vec<usize>),
    Action(Rc<RefCell<Ingested>>, usize),
    Flush(Rc<RefCell<Flushed>>, usize),
    Sweep,
}

/// Hands over what an invocation has told, however it ends.
struct Told {
    done: Ingested,
    to: Rc<RefCell<Ingested>>,
}

impl Drop for Told {
    fn drop(&mut self) {
        *self.to.borrow_mut() = std::mem::take(&mut self.done);
    }
}

impl World {
    pub(super) fn start_ingest(&mut self, batch: Vec<usize>) {
        let mut records = Vec::new();
        for message in &batch {
            let (copy, failed) = match self.messages[*message].body {
                Body::Copy(copy) => (copy, false),
                Body::Failed(copy) => (copy, true),
                Body::Wake(_) => continue,
            };
            self.begin(copy);
            let receives = self.messages[*message].receives;
            records.push(self.wires.record(copy, failed, *message, receives));
        }
        let done = Rc::default();
        let kind = Kind::Ingest(Rc::clone(&done), batch);
        self.start_with(format!("{{\"Records\":[{}]}}", records.join(",")), done, kind);
    }

    pub(super) fn start_action(&mut self, copy: usize) {
        self.begin(copy);
        let done = Rc::default();
        let kind = Kind::Action(Rc::clone(&done), copy);
        self.start_with(self.wires.action(copy).to_owned(), done, kind);
    }

    fn start_with(&mut self, payload: String, to: Rc<RefCell<Ingested>>, kind: Kind) {
        let (ports, id, now) = self.invocation();
        ports.note(|| "-> ingest".to_owned());
        let future = async move {
            let mut told = Told {
                done: Ingested::default(),
                to,
            };
            ingest_into(&mut told.done, &*ports, payload.as_bytes(), &invocation(now, &id)).await;
        };
        self.start(Box::pin(future), kind);
    }

    pub(super) fn start_flush(&mut self, message: usize, wake: Wake) {
        let (ports, id, now) = self.invocation();
        ports.note(|| format!("-> flush {wake:?}"));
        let receives = self.messages[message].receives;
        let done: Rc<RefCell<Flushed>> = Rc::default();
        let kind = Kind::Flush(Rc::clone(&done), message);
        let future = async move { flush_into(&done, &*ports, &wake, receives, &invocation(now, &id)).await };
        self.start(Box::pin(future), kind);
    }

    pub(super) fn start_sweep(&mut self) {
        let (ports, id, now) = self.invocation();
        ports.note(|| "-> sweep".to_owned());
        let future = async move { drop(sweep(&*ports, &invocation(now, &id)).await) };
        self.start(Box::pin(future), Kind::Sweep);
    }

    fn invocation(&self) -> (Rc<SimPorts>, String, i64) {
        let number = self.tasks.len();
        self.seen.ports.task.set(number);
        (
            Rc::clone(&self.seen.ports),
            format!("invocation-{number}"),
            self.now(),
        )
    }

    fn start(&mut self, future: Pin<Box<dyn Future<Output = ()>>>, kind: Kind) {
        let number = self.tasks.len();
        self.tasks.push(Some(Task { future, kind, number }));
        self.later(self.now() + TIMEOUT, Next::Kill(number));
        self.poll(number);
    }

    /// One step of an invocation: up to the next effects that it waits for.
    pub(super) fn poll(&mut self, number: usize) {
        let ports = Rc::clone(&self.seen.ports);
        let Some(task) = self.tasks[number].as_mut() else {
            return;
        };
        ports.task.set(number);
        ports.poll_at.set(i64::MAX);
        let is_ready = task
            .future
            .as_mut()
            .poll(&mut Context::from_waker(Waker::noop()))
            .is_ready();
        self.collect_wakes();
        if ports.dies.replace(false) {
            ports.count(|tally| tally.crashes += 1);
            ports.note(|| "dies".to_owned());
            self.finish(number, false);
        } else if is_ready {
            self.finish(number, true);
        } else {
            self.later(ports.poll_at.get(), Next::Poll(number));
        }
    }

    /// An invocation has ended; `lived`: by itself.
    pub(super) fn finish(&mut self, number: usize, lived: bool) {
        let Some(task) = self.tasks[number].take() else {
            return;
        };
        let Task { future, kind, number } = task;
        drop(future);
        let now = self.now();
        match kind {
            Kind::Ingest(done, batch) => {
                let done = done.take();
                for message in batch {
                    let receipt = format!("m{message}");
                    let failed = done
                        .failed
                        .iter()
                        .any(|failed| failed.receipt.as_deref() == Some(receipt.as_str()));
                    if lived && !failed {
                        self.messages[message].done = true;
                        self.end(&self.messages[message].body.clone());
                    }
                }
                self.seen.ingested.push(done);
            }
            Kind::Action(done, copy) => {
                let done = done.take();
                if lived && done.failed.is_empty() {
                    self.end(&Body::Copy(copy));
                } else {
                    self.enqueue(now + 2 * SECOND, Body::Failed(copy));
                }
                self.seen.ingested.push(done);
            }
            Kind::Flush(done, message) => {
                let done = done.take();
                if lived && done.failed.is_none() {
                    self.messages[message].done = true;
                } else if let Body::Wake(Wake::Group(id) | Wake::Look(id)) = &self.messages[message].body {
                    self.seen.broken.insert(id.clone());
                } else if let Body::Wake(Wake::Receiver(_)) = &self.messages[message].body {
                    self.seen.broken_summary = true;
                }
                if let Some(failure) = &done.failed {
                    self.seen.ports.note(|| format!("<- {number} failed: {failure}"));
                }
                self.seen.flushed.push(done);
            }
            Kind::Sweep => self.sweep_in_time(),
        }
    }

    fn begin(&mut self, copy: usize) {
        let (ports, now) = (Rc::clone(&self.seen.ports), self.now());
        let copy = &ports.plan.copies[copy];
        let change = &ports.plan.changes[copy.change];
        ports.note(|| {
            format!(
                "{} {:?} by {:?}",
                ports.plan.alarms[change.alarm].name,
                (change.at, change.state),
                copy.path
            )
        });
        self.seen.began.entry(copy.change).or_insert(now);
    }

    fn end(&mut self, body: &Body) {
        if let Body::Copy(copy) | Body::Failed(copy) = body {
            let change = self.seen.ports.plan.copies[*copy].change;
            let now = self.now();
            self.seen.recorded.entry(change).or_insert(now);
        }
    }
}

pub(super) fn invocation(now: i64, id: &str) -> Invocation<'_> {
    Invocation {
        now: at(now),
        remaining: SignedDuration::from_millis(TIMEOUT),
        id,
        function_arn: "",
        last_resort_topic: LAST_RESORT,
    }
}
