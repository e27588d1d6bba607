//! When something is said of a silence itself, and when it is ended unasked.

use serde::{Deserialize, Serialize};

use super::{Silence, SilenceState};
use crate::time::{SignedDuration, Timestamp, after, maybe_seconds};

/// How silences are looked after.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SilencePolicy {
    /// A silence that has held nothing for so long is ended; absent for never.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "maybe_seconds")]
    pub expire_unmatched: Option<SignedDuration>,
}

/// Who makes a shorter silence sees its end.
const SHORTEST_WARNED: SignedDuration = SignedDuration::from_mins(30);
/// The longest that somebody is warned ahead.
const LONGEST_WARNING: SignedDuration = SignedDuration::from_hours(1);

impl Silence {
    /// When its end is announced: when a tenth of it is left, but no sooner than an hour before. Nothing for one that is
    /// too short to be forgotten.
    pub fn warn_at(&self) -> Option<Timestamp> {
        let length = self.ends_at.duration_since(self.starts_at);
        let ahead =
            SignedDuration::from_millis(i64::try_from(length.as_millis() / 10).ok()?).min(LONGEST_WARNING);
        (length >= SHORTEST_WARNED).then(|| after(self.ends_at, -ahead))
    }
}

impl SilencePolicy {
    /// When it has held nothing for too long, if it has by then, `matched_at` being when it was last seen to hold
    /// something. An acknowledgement has its alert: it is over when that has resolved, however long it takes.
    pub fn unmatched_at(&self, silence: &Silence, matched_at: Option<Timestamp>) -> Option<Timestamp> {
        let since = matched_at.map_or(silence.starts_at, |matched| matched.max(silence.starts_at));
        let end = after(since, self.expire_unmatched?);
        (silence.until_resolved.is_none() && end < silence.ends_at).then_some(end)
    }

    /// Whether it has held nothing for too long at `now`.
    pub fn is_unmatched(&self, silence: &Silence, matched_at: Option<Timestamp>, now: Timestamp) -> bool {
        silence.state_at(now) == SilenceState::Active
            && self
                .unmatched_at(silence, matched_at)
                .is_some_and(|end| end <= now)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(minutes: i64) -> Timestamp {
        after(Timestamp::UNIX_EPOCH, SignedDuration::from_mins(minutes))
    }

    fn silence(minutes: i64) -> Silence {
        serde_json::from_value(
            serde_json::json!({"id": "s", "matchers": [["a=b"]], "starts_at": at(0),
            "ends_at": at(minutes), "updated_at": at(0)}),
        )
        .unwrap()
    }

    #[test]
    fn a_tenth_is_left_and_never_more_than_an_hour() {
        for (minutes, warned) in [
            (29, None),
            (30, Some(27)),
            (120, Some(108)),
            (600, Some(540)),
            (6_000, Some(5_940)),
        ] {
            assert_eq!(silence(minutes).warn_at(), warned.map(at), "{minutes}");
        }
    }

    #[test]
    fn what_holds_nothing_for_long_is_over_before_its_time() {
        let policy = SilencePolicy {
            expire_unmatched: Some(SignedDuration::from_mins(100)),
        };
        let long = silence(1_000);
        assert_eq!(policy.unmatched_at(&long, None), Some(at(100)));
        assert!(policy.is_unmatched(&long, None, at(100)) && !policy.is_unmatched(&long, None, at(99)));
        assert!(!policy.is_unmatched(&long, Some(at(50)), at(149)));
        assert_eq!(policy.unmatched_at(&long, Some(at(950))), None);
        assert_eq!(SilencePolicy::default().unmatched_at(&long, None), None);
        let acknowledgement = Silence {
            until_resolved: Some("f".to_owned().into()),
            ..long
        };
        assert_eq!(policy.unmatched_at(&acknowledgement, None), None);
    }
}
