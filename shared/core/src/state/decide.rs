//! What a receiver is told of a group now: the decision table.
//!
//! After Alertmanager's `notify/dedup_stage.go` (`needsUpdate`), with differences that its users have asked for: a
//! resolve and a raised severity don't wait for `group_interval`; what was sent and is suppressed now still resolves; a
//! mute that ends says so. First match wins.

mod runs;

use std::borrow::Borrow;

use super::{DeliveryRecord, Member};
use crate::page::MAX_NOTES;
use crate::reason::{Cause, Reason};
use crate::severity::Severity;
use crate::suppress::{Heard, Standing, Surroundings, standing};
use crate::text::ordinal;
use crate::time::{SignedDuration, Timestamp, after, utc};

pub use runs::is_correlated;
use runs::{Runs, sent};

/// What to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// Tell the receiver this.
    Notify(News),
    /// Not yet: decide again then.
    Hold(Timestamp),
    /// Nothing, until something changes.
    Quiet,
}

/// What a receiver is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct News {
    /// Why.
    pub reason: Reason,
    /// What fires, as positions in the list of members.
    pub firing: Vec<usize>,
    /// What has resolved.
    pub resolved: Vec<usize>,
    /// What a reader must know: what had held it back, how it flapped.
    pub notes: Vec<String>,
    /// When the last of it was let go, by our clock: a slow process may read what is newer than its own time.
    pub heard_at: Option<Timestamp>,
}

/// What `log`'s receiver is told of its group's members now.
pub fn decide(log: &DeliveryRecord, members: &[impl Borrow<Member>], around: &Surroundings<'_>) -> Verdict {
    let view = View::new(log, members.iter().map(Borrow::borrow).collect(), around);

    // A receiver that failed is left alone until its time has come, whatever happens meanwhile.
    if let Some(retry) = &log.retry
        && retry.at > around.now
    {
        return Verdict::Hold(retry.at);
    }
    if view.sent == 0 {
        view.never_told()
    } else {
        view.told_before()
    }
}

/// The members as this receiver sees them.
struct View<'a> {
    log: &'a DeliveryRecord,
    members: Vec<&'a Member>,
    around: &'a Surroundings<'a>,
    now: Timestamp,
    /// What it knows of the runs that the members belong to.
    runs: Runs<'a>,
    /// Fires and may be told of.
    active: Vec<usize>,
    /// Of these, what the receiver does not know, nor anything of its run.
    untold: Vec<usize>,
    /// Of these, what it does not know of a run that it knows.
    joined: Vec<usize>,
    /// Fires and is for others; it belongs to a run that is told here.
    context: Vec<usize>,
    /// What had held an active one back, where something did.
    heard: Vec<(usize, Heard)>,
    /// Flaps, and the receiver does not know.
    flapping: Vec<usize>,
    /// Was said to flap and has settled.
    settled: Vec<usize>,
    /// Was told of and is over, as positions.
    over: Vec<usize>,
    /// Was to be told of, could not be, and is over by now: it fired all the same.
    missed: Vec<usize>,
    /// How many the receiver itself believes to be firing (not what the fallback was told instead and is over).
    sent: usize,
    /// When a suppression must be looked at again, or something runs out on its own.
    recheck: Option<Timestamp>,
}

