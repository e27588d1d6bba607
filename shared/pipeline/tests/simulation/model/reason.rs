//! Why somebody is told: each page that arrives has a reason, and is none too many.

use std::collections::BTreeSet;

use super::{Believer, Broken, Model, Place, broken};
use crate::config::{FALLBACK, LAST_RESORT};
use crate::page::{Line, Read};
use crate::plan::{Of, SECOND};

impl Model<'_> {
    /// A page that goes elsewhere was tried, and failed, where it should have gone.
    pub(super) fn diverted(&mut self, address: &str, page: &Read, brief: &str) -> Result<(), Broken> {
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
    pub(super) fn has_reason(&self, place: &Place, page: &Read, brief: &str) -> Result<(), Broken> {
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
    pub(super) fn is_time(believer: &Believer, page: &Read, after: i64) -> bool {
        let is_late = |last| page.at >= last - 31 * SECOND + after * SECOND;
        page.waited || believer.last_at.is_none_or(is_late)
    }

    /// An end was tried at a place and is on its way elsewhere, for all that the router knows.
    pub(super) fn end_failed(&self, place: &Place, alarm: usize) -> bool {
        self.failed.iter().any(|(address, tried)| {
            *address == place.1
                && tried.group == place.0
                && tried.resolved.iter().any(|line| line.alarm == alarm)
        })
    }

    /// Whether a line is worse than what its reader, or the fallback instead, was told before.
    pub(super) fn is_raised(&self, place: &Place, believer: &Believer, line: &Line) -> bool {
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
}
