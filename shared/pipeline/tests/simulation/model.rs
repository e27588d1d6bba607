//! The model: what people at the receivers believe, and what they should. It knows the truth, the catalogs and the
//! payloads that were really delivered; it does not know how the engine decides.

use std::collections::{BTreeMap, BTreeSet};

use alert_core::ledger::Ledger;
use alert_core::reason::Cause;
use alert_core::receiver::Outcome;
use alert_pipeline::Account;

use crate::config::{BRIEF, Config, FALLBACK, LAST_RESORT, USUAL_LIMIT};
use crate::page::{Line, Read};
use crate::plan::{AHEAD, HOUR, Hold, MINUTE, Of, Plan, SECOND, State};
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
    /// When the last page was decided.
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

    /// Promise 4, and no invention: each line is something that was true, and was not known to be over or held back.
    fn is_true(&self, page: &Read, at: i64, brief: &str) -> Result<(), Broken> {
        for line in page.firing.iter().chain(&page.resolved) {
            let began = self
                .changes(line.alarm)
                .any(|(_, at, state)| at == line.starts_at && matches!(state, State::Firing(_)));
            if !began {
                return broken("invented beginning", brief);
            }
        }
        for Line { alarm, ends_at, .. } in &page.resolved {
            let ended = if self.plan.alarms[*alarm].raw {
                ends_at.is_some_and(|end| self.changes(*alarm).any(|(_, at, _)| at + 24 * HOUR == end))
            } else {
                ends_at.is_some_and(|end| {
                    self.changes(*alarm)
                        .any(|(_, at, state)| at == end && state == State::Ok)
                })
            };
            if !ended {
                return broken("invented end", brief);
            }
        }
        if page.reason == "flapping" {
            return Ok(());
        }
        // That what flaps is over for now is no news.
        let flaps = |line: &Line| {
            let name = format!("{} flaps", self.plan.alarms[line.alarm].name);
            page.notes.iter().any(|note| note.starts_with(&name))
        };
        for line in page.firing.iter().filter(|line| !flaps(line)) {
            match self.known(line.alarm, page.at, at) {
                Some(State::Ok) => return broken("told what is over", brief),
                Some(State::Firing(Hold::Suppressor)) => return broken("told what is held back", brief),
                Some(State::Firing(Hold::Mute(until))) if at < until => {
                    return broken("page inside a mute", brief);
                }
                _ => {}
            }
            if let Some(quiet) = self.plan.surely_silenced(line.alarm, page.at) {
                // Who could not read the silences decides with those that it knows.
                let unread = self.seen.ports.unread_silences.borrow();
                let knows = !unread.iter().any(|unread| (quiet.made_at..=at).contains(unread));
                if knows {
                    return broken("page inside a silence", brief);
                }
            }
            if self.is_surely_shielded(line.alarm, page.at, at) {
                return broken("told what another says", brief);
            }
        }
        Ok(())
    }

    /// Whether something that AWS held back may have been let go between two decisions: its mute was over, or it was heard
    /// to fire without one and that was not surely known before.
    fn let_go_after(&self, alarm: usize, since: i64, until: i64) -> bool {
        let held = |state| matches!(state, State::Firing(Hold::Suppressor | Hold::Mute(_)));
        let was_held = self
            .changes(alarm)
            .any(|(_, at, state)| at <= until + AHEAD && held(state));
        let heard = |number: usize| {
            let (began, known) = (self.seen.began.get(&number), self.seen.recorded.get(&number));
            // A slow flush reads the group long after it began.
            began.is_some_and(|began| *began <= until + 31 * SECOND)
                && known.is_none_or(|known| *known >= since)
        };
        let let_go = self.changes(alarm).any(|(number, _, state)| match state {
            State::Firing(Hold::None) => heard(number),
            // What is first heard of after its mute is not known to have had one.
            State::Firing(Hold::Mute(over)) => {
                (since..=until).contains(&over) || (over <= until && heard(number))
            }
            _ => false,
        });
        was_held && let_go
    }

    /// What the router must have known of an alarm when it decided at `decided`, if that is beyond doubt at `at`.
    fn known(&self, alarm: usize, decided: i64, at: i64) -> Option<State> {
        let (number, since, state) = self
            .changes(alarm)
            .filter(|(number, _, state)| {
                *state != State::NoData && self.seen.recorded.get(number).is_some_and(|done| *done < decided)
            })
            .max_by_key(|(_, at, _)| *at)?;
        let in_doubt = self.changes(alarm).any(|(other, other_at, _)| {
            other != number
                && other_at >= since
                && self.seen.began.get(&other).is_some_and(|began| *began <= at)
        });
        (!in_doubt).then_some(state)
    }

    /// Whether an alarm that keeps this one quiet is known beyond doubt to fire. Without a catalog nobody knows the rule.
    fn is_surely_shielded(&self, alarm: usize, decided: i64, at: i64) -> bool {
        let bare = self.plan.outages.iter().any(|outage| outage.of == Of::Catalog);
        let fires = |other: usize| {
            matches!(
                self.known(other, decided - 31 * SECOND, at),
                Some(State::Firing(_))
            )
        };
        !bare && self.plan.shields(alarm).into_iter().any(fires)
    }

    fn changes(&self, alarm: usize) -> impl Iterator<Item = (usize, i64, State)> {
        self.plan
            .changes
            .iter()
            .enumerate()
            .filter(move |(_, change)| change.alarm == alarm)
            .map(|(number, change)| (number, change.at, change.state))
    }

    /// A page that goes elsewhere was tried, and failed, where it should have gone.
    fn diverted(&mut self, address: &str, page: &Read, brief: &str) -> Result<(), Broken> {
        let is_rung = address == FALLBACK || address == LAST_RESORT;
        // What was a part of a summary may go elsewhere by itself, or with others.
        let alarms = |page: &Read| {
            let which = |lines: &[Line]| lines.iter().map(|line| line.alarm).collect::<BTreeSet<_>>();
            (which(&page.firing), which(&page.resolved))
        };
        for name in page.instead_of() {
            let failed = self.addresses(name).iter().any(|of| {
                self.failed.iter().any(|(failed, tried)| {
                    let is_part = tried.group == page.group && alarms(tried) == alarms(page);
                    failed == of && (tried.id == page.id || is_part)
                })
            });
            if !is_rung {
                return broken("diverted to a receiver that is no fallback", brief);
            }
            // Pages of one content that two receivers failed to take are one page here, under the first one's id.
            let same = |tried: &Read| {
                tried.firing.len() == page.firing.len() && tried.resolved.len() == page.resolved.len()
            };
            let merged = page.instead_of().count() > 1 && self.failed.iter().any(|(_, tried)| same(tried));
            if !failed && !merged {
                return broken("diverted without a failure", brief);
            }
            self.instead.push((name.to_owned(), page.clone()));
            for of in self.addresses(name) {
                if let Some(believer) = self.places.get_mut(&(page.group.clone(), of.to_owned())) {
                    for line in &page.resolved {
                        // The end of an episode says nothing of a later one.
                        if believer
                            .since
                            .get(&line.alarm)
                            .is_none_or(|since| *since <= line.starts_at)
                        {
                            believer.firing.remove(&line.alarm);
                        }
                    }
                }
            }
        }
        Ok(())
    }

    /// Promise 4: the reason that a page gives is so, as far as its reader can tell.
    fn has_reason(&self, place: &Place, page: &Read, brief: &str) -> Result<(), Broken> {
        let nobody = Believer::default();
        let believer = self.places.get(place).unwrap_or(&nobody);
        let knows = |line: &Line| believer.firing.contains_key(&line.alarm);
        // What it was to be told, and was over before its receiver took another page.
        let missed = |line: &Line| {
            page.waited
                || self
                    .failed
                    .iter()
                    .any(|(address, tried)| *address == place.1 && tried.mentions(line.alarm))
        };
        // Without any catalog it is four hours.
        let shortest = self
            .plan
            .configs
            .iter()
            .map(|config| config.repeat_interval)
            .min()
            .unwrap_or(0)
            .min(14_400);
        let is_so = match page.reason.as_str() {
            // The end of what it still believes was tried here, could not be told, and is on its way to the fallback.
            "first" => {
                let is_over =
                    |alarm: &usize| self.end_failed(place, *alarm) || self.is_in_doubt(place, *alarm);
                !page.firing.is_empty() && believer.firing.keys().all(is_over)
            }
            "new_alert" => page
                .firing
                .iter()
                .any(|line| !knows(line) || self.is_in_doubt(place, line.alarm)),
            // What else the router counts with: more in the page, believed here, or tried here and in doubt.
            "some_resolved" => {
                let others = self.failed.iter().any(|(address, tried)| {
                    *address == place.1 && tried.firing.iter().any(|line| !page.mentions(line.alarm))
                });
                // What it never knew is in the page as well.
                let still = believer.firing.keys().any(|alarm| !page.mentions(*alarm));
                let is_some = !page.firing.is_empty() || still || others;
                is_some && page.resolved.iter().any(|line| knows(line) || missed(line))
            }
            "all_resolved" => {
                page.firing.is_empty()
                    && !page.resolved.is_empty()
                    && page.resolved.iter().all(|line| knows(line) || missed(line))
            }
            "severity_raised" => page
                .firing
                .iter()
                .any(|line| self.is_raised(place, believer, line)),
            "mute_ended" => page.firing.iter().any(|line| {
                let since = believer.decided_at.unwrap_or(i64::MIN);
                self.let_go_after(line.alarm, since, page.at)
                    || self.plan.silence_ended(line.alarm, since, page.at)
                    || self.plan.shield_ended(line.alarm, page.at)
            }),
            // The fallback was told the first time, instead.
            "repeat" => {
                page.firing.iter().any(|line| knows(line) || missed(line))
                    && Self::is_time(believer, page, shortest)
            }
            // Sooner than that only once, where it is urgent and some catalog wants it.
            "reminder" => {
                let wanted = self.plan.configs.iter().map(|config| config.reminder);
                let sooner = wanted.filter(|after| *after > 0).min();
                // News that the fallback was told instead is news all the same.
                let is_news = |line: &Line| {
                    let told = believer.firing.get(&line.alarm);
                    told.is_none_or(|severity| *severity < line.severity)
                };
                let told_instead = self.instead.iter().any(|(name, instead)| {
                    self.addresses(name).contains(&place.1.as_str())
                        && instead.group == place.0
                        && believer.decided_at.is_none_or(|decided| instead.at > decided)
                });
                (!believer.is_reminded || told_instead || page.firing.iter().any(is_news))
                    && page
                        .firing
                        .iter()
                        .any(|line| line.severity >= 2 && (knows(line) || missed(line)))
                    && sooner.is_some_and(|after| Self::is_time(believer, page, after))
            }
            // A router that has lost its catalog knows no better.
            "flapping" | "settled" => {
                self.plan.may_flap() || self.plan.outages.iter().any(|outage| outage.of == Of::Catalog)
            }
            _ => false,
        };
        if is_so {
            Ok(())
        } else {
            broken("reason", format!("{brief}; believed {:?}", believer.firing))
        }
    }

    /// Whether it is so many seconds since a reader heard last. A summary says when the oldest of its news was decided, not
    /// when this was.
    fn is_time(believer: &Believer, page: &Read, after: i64) -> bool {
        let is_late = |last| page.at >= last - 31 * SECOND + after * SECOND;
        page.waited || believer.last_at.is_none_or(is_late)
    }

    /// An end was tried at a place and is on its way elsewhere, for all that the router knows.
    fn end_failed(&self, place: &Place, alarm: usize) -> bool {
        self.failed.iter().any(|(address, tried)| {
            *address == place.1
                && tried.group == place.0
                && tried.resolved.iter().any(|line| line.alarm == alarm)
        })
    }

    /// Whether a line is worse than what its reader, or the fallback instead, was told before.
    fn is_raised(&self, place: &Place, believer: &Believer, line: &Line) -> bool {
        let before = |which: &dyn Fn(usize) -> bool| {
            let of = believer.firing.iter().filter(|(alarm, _)| which(**alarm));
            let worst = of.map(|(_, severity)| *severity).max().unwrap_or(0);
            let own = believer.firing.get(&line.alarm).filter(|_| which(line.alarm));
            own.copied().unwrap_or(worst)
        };
        let instead = self.instead.iter().filter(|(name, instead)| {
            self.addresses(name).contains(&place.1.as_str()) && instead.group == place.0
        });
        let mut told = instead.flat_map(|(_, instead)| &instead.firing);
        // What it believes to fire may be over for all that the router knows.
        let known = before(&|_| true).min(before(&|alarm| !self.end_failed(place, alarm)));
        line.severity > known || told.any(|told| told.alarm == line.alarm && told.severity < line.severity)
    }

    /// Promises 1 and 3, when nothing is under way any more: people believe what is true.
    fn at_rest(&self, at: i64) -> Result<(), Broken> {
        for (place, believer) in &self.places {
            for alarm in believer.firing.keys() {
                if self.is_open(*alarm, at) || self.is_excused(place, believer, *alarm, at) {
                    continue;
                }
                return broken(
                    "not closed",
                    format!(
                        "{at}: {} is over; {} of group {} was not told",
                        self.plan.alarms[*alarm].name, place.1, place.0
                    ),
                );
            }
        }
        for alarm in 0..self.plan.alarms.len() {
            if self.is_heard(alarm, at) {
                self.is_told(alarm, at, "lost")?;
            }
        }
        Ok(())
    }

    /// The page arrived, and as far as the router knows it may not have: the next episode is told as if it had not.
    fn is_in_doubt(&self, place: &Place, alarm: usize) -> bool {
        let was_tried = self.failed.iter().any(|(address, tried)| {
            *address == place.1
                && tried.group == place.0
                && tried.firing.iter().any(|line| line.alarm == alarm)
        });
        was_tried && !self.sure.contains(&(place.0.clone(), place.1.clone(), alarm))
    }

    /// A receiver that asked not to hear of single alerts hears when all are over; one that turned us away after a page
    /// in doubt is replaced by the fallback.
    fn is_excused(&self, place: &Place, believer: &Believer, alarm: usize, at: i64) -> bool {
        // What the router can't rule out that it knows, and which still fires, keeps it waiting as well.
        let waits = place.1 == BRIEF
            && (0..self.plan.alarms.len()).any(|other| {
                let may_know = believer.firing.contains_key(&other) || self.is_in_doubt(place, other);
                may_know && self.is_open(other, at)
            });
        let told_instead = self.instead.iter().any(|(name, page)| {
            self.addresses(name).contains(&place.1.as_str()) && page.group == place.0 && page.mentions(alarm)
        });
        let is_sure = self.sure.contains(&(place.0.clone(), place.1.clone(), alarm));
        waits || (told_instead && !is_sure)
    }

    fn is_told(&self, alarm: usize, at: i64, promise: &'static str) -> Result<(), Broken> {
        let candidates = self.plan.configs.iter().filter(|config| config.from <= at);
        let mut missing = Vec::new();
        for config in candidates {
            let names = config.receivers_of(&self.plan.alarms[alarm]);
            missing = names
                .into_iter()
                .filter(|name| !self.has_been_told(name, alarm))
                .collect();
            if missing.is_empty() {
                return Ok(());
            }
        }
        // Opened without any catalog.
        let bare = self.plan.outages.iter().any(|outage| outage.of == Of::Catalog);
        if bare && self.believes(LAST_RESORT, alarm) {
            return Ok(());
        }
        broken(
            promise,
            format!(
                "{at}: {} fires; not told: {missing:?}",
                self.plan.alarms[alarm].name
            ),
        )
    }

    fn has_been_told(&self, name: &str, alarm: usize) -> bool {
        let addresses = self.addresses(name);
        addresses.iter().any(|address| self.believes(address, alarm))
            || ((self.believes(FALLBACK, alarm) || self.believes(LAST_RESORT, alarm))
                && self
                    .failed
                    .iter()
                    .any(|(address, page)| addresses.contains(&address.as_str()) && page.mentions(alarm)))
    }

    fn believes(&self, address: &str, alarm: usize) -> bool {
        self.places
            .iter()
            .any(|(place, believer)| place.1 == address && believer.firing.contains_key(&alarm))
    }

    fn addresses(&self, name: &str) -> Vec<&'static str> {
        match name {
            "fallback" => vec![FALLBACK],
            "last-resort" => vec![LAST_RESORT],
            _ => self
                .plan
                .configs
                .iter()
                .flat_map(|config| &config.places)
                .filter(|place| place.name == name)
                .map(|place| place.address)
                .collect(),
        }
    }

    fn is_open(&self, alarm: usize, at: i64) -> bool {
        if self.plan.alarms[alarm].raw {
            return self
                .changes(alarm)
                .any(|(_, began, _)| began <= at && at < began + 24 * HOUR);
        }
        matches!(self.plan.truth(alarm, at), State::Firing(_))
    }

    fn is_heard(&self, alarm: usize, at: i64) -> bool {
        let held = match self.plan.truth(alarm, at) {
            State::Firing(Hold::Suppressor) => true,
            State::Firing(Hold::Mute(until)) => at < until,
            _ => false,
        };
        self.is_open(alarm, at)
            && !held
            && !self.plan.is_silenced(alarm, at)
            && !self.plan.is_shielded(alarm, at)
    }

    /// In a calm history: when each change must have been told of, if it lasts so long.
    fn bounds(&self) -> Vec<(i64, Option<usize>)> {
        // The news before may have waited as well, and the interval counts from it.
        let slack = 15 * SECOND + 2 * crate::rates::longest_wait(self.plan);
        let longest = self
            .plan
            .configs
            .iter()
            .map(|config| {
                let shielded = config.shield.map_or(0, |shield| shield.longest());
                (config.longest_wait().max(config.group_interval) + config.hold + shielded) * SECOND
            })
            .max()
            .unwrap_or(0);
        // What is due in more than a quarter of an hour waits for the sweep of that minute.
        let longest = if longest > 15 * MINUTE {
            longest + MINUTE
        } else {
            longest
        };
        let mut bounds = Vec::new();
        for (number, change) in self.plan.changes.iter().enumerate() {
            let Some(began) = self.seen.began.get(&number) else {
                continue;
            };
            // That the source lost sight of it leaves it as it was.
            let state = self.plan.truth(change.alarm, change.at);
            let heard = match state {
                // The end of a mute is often far off when the mute is heard of: the sweep of that minute finds it.
                State::Firing(Hold::Mute(until)) => (until + MINUTE).max(*began),
                _ => *began,
            };
            let heard = self.plan.audible_from(change.alarm, heard);
            let due = heard + longest + slack;
            if self.plan.is_steady(change.alarm, change.at, due)
                && !self.plan.is_silenced_within(change.alarm, heard, due)
                && !self.plan.may_be_shielded_within(change.alarm, change.at, due)
            {
                bounds.push((due, Some(change.alarm)));
            }
        }
        for (over, alarm) in self.plan.let_go() {
            let heard = self.plan.audible_from(alarm, over + MINUTE);
            let due = heard + longest + slack;
            if self.plan.is_steady(alarm, over, due)
                && !self.plan.is_silenced_within(alarm, heard, due)
                && !self.plan.may_be_shielded_within(alarm, over, due)
            {
                bounds.push((due, Some(alarm)));
            }
        }
        bounds
    }

    /// Promise 1 with a bound, in a calm history.
    fn in_time(&self, alarm: usize, at: i64) -> Result<(), Broken> {
        if self.is_heard(alarm, at) {
            return self.is_told(alarm, at, "late");
        }
        if self.is_open(alarm, at) {
            return Ok(());
        }
        for (place, believer) in &self.places {
            if believer.firing.contains_key(&alarm) && place.1 != BRIEF {
                return broken(
                    "closed late",
                    format!("{at}: {} is over at {}", self.plan.alarms[alarm].name, place.1),
                );
            }
        }
        Ok(())
    }

    /// For a person: which changes nobody was told of and nobody closed.
    fn still_pending(&self) -> String {
        let mut settled = BTreeMap::<&str, u64>::new();
        let mut settle = |fingerprint, version: u64| {
            let known = settled.entry(fingerprint).or_default();
            *known = version.max(*known);
        };
        for flushed in &self.seen.flushed {
            let delivered = |outcome: &Outcome| matches!(outcome, Outcome::Delivered(_));
            for delivery in flushed
                .deliveries
                .iter()
                .filter(|delivery| delivered(&delivery.outcome))
            {
                delivery
                    .tells
                    .iter()
                    .for_each(|tell| settle(tell.fingerprint.as_str(), tell.alert_version));
            }
            flushed
                .closed
                .iter()
                .for_each(|(fingerprint, version, _)| settle(fingerprint.as_str(), *version));
        }
        let accounts = self.seen.ingested.iter().flat_map(|ingested| &ingested.observed);
        let left = accounts.filter_map(|account| match account {
            Account::Pending(fingerprint, version) => {
                let last = settled.get(fingerprint.as_str()).copied().unwrap_or(0);
                (*version > last).then(|| format!("{fingerprint} v{version} after v{last}"))
            }
            Account::Suppressed(..) => None,
        });
        left.collect::<Vec<_>>().join(", ")
    }

    /// Promise 5.
    fn ledger(&self) -> Result<(), Broken> {
        let mut ledger = Ledger::default();
        for account in self.seen.ingested.iter().flat_map(|ingested| &ingested.observed) {
            match account {
                Account::Suppressed(_, cause) => ledger.suppressed(*cause),
                Account::Pending(fingerprint, version) => ledger.pending(fingerprint, *version),
            }
        }
        for flushed in &self.seen.flushed {
            for delivery in &flushed.deliveries {
                for tell in &delivery.tells {
                    match delivery.outcome {
                        Outcome::Delivered(_) if delivery.shadow => {
                            ledger.closed(&tell.fingerprint, tell.alert_version, Cause::Shadow);
                        }
                        Outcome::Delivered(_) => ledger.told(&tell.fingerprint, tell.alert_version),
                        _ if delivery.dead => ledger.died(&tell.fingerprint, tell.alert_version),
                        _ => {}
                    }
                }
            }
            for (fingerprint, version, cause) in &flushed.closed {
                ledger.closed(fingerprint, *version, *cause);
            }
        }
        // Who died just after closing a member could not say so; the row does.
        for (fingerprint, version) in self.seen.closed_members() {
            ledger.closed(&fingerprint, version, Cause::Transient);
        }
        let balance = ledger.balance();
        let end = self.plan.phases.last().map_or(0, |phase| phase.until);
        // What an alert that still fires has gone through since its last page is told with the next one: the end of a
        // hold, or that it was over for less time than it takes to say so.
        let held = (0..self.plan.alarms.len()).any(|alarm| self.is_open(alarm, end));
        // Who does not want to hear of single alerts hears of them when all are over.
        let waits = self
            .places
            .iter()
            .any(|(place, believer)| place.1 == BRIEF && !believer.firing.is_empty());
        let held = held || waits;
        if !balance.balances() || balance.dead > 0 || (balance.pending > 0 && !held) {
            return broken("ledger", format!("{balance:?}; {}", self.still_pending()));
        }
        let left = self.plan.changes.len() as u64;
        if balance.ingested < left {
            return broken("not ingested", format!("{balance:?} of {left}"));
        }
        Ok(())
    }
}