impl<'a> View<'a> {
    fn new(log: &'a DeliveryRecord, members: Vec<&'a Member>, around: &'a Surroundings<'a>) -> Self {
        let now = around.now;
        let mut view = Self {
            log,
            members: vec![],
            around,
            now,
            runs: Runs::of(log, &members, now),
            active: vec![],
            untold: vec![],
            joined: vec![],
            context: vec![],
            heard: vec![],
            flapping: vec![],
            settled: vec![],
            over: vec![],
            missed: vec![],
            sent: 0,
            recheck: None,
        };
        for (position, &member) in members.iter().enumerate() {
            let sent = sent(log, member, now);
            // A slow flush may tell of an alert that another has just closed as over: then its end is told, too.
            if sent.is_none() && (member.closed || member.moved) {
                continue;
            }
            // Others' alerts in the same group are none of this receiver's business, unless it was told of them; of a run
            // that is its business it hears the rest when it hears anything.
            if sent.is_none() && !member.is_for(&log.receiver.name) {
                if view.runs.concerns(member) && matches!(standing(member, around), Standing::Active(_)) {
                    view.context.push(position);
                }
                // It was this receiver's when it could not be told.
                if log.missed(member) && standing(member, around) == Standing::Over {
                    view.missed.push(position);
                }
                continue;
            }
            // Whatever runs out on its own must be looked at when it does.
            view.recheck = earlier(view.recheck, member.lasts_until.filter(|_| member.is_open(now)));
            let known_to_flap = sent.is_some_and(|sent| sent.flapping);
            match standing(member, around) {
                Standing::Active(heard) => {
                    view.active.push(position);
                    view.runs.fires(member, sent.is_some());
                    if sent.is_none() && view.runs.is_known(member) {
                        view.joined.push(position);
                    } else if sent.is_none() {
                        view.untold.push(position);
                    }
                    view.heard.extend(heard.map(|heard| (position, heard)));
                    view.settled.extend(known_to_flap.then_some(position));
                }
                Standing::Suppressed(held) => {
                    if sent.is_some() {
                        view.runs.fires(member, true);
                    }
                    let recheck = held
                        .until
                        .unwrap_or(Timestamp::MAX)
                        .min(after(now, around.options.group_interval));
                    view.recheck = earlier(view.recheck, Some(recheck));
                }
                Standing::Flapping(until) => {
                    view.runs.fires(member, sent.is_some());
                    if known_to_flap {
                        view.recheck = earlier(view.recheck, Some(until));
                    } else {
                        view.flapping.push(position);
                    }
                }
                Standing::Over if sent.is_some_and(|sent| !sent.diverted) => {
                    view.over.push(position);
                    view.settled.extend(known_to_flap.then_some(position));
                }
                // The fallback was told that it fires and will be told that it is over.
                Standing::Over => {
                    view.missed
                        .extend((sent.is_none() && log.missed(member)).then_some(position));
                    continue;
                }
            }
            view.sent += usize::from(sent.is_some());
        }
        view.members = members;
        view
    }

    /// The receiver believes that nothing fires.
    fn never_told(&self) -> Verdict {
        // It flaps already: that is said at once, and then no more until it has settled.
        if !self.flapping.is_empty() {
            return self.notify(Reason::Flapping);
        }
        if self.active.is_empty() {
            return if self.missed.is_empty() {
                self.quiet()
            } else {
                self.resolved(Reason::AllResolved)
            };
        }
        // First: whatever fires has waited for others to join it.
        match self.active.iter().map(|position| self.waited(*position)).min() {
            Some(due) if due > self.now => Verdict::Hold(due),
            _ => self.notify(Reason::First),
        }
    }

