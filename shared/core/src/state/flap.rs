//! Flapping: an alert that fires and resolves in turns.
//!
//! Judged from the alert's own history. It begins with a number of turns inside a window and ends when nothing has moved
//! for a while, which is longer than the turns were apart (hysteresis, as in Nagios's and Kibana's flap detection).
//! While it lasts the alert counts as one thing: one notice that it flaps, then quiet, one notice when it has settled.

use serde::{Deserialize, Serialize};

use crate::time::{SignedDuration, Timestamp, after, seconds};

/// When an alert counts as flapping.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct FlapPolicy {
    /// This many turns, a firing and a resolve being two; 0 to never call anything flapping.
    pub turns: usize,
    /// Inside this window.
    #[serde(with = "seconds")]
    pub window: SignedDuration,
    /// Until nothing has moved for this long.
    #[serde(with = "seconds")]
    pub settle: SignedDuration,
}

impl FlapPolicy {
    /// Nothing flaps: of a drill each turn is told.
    pub const NEVER: Self = Self {
        turns: 0,
        window: SignedDuration::ZERO,
        settle: SignedDuration::ZERO,
    };
}

impl Default for FlapPolicy {
    /// Three episodes in half an hour, settled after a quarter of an hour.
    fn default() -> Self {
        Self {
            turns: 6,
            window: SignedDuration::from_mins(30),
            settle: SignedDuration::from_mins(15),
        }
    }
}

/// An alert that flaps.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Flap {
    /// When the first of the counted turns was.
    pub since: Timestamp,
    /// How many turns there have been since.
    pub turns: u64,
    /// How many of them came since it was called so: nobody is told of those.
    #[serde(default)]
    pub held: u64,
    /// When it has settled, if nothing moves before.
    pub settles_at: Timestamp,
}

/// How many turns are remembered.
const REMEMBERED: usize = 20;

/// Takes note of a turn at `at` and says whether the alert flaps from here on.
pub fn turn(
    turns: &mut Vec<Timestamp>,
    before: Option<&Flap>,
    policy: &FlapPolicy,
    at: Timestamp,
) -> Option<Flap> {
    turns.push(at);
    if turns.len() > REMEMBERED {
        turns.remove(0);
    }
    let settles_at = after(at, policy.settle);
    if let Some(flap) = before.filter(|flap| at < flap.settles_at) {
        return Some(Flap {
            turns: flap.turns + 1,
            held: flap.held + 1,
            settles_at,
            ..flap.clone()
        });
    }
    let recent: Vec<Timestamp> = turns
        .iter()
        .copied()
        .filter(|turn| after(*turn, policy.window) > at)
        .collect();
    let since = *recent.first()?;
    (policy.turns > 0 && recent.len() >= policy.turns).then_some(Flap {
        since,
        turns: recent.len() as u64,
        held: 0,
        settles_at,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(minutes: i64) -> Timestamp {
        Timestamp::from_second(1_800_000_000 + minutes * 60).unwrap()
    }

    fn run(minutes: &[i64]) -> Vec<bool> {
        let (mut turns, mut flap) = (vec![], None);
        minutes
            .iter()
            .map(|minute| {
                flap = turn(&mut turns, flap.as_ref(), &FlapPolicy::default(), at(*minute));
                flap.is_some()
            })
            .collect()
    }

    #[test]
    fn it_begins_with_many_turns_in_a_window_and_ends_with_quiet() {
        assert_eq!(run(&[0, 2, 4, 6, 8]), [false; 5]);
        assert_eq!(run(&[0, 2, 4, 6, 8, 10]).last(), Some(&true));
        // Spread over more than the window.
        assert_eq!(run(&[0, 7, 14, 21, 28, 35]).last(), Some(&false));
        // Slower than at first, but never quiet for long enough.
        assert_eq!(run(&[0, 2, 4, 6, 8, 10, 24, 38, 52]).last(), Some(&true));
        assert_eq!(run(&[0, 2, 4, 6, 8, 10, 60]).last(), Some(&false));
    }

    #[test]
    fn memory_is_bounded() {
        let mut turns = vec![];
        for minute in 0..1000 {
            turn(
                &mut turns,
                None,
                &FlapPolicy {
                    turns: 0,
                    ..FlapPolicy::default()
                },
                at(minute),
            );
        }
        assert_eq!(turns.len(), REMEMBERED);
    }
}
