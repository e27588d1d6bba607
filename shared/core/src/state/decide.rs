//! What a receiver is told of a group now: the decision table.
//!
//! After Alertmanager's `notify/dedup_stage.go` (`needsUpdate`), with differences that its users have asked for: a
//! resolve and a raised severity don't wait for `group_interval`, unless the last page told of something calmer as well
//! and others may follow; what was sent and is suppressed now still resolves; a mute that ends says so. First match wins.

mod notes;
mod runs;
mod view;

use std::borrow::Borrow;

use super::{DeliveryRecord, Member};
use crate::page::Note;
use crate::reason::{Cause, Reason};
use crate::suppress::Surroundings;
use crate::time::{SignedDuration, Timestamp, after};

pub use runs::is_correlated;
use view::{View, earlier};

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
    pub notes: Vec<Note>,
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

impl View<'_> {
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
        let calm = self.calmer_after(last);
        if !self.flapping.is_empty() && (calm <= self.now || self.is_worse_flapping()) {
            return self.notify(Reason::Flapping);
        }
        if !self.settled.is_empty() && calm <= self.now {
            return self.notify(Reason::Settled);
        }
        let mut next = (!self.flapping.is_empty() || !self.settled.is_empty()).then_some(calm);
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
            let cleared = self.cleared(|member| !self.runs.goes_on(member));
            match cleared.map(|due| due.max(calm)) {
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

    /// From when on the receiver may hear that something is calmer than it believes, the last page being of `last`: at once.
    /// But what comes after such a page waits an interval for others: where a thousand alarms flap, or clear one by one, each
    /// would be a page otherwise.
    fn calmer_after(&self, last: Timestamp) -> Timestamp {
        match self.log.last_reason {
            Some(Reason::SomeResolved | Reason::Flapping | Reason::Settled) => {
                after(last, self.around.options.group_interval)
            }
            _ => last,
        }
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

    fn quiet(&self) -> Verdict {
        self.recheck.map_or(Verdict::Quiet, Verdict::Hold)
    }
}

#[cfg(test)]
mod table;
