//! What is out of order, and when.

use super::{HOUR, LONG_QUIET, MINUTE, Phase, Plan, SECOND};
use crate::config::{FALLBACK, LAST_RESORT, MOVED};
use crate::rng::Rng;

/// Something is out of order for a while.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Outage {
    pub from: i64,
    pub until: i64,
    pub of: Of,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Of {
    Store,
    Catalog,
    Queue,
    Receiver(&'static str, Mode),
}

/// How a receiver fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mode {
    Refused,
    Error,
    Busy(i64),
    Gone,
    Hangs,
    Gateway,
}

impl Plan {
    pub(crate) fn is_out(&self, of: Of, at: i64) -> bool {
        self.outages
            .iter()
            .any(|outage| outage.of == of && (outage.from..outage.until).contains(&at))
    }

    pub(crate) fn mode(&self, address: &str, at: i64) -> Option<Mode> {
        self.outages.iter().find_map(|outage| match outage.of {
            Of::Receiver(of, mode) if of == address && (outage.from..outage.until).contains(&at) => {
                Some(mode)
            }
            _ => None,
        })
    }

    pub(super) fn outages(&mut self, rng: &mut Rng, phase: Phase) {
        for _ in 0..rng.below(5) {
            let from = rng.between(phase.from, phase.trouble_until);
            let until = (from + rng.between(10 * SECOND, 40 * MINUTE)).min(phase.trouble_until);
            let address = rng.pick(&[
                "alert-router/chat",
                "alert-router/hook",
                "team-topic",
                "alert-router/brief",
                MOVED,
                FALLBACK,
                LAST_RESORT,
            ]);
            let after = rng.between(1, 400);
            let mode = rng.pick(&[
                Mode::Refused,
                Mode::Error,
                Mode::Busy(after),
                Mode::Gone,
                Mode::Hangs,
                Mode::Gateway,
            ]);
            let of = match rng.below(10) {
                0 => Of::Store,
                1 => Of::Catalog,
                2 => Of::Queue,
                _ => Of::Receiver(address, mode),
            };
            // Some receivers don't come back for more than a day.
            let ever = matches!(of, Of::Receiver(..))
                && address != LAST_RESORT
                && phase.until == phase.trouble_until + LONG_QUIET
                && rng.chance(30);
            // Who stays away for a day and asks to be called every few seconds is called so often.
            let of = match of {
                Of::Receiver(address, Mode::Busy(_)) if ever => Of::Receiver(address, Mode::Busy(600)),
                of => of,
            };
            self.outages.push(Outage {
                from,
                until: if ever {
                    phase.trouble_until + 25 * HOUR
                } else {
                    until
                },
                of,
            });
        }
    }
}