    /// The receiver believes that something fires.
    fn told_before(&self) -> Verdict {
        let last = self.log.last_sent_at.unwrap_or(self.now);

        // Everything it was told of is over: it is told so at once, through every suppressor. What joined meanwhile and
        // has not waited long enough is told of in its own time.
        if self.over.len() == self.sent {
            if self
                .untold
                .iter()
                .any(|position| self.waited(*position) <= self.now)
            {
                return self.notify(Reason::NewAlert);
            }
            // A run is one thing: it is not over while anything of it fires, told or not.
            if self.joined.is_empty() {
                let reason = if self.settled.is_empty() {
                    Reason::AllResolved
                } else {
                    Reason::Settled
                };
                return self.resolved(reason);
            }
        }
        // Something became worse, or something worse joined: that does not wait for an interval.
        if self.is_worse() {
            return self.notify(Reason::SeverityRaised);
        }
        // A mute ended and it still fires: the person who muted it expects to hear now, not at the next repeat.
        if self.heard.iter().any(|(_, heard)| heard.at > last) {
            return self.notify(Reason::MuteEnded);
        }
        // It began to flap, or has stopped: one notice each, and quiet between them.
        if !self.flapping.is_empty() {
            return self.notify(Reason::Flapping);
        }
        if !self.settled.is_empty() {
            return self.notify(Reason::Settled);
        }
        let mut next = None;
        // A new alert joined: at most one such page in an interval. What joined a run that is known is no news.
        if !self.untold.is_empty() {
            let due = after(last, self.around.options.group_interval);
            if due <= self.now {
                return self.notify(Reason::NewAlert);
            }
            next = earlier(next, Some(due));
        }
        // All that it was told of a run is over, and the run is not: else it would go on believing what is no longer so.
        match self.cleared(|member| self.runs.goes_on_untold(member)) {
            Some(due) if due <= self.now => return self.notify(Reason::Correlated),
            due => next = earlier(next, due),
        }
        // Some resolved: after a short wait, so that a group that clears one by one sends few pages.
        // What has waited to be told that it fires has waited.
        if self.log.receiver.send_resolved {
            match self.cleared(|member| !self.runs.goes_on(member)) {
                Some(due) if due > self.now && self.missed.is_empty() => next = earlier(next, Some(due)),
                None if self.missed.is_empty() => {}
                _ => return self.notify(Reason::SomeResolved),
            }
        }
        // Nothing changed for long, and it can be heard. Sooner, once, where it is urgent and nobody has reacted.
        if !self.active.is_empty() {
            let repeat = (after(last, self.repeat_interval()), Reason::Repeat);
            let reminder = self.reminder(last).map(|due| (due, Reason::Reminder));
            let (due, reason) = reminder.filter(|(due, _)| *due < repeat.0).unwrap_or(repeat);
            if due <= self.now {
                return self.notify(reason);
            }
            next = earlier(next, Some(due));
        }
        earlier(next, self.recheck).map_or(Verdict::Quiet, Verdict::Hold)
    }

    /// Until when an alert waits for others to join it.
    fn waited(&self, position: usize) -> Timestamp {
        let member = self.members[position];
        let options = self.around.options_of(member);
        after(member.joined_at, options.group_wait(member.alert.severity))
    }

    /// When the first of these that are over has been so for as long as it had waited.
    fn cleared(&self, which: impl Fn(&Member) -> bool) -> Option<Timestamp> {
        let over = self.over.iter().map(|position| self.members[*position]);
        over.filter(|member| which(member))
            .map(|member| {
                let options = self.around.options_of(member);
                after(
                    member.over_at().unwrap_or(self.now),
                    options.group_wait(member.alert.severity),
                )
            })
            .min()
    }

    /// The shortest that anything which fires asks for.
    fn repeat_interval(&self) -> SignedDuration {
        let members = self.active.iter().map(|position| self.members[*position]);
        members
            .map(|member| self.around.options_of(member).repeat_interval)
            .min()
            .unwrap_or(self.around.options.repeat_interval)
    }

    /// When the page of `last`, which brought news, is repeated because nobody has reacted to it. Whoever silenced
    /// something has seen it, also when the silence is over.
    fn reminder(&self, last: Timestamp) -> Option<Timestamp> {
        let was_news = matches!(
            self.log.last_reason?,
            Reason::First | Reason::NewAlert | Reason::Correlated | Reason::SeverityRaised
        );
        // All lists are in the order of positions.
        let is_told = |position: &usize| {
            [&self.untold, &self.joined]
                .iter()
                .all(|list| list.binary_search(position).is_err())
        };
        let was_silenced = |position: &usize| {
            let heard = self.heard.binary_search_by_key(position, |(other, _)| *other);
            heard.is_ok_and(|found| self.heard[found].1.cause == Cause::Silence)
        };
        let unseen = |position: &&usize| is_told(position) && !was_silenced(position);
        let interval = self
            .active
            .iter()
            .filter(unseen)
            .filter_map(|position| {
                let member = self.members[*position];
                self.around.options_of(member).reminder(member.alert.severity)
            })
            .min()?;
        was_news.then(|| after(last, interval))
    }

    fn notify(&self, reason: Reason) -> Verdict {
        let again = self.again().filter(|_| reason.is_again());
        Verdict::Notify(News {
            reason,
            firing: self.fires(),
            resolved: self.over.iter().chain(&self.missed).copied().collect(),
            notes: again.into_iter().chain(self.notes()).collect(),
            heard_at: self.heard.iter().map(|(_, heard)| heard.at).max(),
        })
    }

