//! Makes a history that breaks a promise smaller while it still breaks it.

use std::collections::BTreeSet;
use std::rc::Rc;

use crate::model::{Broken, check};
use crate::plan::Plan;
use crate::ports::Tally;
use crate::world::{Seen, World};

/// A history with what is left out of it.
#[derive(Debug, Clone)]
pub(crate) struct Case {
    pub plan: Plan,
    pub without: BTreeSet<u32>,
}

/// What came of running it.
pub(crate) struct Ran {
    pub seen: Seen,
    pub tally: Tally,
    pub result: Result<(), Broken>,
}

impl Case {
    pub(crate) fn of(seed: u64) -> Self {
        Self {
            plan: Plan::of(seed),
            without: BTreeSet::new(),
        }
    }

    pub(crate) fn run(&self, trace: bool) -> Ran {
        let seen = World::run(&Rc::new(self.plan.clone()), self.without.clone(), trace);
        let tally = seen.ports.tally.get();
        let result = check(&seen);
        Ran { seen, tally, result }
    }

    fn breaks(&self, promise: &str) -> bool {
        self.run(false)
            .result
            .is_err_and(|broken| broken.promise == promise)
    }

    /// The smallest case found that breaks the same promise.
    pub(crate) fn shrunk(mut self, promise: &str) -> Self {
        loop {
            let before = self.size();
            self.drop_ends(promise);
            self.drop_each(promise, |plan| plan.changes.len(), drop_change);
            self.drop_each(promise, |plan| plan.copies.len(), drop_copy);
            self.drop_each(
                promise,
                |plan| plan.outages.len(),
                |plan, position| {
                    plan.outages.remove(position);
                },
            );
            self.drop_each(
                promise,
                |plan| plan.quiets.len(),
                |plan, position| {
                    plan.quiets.remove(position);
                },
            );
            self.drop_each(
                promise,
                |plan| plan.configs.len() - 1,
                |plan, position| {
                    plan.configs.remove(position + 1);
                },
            );
            self.drop_faults(promise);
            if self.size() >= before {
                return self;
            }
        }
    }

    fn size(&self) -> usize {
        let plan = &self.plan;
        let faults = self.run(false).seen.ports.faults.get() as usize;
        plan.changes.len()
            + plan.copies.len()
            + plan.outages.len()
            + plan.quiets.len()
            + usize::from(plan.shield.is_some())
            + plan.configs.len()
            + plan.phases.len()
            + faults.saturating_sub(self.without.len())
    }

    /// One phase instead of two, and no faults of one sort or another at all.
    fn drop_ends(&mut self, promise: &str) {
        if self.plan.phases.len() > 1 {
            let mut smaller = self.clone();
            smaller.plan.phases.pop();
            self.take_if(promise, smaller);
        }
        if self.plan.shield.is_some() {
            let mut smaller = self.clone();
            smaller.plan.shield = None;
            for config in &mut smaller.plan.configs {
                config.shield = None;
            }
            self.take_if(promise, smaller);
        }
        for sort in 0..7 {
            let mut smaller = self.clone();
            let rates = &mut smaller.plan.rates;
            *[
                &mut rates.crash,
                &mut rates.refuse,
                &mut rates.lose_reply,
                &mut rates.repeat_put,
                &mut rates.delay,
                &mut rates.lose_wake,
                &mut rates.double_message,
            ][sort] = 0;
            self.take_if(promise, smaller);
        }
    }

    fn drop_each(&mut self, promise: &str, count: impl Fn(&Plan) -> usize, drop: impl Fn(&mut Plan, usize)) {
        let mut position = count(&self.plan);
        while position > 0 {
            position -= 1;
            let mut smaller = self.clone();
            drop(&mut smaller.plan, position);
            self.take_if(promise, smaller);
        }
    }

    fn drop_faults(&mut self, promise: &str) {
        let faults = self.run(false).seen.ports.faults.get();
        let all: Vec<u32> = (1..=faults)
            .filter(|fault| !self.without.contains(fault))
            .collect();
        let mut size = all.len();
        while size > 0 {
            for some in all.chunks(size) {
                let mut smaller = self.clone();
                smaller.without.extend(some);
                self.take_if(promise, smaller);
            }
            size /= 2;
        }
    }

    fn take_if(&mut self, promise: &str, smaller: Self) {
        if smaller.breaks(promise) {
            *self = smaller;
        }
    }
}

/// What is never told to the router can't be expected of it: the last copy of a change stays.
fn drop_copy(plan: &mut Plan, position: usize) {
    let copy = plan.copies.remove(position);
    if plan.copies.iter().all(|other| other.change != copy.change) {
        plan.copies.insert(position, copy);
    }
}

fn drop_change(plan: &mut Plan, position: usize) {
    plan.changes.remove(position);
    plan.copies.retain(|copy| copy.change != position);
    for copy in &mut plan.copies {
        copy.change -= usize::from(copy.change > position);
    }
}
