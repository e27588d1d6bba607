//! The world around the drivers: queues, schedule, clock, and processes that live, run out of time and die.

use std::cell::RefCell;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, BinaryHeap};
use std::pin::{Pin, pin};
use std::rc::Rc;
use std::task::{Context, Poll, Waker};

use alert_core::fingerprint::Fingerprint;
use alert_core::time::SignedDuration;
use alert_pipeline::ports::Wake;
use alert_pipeline::{
    Flushed, Ingested, Invocation, expire_silence, flush_into, ingest_into, put_silence, sweep,
};
use serde_json::Value;

use crate::config::LAST_RESORT;
use crate::envelopes::{Wires, at};
use crate::plan::{Hold, MINUTE, Path, Plan, SECOND, State};
use crate::ports::SimPorts;

/// What the functions and queues are set to in the template.
const TIMEOUT: i64 = 30 * SECOND;
const VISIBILITY: i64 = 180 * SECOND;
/// More invocations than a history needs: the router keeps itself awake.
const RESTLESS: usize = 20_000;
/// The same where people or other alarms keep alerts quiet: these are looked at each `group_interval`, for hours and in a
/// dozen groups, and a process that keeps dying looks three times.
const RESTLESS_WHILE_QUIET: usize = 100_000;

/// What was seen of a history.
#[derive(Debug)]
pub(crate) struct Seen {
    pub ports: Rc<SimPorts>,
    /// When the first copy of a change was given to an invocation.
    pub began: BTreeMap<usize, i64>,
    /// When a copy of a change was known to be done.
    pub recorded: BTreeMap<usize, i64>,
    pub ingested: Vec<Ingested>,
    pub flushed: Vec<Flushed>,
    /// Groups of which a flush died or failed.
    pub broken: BTreeSet<String>,
    /// A flush of a summary died or failed.
    pub broken_summary: bool,
    /// The router never came to rest.
    pub is_restless: bool,
}

impl Seen {
    /// Members that are closed, with the version of the alert that they are copies of.
    pub(crate) fn closed_members(&self) -> Vec<(Fingerprint, u64)> {
        let rows = self.ports.store.rows();
        let members = rows.iter().filter(|row| row.key.sk.starts_with("member#"));
        members
            .filter_map(|row| {
                let body: Value = serde_json::from_str(&row.body).ok()?;
                body.get("closed")?.as_bool()?.then_some(())?;
                let fingerprint = row.key.sk.strip_prefix("member#")?.to_owned();
                Some((
                    Fingerprint::from(fingerprint),
                    body.get("alert_version")?.as_u64()?,
                ))
            })
            .collect()
    }
}

#[derive(Debug, Clone)]
enum Body {
    Copy(usize),
    Failed(usize),
    Wake(Wake),
}

#[derive(Debug)]
struct Message {
    body: Body,
    receives: u32,
    done: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Next {
    Action(usize),
    Deliver(usize),
    Silence(usize),
    Expire(usize),
    Poll(usize),
    Kill(usize),
}

struct Task {
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

pub(crate) struct World {
    seen: Seen,
    heap: BinaryHeap<Reverse<(i64, u64, Next)>>,
    messages: Vec<Message>,
    tasks: Vec<Option<Task>>,
    swept_at: i64,
    wires: Wires,
}

impl World {
    /// Lets a history happen.
    pub(crate) fn run(plan: &Rc<Plan>, left_out: BTreeSet<u32>, trace: bool) -> Seen {
        let mut world = Self {
            seen: Seen {
                ports: Rc::new(SimPorts::new(Rc::clone(plan), left_out, trace)),
                began: BTreeMap::new(),
                recorded: BTreeMap::new(),
                ingested: vec![],
                flushed: vec![],
                broken: BTreeSet::new(),
                broken_summary: false,
                is_restless: false,
            },
            heap: BinaryHeap::new(),
            messages: vec![],
            tasks: vec![],
            swept_at: 0,
            wires: Wires::new(plan),
        };
        for (number, copy) in plan.copies.iter().enumerate() {
            if copy.path == Path::Action {
                world.later(copy.at, Next::Action(number));
            } else {
                world.enqueue(copy.at, Body::Copy(number));
            }
        }
        for (number, quiet) in plan.quiets.iter().enumerate() {
            world.later(quiet.made_at, Next::Silence(number));
            if let Some(at) = quiet.expired_at {
                world.later(at, Next::Expire(number));
            }
        }
        if plan.copies.len() > plan.changes.len() {
            world.seen.ports.count(|tally| tally.duplicates += 1);
        }
        let end = plan.phases.last().map_or(0, |phase| phase.until);
        let limit = if plan.quiets.is_empty() && plan.shield.is_none() {
            RESTLESS
        } else {
            RESTLESS_WHILE_QUIET
        };
        while world.tasks.len() < limit && world.step(end) {}
        world.seen.is_restless = world.tasks.len() >= limit;
        world.seen
    }

