//! How what is true is told to the router.

use super::{AHEAD, Change, Hold, MINUTE, Plan, SECOND, State};
use crate::rng::Rng;

/// The ways a change takes to the router.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Path {
    EventBridge,
    Sns,
    Action,
}

/// One copy of a change on its way.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Copy {
    pub change: usize,
    pub path: Path,
    pub at: i64,
}

impl Plan {
    /// How each change is told to the router: by several ways, late, more than once.
    pub(super) fn tell(&mut self, rng: &mut Rng) {
        for change in 0..self.changes.len() {
            let Change { at, alarm, state } = self.changes[change];
            let held = !matches!(state, State::Firing(Hold::None) | State::Ok | State::NoData);
            let mut paths = vec![Path::EventBridge];
            // Actions don't run while they are held back, and never for an event that no alarm sent.
            if !held && !self.alarms[alarm].raw {
                paths.extend([Path::Sns, Path::Action].into_iter().filter(|_| rng.chance(45)));
            }
            for path in paths {
                self.copies.push(Copy {
                    change,
                    path,
                    at: at + Self::delay(rng, self.calm),
                });
                if rng.chance(15) {
                    self.copies.push(Copy {
                        change,
                        path,
                        at: at + Self::delay(rng, false),
                    });
                }
            }
            // At the end of a mute the actions run, with the state's old time.
            if let State::Firing(Hold::Mute(until)) = state
                && self.latest(alarm, until) == Some(change)
            {
                for path in [Path::Sns, Path::Action] {
                    if rng.chance(50) {
                        self.copies.push(Copy {
                            change,
                            path,
                            at: until + rng.between(0, 5 * SECOND),
                        });
                    }
                }
            }
        }
    }

    /// The source's clock may be a little ahead of ours.
    fn delay(rng: &mut Rng, prompt: bool) -> i64 {
        match rng.below(10) {
            _ if prompt => rng.between(-AHEAD, 2 * SECOND),
            0 => rng.between(MINUTE, 15 * MINUTE),
            1 | 2 => rng.between(2 * SECOND, MINUTE),
            _ => rng.between(-AHEAD, 2 * SECOND),
        }
    }
}
