//! What a failed delivery leads to: another attempt, or the fallback.

use serde::{Deserialize, Serialize};

use super::Tell;
use crate::fingerprint::digest;
use crate::severity::Severity;
use crate::time::{SignedDuration, Timestamp, after};

/// A failed delivery that is tried again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Retry {
    /// The notification's id: the same news is sent under it again.
    pub id: String,
    /// How many attempts have failed.
    pub attempts: u32,
    /// When the first of them did.
    pub first_at: Timestamp,
    /// When the next one is due.
    pub at: Timestamp,
    /// What the receiver should have been told: it hears of these even if they are over by then.
    pub tells: Vec<Tell>,
    /// What happened last, without any secret.
    pub why: String,
}

/// What follows a failure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Next {
    /// Another attempt then.
    At(Timestamp),
    /// It has taken too long: elsewhere.
    Elsewhere,
}

const FIRST: SignedDuration = SignedDuration::from_secs(5);
const LONGEST: SignedDuration = SignedDuration::from_mins(15);

/// How long a page may stay undelivered before it goes elsewhere. A critical page is worthless after minutes; the rest
/// survives a receiver's bad day.
const fn limit(severity: Severity) -> SignedDuration {
    match severity {
        Severity::Critical => SignedDuration::from_mins(5),
        _ => SignedDuration::from_hours(24),
    }
}

/// What follows the failed attempt number `attempts` of a delivery that first failed at `first_at`.
///
/// A receiver that names a time is believed. Else 5 s, doubled each time, to 15 min, each shortened by up to a third:
/// the share depends on the notification and the attempt, so that many don't come back at once and a replay is exact.
pub fn next(
    id: &str,
    attempts: u32,
    first_at: Timestamp,
    severity: Severity,
    asked: Option<SignedDuration>,
    now: Timestamp,
) -> Next {
    let at = after(now, pause(id, attempts, asked));
    if at > after(first_at, limit(severity)) {
        Next::Elsewhere
    } else {
        Next::At(at)
    }
}

/// How long a receiver is left alone after the failed attempt number `attempts`.
pub fn pause(id: &str, attempts: u32, asked: Option<SignedDuration>) -> SignedDuration {
    asked.unwrap_or_else(|| back_off(id, attempts))
}

fn back_off(id: &str, attempts: u32) -> SignedDuration {
    let doubled = FIRST
        .as_secs()
        .saturating_mul(1 << attempts.saturating_sub(1).min(16))
        .min(LONGEST.as_secs());
    let share = digest(&[id, &attempts.to_string()]);
    let share = i64::from_str_radix(share.get(..2).unwrap_or("0"), 16).unwrap_or(0);
    SignedDuration::from_millis(doubled * 1000 - doubled * 1000 * share / (3 * 256))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_second(1_800_000_000 + seconds).unwrap()
    }

    #[test]
    fn waits_grow_to_a_quarter_of_an_hour() {
        for (attempts, longest) in [(1, 5), (2, 10), (3, 20), (8, 640), (9, 900), (200, 900)] {
            let Next::At(next) = next("n", attempts, at(0), Severity::Error, None, at(0)) else {
                panic!("gave up")
            };
            let waited = next.duration_since(at(0)).as_millis();
            assert!(
                waited <= longest * 1000 && waited > longest * 660,
                "{attempts}: {waited} ms"
            );
        }
    }

    #[test]
    fn a_receiver_that_names_a_time_is_believed() {
        let asked = Some(SignedDuration::from_secs(37));
        assert_eq!(
            next("n", 1, at(0), Severity::Critical, asked, at(0)),
            Next::At(at(37))
        );
    }

    #[test]
    fn a_critical_page_goes_elsewhere_after_minutes_and_the_rest_after_a_day() {
        let asked = Some(SignedDuration::from_secs(60));
        assert_eq!(
            next("n", 4, at(0), Severity::Critical, asked, at(241)),
            Next::Elsewhere
        );
        assert_eq!(
            next("n", 4, at(0), Severity::Error, asked, at(241)),
            Next::At(at(301))
        );
        assert_eq!(
            next("n", 99, at(0), Severity::Error, asked, at(86_400)),
            Next::Elsewhere
        );
    }
}
