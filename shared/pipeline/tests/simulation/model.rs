//! The model: what people at the receivers believe, and what they should. It knows the truth, the catalogs and the
//! payloads that were really delivered; it does not know how the engine decides.

mod balance;
mod reason;
mod told;
mod truth;

use std::collections::{BTreeMap, BTreeSet};

use crate::config::{Config, LAST_RESORT, USUAL_LIMIT};
use crate::page::Read;
use crate::plan::{AHEAD, Plan};
use crate::ports::Attempt;
use crate::world::Seen;

/// A promise that was broken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Broken {
    /// Which, by a stable word.
    pub promise: &'static str,
    pub what: String,
}

/// Where a person reads: a group's pages at an address.
type Place = (String, String);

#[derive(Debug, Default)]
struct Believer {
    /// What the person believes to be firing, and how severe.
    firing: BTreeMap<usize, u8>,
    /// Since when, by the page that said so last.
    since: BTreeMap<usize, i64>,
    last_at: Option<i64>,
    /// When the last page was decided.
    decided_at: Option<i64>,
    /// Nothing has been news since it was told again.
    is_reminded: bool,
    /// The pages that have arrived, by their ids.
    ids: BTreeMap<String, Read>,
}

pub(crate) struct Model<'a> {
    seen: &'a Seen,
    plan: &'a Plan,
    places: BTreeMap<Place, Believer>,
    /// Attempts that failed as far as the router knows, by address.
    failed: Vec<(String, Read)>,
    /// Ids of all that was tried anywhere.
    tried: BTreeSet<String>,
    /// What an address has taken, as far as the router knows: by group, address and alarm.
    sure: BTreeSet<(String, String, usize)>,
    /// What the fallback and the last resort were told instead of others.
    instead: Vec<(String, Read)>,
}

/// Checks a history.
pub(crate) fn check(seen: &Seen) -> Result<(), Broken> {
    let plan = &*seen.ports.plan;
    let mut model = Model {
        seen,
        plan,
        places: BTreeMap::new(),
        failed: vec![],
        sure: BTreeSet::new(),
        tried: BTreeSet::new(),
        instead: vec![],
    };
    // What is true from the end of a phase on belongs to the next, and may be heard of before.
    let ends = plan.phases.iter().map(|phase| (phase.until - AHEAD - 1, None));
    let mut checks: Vec<(i64, Option<usize>)> = ends.collect();
    // What flaps is told in its own time.
    if plan.calm && !plan.may_flap() {
        checks.extend(model.bounds());
    }
    checks.sort_unstable();
    if seen.is_restless {
        return broken("restless", "more invocations than any history needs");
    }
    let attempts = seen.ports.attempts.borrow();
    let mut position = 0;
    for (at, alarm) in checks {
        while let Some(attempt) = attempts.get(position).filter(|attempt| attempt.at <= at) {
            model.attempt(attempt)?;
            position += 1;
        }
        match alarm {
            None => model.at_rest(at)?,
            Some(alarm) => model.in_time(alarm, at)?,
        }
    }
    if let Some(what) = crate::rates::exceeded(plan, &attempts) {
        return broken("over the rate", what);
    }
    model.ledger()
}

fn broken(promise: &'static str, what: impl Into<String>) -> Result<(), Broken> {
    Err(Broken {
        promise,
        what: what.into(),
    })
}

impl Model<'_> {
    fn attempt(&mut self, attempt: &Attempt) -> Result<(), Broken> {
        let Some(page) = &attempt.page else {
            return if attempt.address == LAST_RESORT {
                Ok(())
            } else {
                broken("payload", format!("{attempt:?}"))
            };
        };
        for page in page.of_groups() {
            self.attempt_of_group(attempt, page)?;
        }
        self.tried.insert(page.id.clone());
        Ok(())
    }

    fn attempt_of_group(&mut self, attempt: &Attempt, page: &Read) -> Result<(), Broken> {
        if attempt.taken {
            self.receive(&attempt.address, page, attempt.at)?;
        }
        if attempt.taken && attempt.answered {
            for line in &page.firing {
                self.sure
                    .insert((page.group.clone(), attempt.address.clone(), line.alarm));
            }
        }
        // Who died before recording the answer tries again, and knows as little as before.
        if !attempt.answered && page.may_repeat() {
            for line in &page.firing {
                self.sure
                    .remove(&(page.group.clone(), attempt.address.clone(), line.alarm));
            }
        }
        if !attempt.answered {
            self.failed.push((attempt.address.clone(), page.clone()));
        }
        Ok(())
    }

    fn receive(&mut self, address: &str, page: &Read, at: i64) -> Result<(), Broken> {
        let brief = format!("{at} {address}: {}", page.brief(self.plan));
        let place = (page.group.clone(), address.to_owned());
        // Promise 2: one notification for one decision; whatever comes again is the same and says so.
        if let Some(before) = self
            .places
            .get(&place)
            .and_then(|believer| believer.ids.get(&page.id))
        {
            if !page.may_repeat() {
                return broken("doubled", brief);
            }
            if (&before.firing, &before.resolved) != (&page.firing, &page.resolved) {
                return broken("id reused", brief);
            }
            return Ok(());
        }
        let was_tried = self.tried.contains(&page.id);
        let unsure = self
            .seen
            .ports
            .unsure
            .borrow()
            .contains(&format!("group#{}", page.group));
        let broke = unsure || self.seen.broken.contains(&page.group) || self.seen.broken_summary;
        if page.may_repeat() && !was_tried && !broke {
            return broken("may repeat without cause", brief);
        }
        let fits = |config: &Config| config.group_limit == USUAL_LIMIT;
        if page.is_overflow() && self.plan.configs.iter().all(fits) {
            return broken("overflow without cause", brief);
        }
        self.is_true(page, at, &brief)?;
        if page.instead_of().next().is_some() {
            self.diverted(address, page, &brief)?;
        } else {
            self.has_reason(&place, page, &brief)?;
        }
        let believer = self.places.entry(place).or_default();
        for line in &page.firing {
            believer.firing.insert(line.alarm, line.severity);
            believer.since.insert(line.alarm, line.starts_at);
        }
        for line in &page.resolved {
            believer.firing.remove(&line.alarm);
            self.sure
                .remove(&(page.group.clone(), address.to_owned(), line.alarm));
        }
        believer.last_at = Some(at);
        believer.decided_at = Some(page.at);
        believer.is_reminded = matches!(page.reason.as_str(), "reminder" | "repeat");
        believer.ids.insert(page.id.clone(), page.clone());
        Ok(())
    }
}
