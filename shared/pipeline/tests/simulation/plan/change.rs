//! What is true of the alarms.

use super::{HOUR, MINUTE, Phase, Plan, SECOND};
use crate::rng::Rng;

/// What is true of an alarm from `at` on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Change {
    pub at: i64,
    pub alarm: usize,
    pub state: State,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum State {
    Firing(Hold),
    Ok,
    NoData,
}

/// Whether AWS lets the alarm speak.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Hold {
    None,
    /// A composite alarm's suppressor: ends with an event.
    Suppressor,
    /// A mute rule: ends then, and no event says so.
    Mute(i64),
}

impl Plan {
    /// What is true of each alarm in a phase.
    pub(super) fn live(&mut self, rng: &mut Rng, phase: Phase, span: i64, last: bool) {
        let ends_well = rng.chance(75);
        for alarm in 0..self.alarms.len() {
            if self.alarms[alarm].raw {
                if !self.changes.iter().any(|change| change.alarm == alarm) {
                    let at = rng.between(phase.from, phase.from + span);
                    self.changes.push(Change {
                        at,
                        alarm,
                        state: State::Firing(Hold::None),
                    });
                }
                continue;
            }
            let count = if rng.chance(10) {
                1 + rng.below(30)
            } else {
                1 + rng.below(5)
            };
            let mut times: Vec<i64> = (0..count)
                .map(|_| rng.between(phase.from, phase.from + span))
                .collect();
            times.sort_unstable();
            times.dedup();
            let kind = rng.below(10);
            let mut now = self.truth(alarm, phase.from);
            for at in times {
                now = match now {
                    State::Firing(_) if rng.chance(65) => State::Ok,
                    State::Firing(_) if rng.chance(25) => State::NoData,
                    _ if rng.chance(8) => State::NoData,
                    State::Ok if rng.chance(6) => State::Ok,
                    _ => State::Firing(match kind {
                        0 | 1 if rng.chance(60) => Hold::Suppressor,
                        2 | 3 if rng.chance(60) => Hold::Mute(at + rng.between(MINUTE, 2 * HOUR)),
                        _ => Hold::None,
                    }),
                };
                self.changes.push(Change {
                    at,
                    alarm,
                    state: now,
                });
            }
            if last && ends_well && self.truth(alarm, phase.until) != State::Ok {
                self.changes.push(Change {
                    at: phase.from + span + rng.between(1, SECOND),
                    alarm,
                    state: State::Ok,
                });
            }
        }
    }

    /// The last state of an alarm before `at`; that the source loses sight of it changes nothing.
    pub(crate) fn truth(&self, alarm: usize, at: i64) -> State {
        self.changes
            .iter()
            .filter(|change| change.alarm == alarm && change.at <= at && change.state != State::NoData)
            .max_by_key(|change| change.at)
            .map_or(State::Ok, |change| change.state)
    }

    pub(super) fn latest(&self, alarm: usize, at: i64) -> Option<usize> {
        (0..self.changes.len())
            .filter(|position| self.changes[*position].alarm == alarm && self.changes[*position].at <= at)
            .max_by_key(|position| self.changes[*position].at)
    }
}