    fn step(&mut self, end: i64) -> bool {
        let ports = Rc::clone(&self.seen.ports);
        let next = self.heap.peek().map_or(i64::MAX, |Reverse((at, ..))| *at);
        let sweep_at = ports.sweep_at.get().max(self.swept_at + MINUTE);
        if next.min(sweep_at) > end {
            return false;
        }
        if sweep_at < next {
            ports.clock.set(sweep_at);
            ports.sweep_at.set(i64::MAX);
            self.swept_at = sweep_at;
            self.start_sweep();
            return true;
        }
        let Some(Reverse((at, _, next))) = self.heap.pop() else {
            return false;
        };
        ports.clock.set(at.max(ports.clock.get()));
        match next {
            Next::Action(copy) => self.start_action(copy),
            Next::Deliver(message) => self.deliver(message),
            Next::Silence(quiet) => self.silence(quiet),
            Next::Expire(quiet) => self.expire(quiet),
            Next::Poll(task) => self.poll(task),
            Next::Kill(task) => {
                if self.tasks[task].is_some() {
                    ports.task.set(task);
                    ports.note(|| "is out of time".to_owned());
                    self.finish(task, false);
                }
            }
        }
        true
    }

    fn later(&mut self, at: i64, next: Next) {
        let tie = self.seen.ports.rng.borrow_mut().next();
        self.heap.push(Reverse((at, tie, next)));
    }

    fn enqueue(&mut self, at: i64, body: Body) {
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

    fn deliver(&mut self, message: usize) {
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

    fn start_ingest(&mut self, batch: Vec<usize>) {
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

    fn start_action(&mut self, copy: usize) {
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

    fn start_flush(&mut self, message: usize, wake: Wake) {
        let (ports, id, now) = self.invocation();
        ports.note(|| format!("-> flush {wake:?}"));
        let receives = self.messages[message].receives;
        let done: Rc<RefCell<Flushed>> = Rc::default();
        let kind = Kind::Flush(Rc::clone(&done), message);
        let future = async move { flush_into(&done, &*ports, &wake, receives, &invocation(now, &id)).await };
        self.start(Box::pin(future), kind);
    }

    fn start_sweep(&mut self) {
        let (ports, id, now) = self.invocation();
        ports.note(|| "-> sweep".to_owned());
        let future = async move { drop(sweep(&*ports, &invocation(now, &id)).await) };
        self.start(Box::pin(future), Kind::Sweep);
    }

    /// Somebody makes a silence, and sees that it is made.
    fn silence(&mut self, quiet: usize) {
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
    fn expire(&mut self, quiet: usize) {
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
    fn sweep_in_time(&self) {
        let ports = &self.seen.ports;
        if let Some(due) = ports.store.earliest_due() {
            let due = crate::envelopes::since_start(due).max(self.now());
            let sweep_at = due.div_euclid(MINUTE) * MINUTE + MINUTE;
            ports.sweep_at.set(ports.sweep_at.get().min(sweep_at));
        }
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
    fn poll(&mut self, number: usize) {
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

    fn collect_wakes(&mut self) {
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

    /// An invocation has ended; `lived`: by itself.
    fn finish(&mut self, number: usize, lived: bool) {
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

    fn now(&self) -> i64 {
        self.seen.ports.clock.get()
    }
}

/// The outcome of what waits for nothing.
fn at_once<T>(mut future: Pin<&mut impl Future<Output = T>>) -> T {
    match future.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(outcome) => outcome,
        Poll::Pending => unreachable!("the store in memory answers at once"),
    }
}

fn invocation(now: i64, id: &str) -> Invocation<'_> {
    Invocation {
        now: at(now),
        remaining: SignedDuration::from_millis(TIMEOUT),
        id,
        function_arn: "",
        last_resort_topic: LAST_RESORT,
    }
}