    /// Nothing fires any more.
    fn resolved(&self, reason: Reason) -> Verdict {
        Verdict::Notify(News {
            reason,
            firing: vec![],
            resolved: self.over.iter().chain(&self.missed).copied().collect(),
            notes: self.notes(),
            heard_at: None,
        })
    }

    /// What a page lists as firing: with anything of a run, all of it.
    fn fires(&self) -> Vec<usize> {
        let mut fires: Vec<usize> = self.active.iter().chain(&self.flapping).copied().collect();
        let told: Vec<_> = fires
            .iter()
            .filter_map(|position| self.members[*position].run())
            .collect();
        let of_them = |position: &&usize| {
            self.members[**position]
                .run()
                .is_some_and(|run| told.contains(&run))
        };
        fires.extend(self.context.iter().filter(of_them));
        fires
    }

    /// How often it is told by now, with the page that is decided.
    fn again(&self) -> Option<String> {
        let since = utc(self.log.news_at?);
        let times = ordinal(self.log.repeats + 2);
        Some(format!("told for the {times} time, no news since {since}"))
    }

    /// What had held something back since the receiver was last told, and how something flaps or flapped.
    fn notes(&self) -> Vec<String> {
        let name = |position: usize| {
            let alert = &self.members[position].alert;
            let name = alert.labels.get("alertname");
            if name.is_empty() {
                alert.fingerprint.as_str()
            } else {
                name
            }
        };
        let unheard = |heard: &Heard| self.log.last_sent_at.is_none_or(|last| heard.at > last);
        let heard = self.heard.iter().filter(|(_, heard)| unheard(heard));
        let heard = heard.map(|(position, heard)| format!("{} {}", name(*position), heard.note()));
        let turns = |positions: &[usize], verb: &'static str| -> Vec<String> {
            let flaps = positions
                .iter()
                .filter_map(|position| Some((*position, self.members[*position].flap.as_ref()?)));
            flaps
                .map(|(position, flap)| {
                    format!(
                        "{} {verb}: {} turns since {}",
                        name(position),
                        flap.turns,
                        utc(flap.since)
                    )
                })
                .collect()
        };
        let flapping = turns(
            &self.flapping,
            "flaps, and you hear no more of it until it has settled",
        );
        // A page keeps the first few. An end without a beginning, and what is listed as firing though it flaps and may be over
        // just now, mislead without their notes, so these come first; that something was held back is history.
        let mislead = self.missed_note(name).into_iter().chain(flapping);
        let settled = turns(&self.settled, "has settled");
        mislead.chain(settled).chain(heard).take(MAX_NOTES).collect()
    }

    /// That somebody reads of an end without having read of a beginning needs a word.
    fn missed_note<'n>(&self, name: impl Fn(usize) -> &'n str) -> Option<String> {
        let (first, more) = self.missed.split_first()?;
        let others = if more.is_empty() {
            String::new()
        } else {
            format!(" and {} more", more.len())
        };
        Some(format!(
            "{}{others} fired and resolved before you could be told",
            name(*first)
        ))
    }

    fn quiet(&self) -> Verdict {
        self.recheck.map_or(Verdict::Quiet, Verdict::Hold)
    }

    fn is_worse(&self) -> bool {
        let told = self.log.sent.values().map(|sent| sent.severity);
        let worst_told = told.max().unwrap_or(Severity::Info);
        self.active.iter().any(|position| {
            let alert = &self.members[*position].alert;
            let known = self.log.sent.get(&alert.fingerprint);
            let of_run = || self.runs.worst_told(self.members[*position]);
            let known = known.map(|sent| sent.severity).or_else(of_run);
            alert.severity > known.unwrap_or(worst_told)
        })
    }
}

fn earlier(one: Option<Timestamp>, other: Option<Timestamp>) -> Option<Timestamp> {
    match (one, other) {
        (Some(one), Some(other)) => Some(one.min(other)),
        (one, other) => one.or(other),
    }
}

#[cfg(test)]
mod table;
