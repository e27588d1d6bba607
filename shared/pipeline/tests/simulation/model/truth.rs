//! What is true, and what the router must have known of it: a page says nothing else.

use super::{Broken, Model, broken};
use crate::page::{Line, Read};
use crate::plan::{AHEAD, HOUR, Hold, Of, SECOND, State};

impl Model<'_> {
    /// Promise 4, and no invention: each line is something that was true, and was not known to be over or held back.
    pub(super) fn is_true(&self, page: &Read, at: i64, brief: &str) -> Result<(), Broken> {
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
    pub(super) fn let_go_after(&self, alarm: usize, since: i64, until: i64) -> bool {
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
    pub(super) fn known(&self, alarm: usize, decided: i64, at: i64) -> Option<State> {
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
    pub(super) fn is_surely_shielded(&self, alarm: usize, decided: i64, at: i64) -> bool {
        let bare = self.plan.outages.iter().any(|outage| outage.of == Of::Catalog);
        let fires = |other: usize| {
            matches!(
                self.known(other, decided - 31 * SECOND, at),
                Some(State::Firing(_))
            )
        };
        !bare && self.plan.shields(alarm).into_iter().any(fires)
    }

    pub(super) fn changes(&self, alarm: usize) -> impl Iterator<Item = (usize, i64, State)> {
        self.plan
            .changes
            .iter()
            .enumerate()
            .filter(move |(_, change)| change.alarm == alarm)
            .map(|(number, change)| (number, change.at, change.state))
    }
}
