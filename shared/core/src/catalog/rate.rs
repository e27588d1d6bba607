//! How many pages a receiver takes.

use serde::{Deserialize, Serialize};

use crate::time::SignedDuration;

/// How many pages a receiver takes. What comes over it waits, and is told in one summary.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Rate {
    /// As many as there are.
    Unlimited,
    /// No more than that.
    Limit(Limit),
}

/// A limit: so many at once, and so many a minute from there on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limit {
    /// How many may go at once after a quiet time.
    pub burst: u32,
    /// How many may follow, a minute.
    pub per_minute: u32,
}

impl Limit {
    /// How much of the burst is kept for critical pages: a quarter, so that noise can't hold one back. Nothing of a burst
    /// of one, or the rest would never go.
    pub fn reserve(self) -> u32 {
        (self.burst / 4).max(1).min(self.burst.saturating_sub(1))
    }

    /// How long it takes until there is room for one more. Rounded up: never more than `per_minute`.
    pub fn interval(self) -> SignedDuration {
        SignedDuration::from_millis(i64::from(60_000_u32.div_ceil(self.per_minute.max(1))))
    }
}
