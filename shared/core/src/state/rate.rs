//! The rate of a receiver: when the next page may go.

use serde::{Deserialize, Serialize};

use crate::catalog::{Catalog, Limit, ReceiverConfig};
use crate::receiver;
use crate::time::{SignedDuration, Timestamp, after};

/// What a receiver takes: as the catalog says of its place now. A place that is in the catalog no more keeps what was
/// said of it when it was last told.
pub fn limit(of: &ReceiverConfig, catalog: &Catalog) -> Option<Limit> {
    let mut receivers = catalog.file().receivers.iter();
    let known = receivers.find(|known| known.kind == of.kind && known.address() == of.address());
    receiver::limit(known.unwrap_or(of))
}

/// A token bucket, kept as the time at which it is full again: each page that goes moves that by one interval. So a new
/// limit needs no conversion, and nothing has to be written while time passes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Bucket {
    full_at: Timestamp,
}

impl Default for Bucket {
    /// A full one.
    fn default() -> Self {
        Self {
            full_at: Timestamp::UNIX_EPOCH,
        }
    }
}

impl Bucket {
    /// From when on a page may go. One that is not critical leaves the reserve in the bucket.
    pub fn ready_at(self, critical: bool, limit: Limit, now: Timestamp) -> Timestamp {
        let needed = if critical { 1 } else { 1 + limit.reserve() };
        let spare = limit.burst.saturating_sub(needed);
        before(self.full_at(limit, now), times(limit.interval(), spare))
    }

    /// The bucket without the token of a page that goes at `now`.
    #[must_use]
    pub fn take(self, limit: Limit, now: Timestamp) -> Self {
        Self {
            full_at: after(self.full_at(limit, now).max(now), limit.interval()),
        }
    }

    /// The bucket with the token of a page that did not go after all.
    #[must_use]
    pub fn give_back(self, limit: Limit) -> Self {
        Self {
            full_at: before(self.full_at, limit.interval()),
        }
    }

    /// Under a smaller burst than it was taken from, an empty bucket is as empty as that.
    fn full_at(self, limit: Limit, now: Timestamp) -> Timestamp {
        self.full_at.min(after(now, times(limit.interval(), limit.burst)))
    }
}

/// How long what is not critical may be put behind the reserve. After that it takes the next token there is: criticals
/// that come as fast as the bucket fills must not hold the rest back for ever.
pub fn patience(limit: Limit) -> SignedDuration {
    times(limit.interval(), 1 + limit.reserve())
}

fn times(interval: SignedDuration, count: u32) -> SignedDuration {
    interval.saturating_mul(i32::try_from(count).unwrap_or(i32::MAX))
}

fn before(at: Timestamp, duration: SignedDuration) -> Timestamp {
    at.checked_sub(duration).unwrap_or(Timestamp::MIN)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::Rate;

    const LIMIT: Limit = Limit {
        burst: 4,
        per_minute: 6,
    };

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_second(1_800_000_000 + seconds).unwrap()
    }

    fn ready(bucket: Bucket, critical: bool, now: i64) -> bool {
        bucket.ready_at(critical, LIMIT, at(now)) <= at(now)
    }

    #[test]
    fn a_burst_goes_at_once_and_its_last_part_is_for_critical_pages() {
        let mut bucket = Bucket::default();
        for taken in 0..4 {
            assert_eq!(ready(bucket, false, 0), taken < 3, "{taken} taken");
            assert!(ready(bucket, true, 0), "{taken} taken");
            bucket = bucket.take(LIMIT, at(0));
        }
        assert!(!ready(bucket, true, 9) && ready(bucket, true, 10));
        assert!(!ready(bucket, false, 19) && ready(bucket, false, 20));
        assert!(ready(bucket.give_back(LIMIT), true, 0));
    }

    #[test]
    fn no_stretch_of_time_has_more_than_burst_and_rate_allow() {
        let mut bucket = Bucket::default();
        let mut went: Vec<i64> = Vec::new();
        for second in 0..600 {
            while ready(bucket, second % 7 == 0, second) {
                bucket = bucket.take(LIMIT, at(second));
                went.push(second);
            }
        }
        for (position, from) in went.iter().enumerate() {
            for (count, until) in went[position..].iter().enumerate() {
                assert!(count < 4 + usize::try_from((until - from) / 10).unwrap() + 1);
            }
        }
        assert!(went.len() >= 60, "{went:?}");
    }

    #[test]
    fn a_smaller_limit_counts_from_now_on() {
        let many = Limit {
            burst: 600,
            per_minute: 1,
        };
        let mut bucket = Bucket::default();
        for _ in 0..600 {
            bucket = bucket.take(many, at(0));
        }
        assert_eq!(bucket.ready_at(true, LIMIT, at(0)), at(10));
    }

    #[test]
    fn the_place_has_a_limit_whatever_name_it_goes_by() {
        let chat = |name: &str, rate: Option<Rate>| ReceiverConfig {
            name: name.to_owned(),
            kind: "slack".to_owned(),
            secret: Some("alert-router/chat".to_owned()),
            rate,
            ..ReceiverConfig::default()
        };
        let mut file = Catalog::bare("topic").file().clone();
        file.receivers.push(chat("new", Some(Rate::Limit(LIMIT))));
        let catalog = Catalog::new(file);
        assert_eq!(limit(&chat("old", Some(Rate::Unlimited)), &catalog), Some(LIMIT));
        let elsewhere = |rate| ReceiverConfig {
            secret: Some("alert-router/other".to_owned()),
            ..chat("other", rate)
        };
        assert_eq!(limit(&elsewhere(Some(Rate::Unlimited)), &catalog), None);
        assert_eq!(
            limit(&elsewhere(None), &catalog).map(|limit| limit.per_minute),
            Some(30)
        );
        assert_eq!(limit(&Catalog::last_resort("topic"), &catalog), None);
    }
}
