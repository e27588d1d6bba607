//! The world around the drivers: queues, schedule, clock, and processes that live, run out of time and die.

mod people;
mod process;
mod queue;
mod seen;

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, BinaryHeap};
use std::rc::Rc;

use crate::envelopes::Wires;
use crate::plan::{MINUTE, Path, Plan};
use crate::ports::SimPorts;
use process::Task;
use queue::{Body, Message};

pub(crate) use seen::Seen;

/// More invocations than a history needs: the router keeps itself awake.
const RESTLESS: usize = 20_000;
/// The same where people or other alarms keep alerts quiet: these are looked at each `group_interval`, for hours and in a
/// dozen groups, and a process that keeps dying looks three times.
const RESTLESS_WHILE_QUIET: usize = 100_000;

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Next {
    Action(usize),
    Deliver(usize),
    Silence(usize),
    Expire(usize),
    Poll(usize),
    Kill(usize),
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

    fn now(&self) -> i64 {
        self.seen.ports.clock.get()
    }
}
