//! What everybody must have been told in the end, and by when.

use super::{Believer, Broken, Model, Place, broken};
use crate::config::{BRIEF, FALLBACK, LAST_RESORT};
use crate::plan::{HOUR, Hold, MINUTE, Of, SECOND, State};

impl Model<'_> {
    /// Promises 1 and 3, when nothing is under way any more: people believe what is true.
    pub(super) fn at_rest(&self, at: i64) -> Result<(), Broken> {
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
    pub(super) fn is_in_doubt(&self, place: &Place, alarm: usize) -> bool {
        let was_tried = self.failed.iter().any(|(address, tried)| {
            *address == place.1
                && tried.group == place.0
                && tried.firing.iter().any(|line| line.alarm == alarm)
        });
        was_tried && !self.sure.contains(&(place.0.clone(), place.1.clone(), alarm))
    }

    /// A receiver that asked not to hear of single alerts hears when all are over; one that turned us away after a page
    /// in doubt is replaced by the fallback.
    pub(super) fn is_excused(&self, place: &Place, believer: &Believer, alarm: usize, at: i64) -> bool {
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

    pub(super) fn is_told(&self, alarm: usize, at: i64, promise: &'static str) -> Result<(), Broken> {
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

    pub(super) fn has_been_told(&self, name: &str, alarm: usize) -> bool {
        let addresses = self.addresses(name);
        addresses.iter().any(|address| self.believes(address, alarm))
            || ((self.believes(FALLBACK, alarm) || self.believes(LAST_RESORT, alarm))
                && self
                    .failed
                    .iter()
                    .any(|(address, page)| addresses.contains(&address.as_str()) && page.mentions(alarm)))
    }

    pub(super) fn believes(&self, address: &str, alarm: usize) -> bool {
        self.places
            .iter()
            .any(|(place, believer)| place.1 == address && believer.firing.contains_key(&alarm))
    }

    pub(super) fn addresses(&self, name: &str) -> Vec<&'static str> {
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

    pub(super) fn is_open(&self, alarm: usize, at: i64) -> bool {
        if self.plan.alarms[alarm].raw {
            return self
                .changes(alarm)
                .any(|(_, began, _)| began <= at && at < began + 24 * HOUR);
        }
        matches!(self.plan.truth(alarm, at), State::Firing(_))
    }

    pub(super) fn is_heard(&self, alarm: usize, at: i64) -> bool {
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
    pub(super) fn bounds(&self) -> Vec<(i64, Option<usize>)> {
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
    pub(super) fn in_time(&self, alarm: usize, at: i64) -> Result<(), Broken> {
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
}
