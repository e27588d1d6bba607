//! When an owner wants the digest, and where.

use serde::{Deserialize, Serialize};

use crate::interval::Daily;
use crate::time::{SignedDuration, Timestamp, after, seconds};

/// The shortest period of a digest: what comes more often is not read.
pub const MIN_PERIOD: SignedDuration = SignedDuration::from_hours(1);
/// The longest: entries that nothing is added to are kept for a month.
pub const MAX_PERIOD: SignedDuration = SignedDuration::from_hours(14 * 24);

/// Where an owner's digest goes, and when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DigestPlan {
    /// The receiver, by name.
    pub receiver: String,
    /// When.
    pub when: Schedule,
}

/// When a digest is due.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Schedule {
    /// Every day at a time.
    At(Daily),
    /// So long after the first thing to tell.
    Every(#[serde(with = "seconds")] SignedDuration),
}

impl Schedule {
    /// When a digest is due whose account begins at `now`.
    pub fn next(&self, now: Timestamp) -> Timestamp {
        match self {
            Self::At(daily) => daily.next_after(now),
            Self::Every(period) => after(now, *period),
        }
    }
}
