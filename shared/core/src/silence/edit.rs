//! Changing a silence without rewriting history.
//!
//! What was silenced must stay visible afterwards, so a change that would alter the past ends the old silence and makes a
//! new one. Rules: Alertmanager `silence/silence.go`, `Set`, `canUpdate` and `expire`.

use super::{Silence, SilenceState};
use crate::time::Timestamp;

/// What has to be stored to change a silence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edit {
    /// The silence as wanted.
    pub silence: Silence,
    /// The old one, ended now, where the change made a new one. To be stored first or in the same commit.
    pub expired: Option<Silence>,
}

impl Silence {
    /// Whether `wanted` may take this one's place under the same id: the same alerts; while active the same start, to the
    /// second, and an end that is not over; while pending a start that is not over; never once expired.
    pub fn can_update(&self, wanted: &Self, now: Timestamp) -> bool {
        let same_alerts = self.matchers == wanted.matchers
            && self.until_resolved == wanted.until_resolved
            && self.episode == wanted.episode;
        same_alerts
            && match self.state_at(now) {
                SilenceState::Active => {
                    self.starts_at.as_second() == wanted.starts_at.as_second() && wanted.ends_at >= now
                }
                SilenceState::Pending => wanted.starts_at >= now,
                SilenceState::Expired => false,
            }
    }

    /// This silence over at `now`. One that is over already stays as it is, so doing it twice is doing it once.
    #[must_use]
    pub fn expire(&self, now: Timestamp) -> Self {
        match self.state_at(now) {
            SilenceState::Expired => self.clone(),
            SilenceState::Active => Self {
                ends_at: now,
                updated_at: now,
                ..self.clone()
            },
            // It never held, so it begins and ends at once.
            SilenceState::Pending => Self {
                starts_at: now,
                ends_at: now,
                updated_at: now,
                ..self.clone()
            },
        }
    }
}

impl Edit {
    /// What makes `wanted` true, in place of `previous` where there is one. A silence that is made anew gets `new_id` and
    /// does not start in the past.
    pub fn new(previous: Option<&Silence>, wanted: Silence, new_id: String, now: Timestamp) -> Self {
        if let Some(previous) = previous.filter(|previous| previous.can_update(&wanted, now)) {
            return Self {
                silence: Silence {
                    id: previous.id.clone(),
                    updated_at: now,
                    ..wanted
                },
                expired: None,
            };
        }
        Self {
            silence: Silence {
                id: new_id,
                starts_at: wanted.starts_at.max(now),
                updated_at: now,
                ..wanted
            },
            expired: previous
                .filter(|previous| previous.state_at(now) != SilenceState::Expired)
                .map(|previous| previous.expire(now)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::matcher::{Matcher, Matchers};
    use crate::time::SignedDuration;

    fn at(minutes: i64) -> Timestamp {
        Timestamp::UNIX_EPOCH + SignedDuration::from_mins(minutes)
    }

    fn silence(matcher: &str, starts: i64, ends: i64) -> Silence {
        Silence {
            id: "old".to_owned(),
            matchers: Matchers::any_of(vec![vec![Matcher::parse(matcher).unwrap()]]),
            starts_at: at(starts),
            ends_at: at(ends),
            created_by: String::new(),
            comment: String::new(),
            notify: None,
            until_resolved: None,
            episode: None,
            updated_at: at(0),
        }
    }

    #[test]
    fn a_longer_silence_keeps_its_id_and_other_alerts_make_another() {
        let old = silence("a=b", 0, 60);
        let longer = Edit::new(Some(&old), silence("a=b", 0, 90), "new".to_owned(), at(30));
        assert_eq!((longer.silence.id.as_str(), longer.expired), ("old", None));
        assert_eq!(longer.silence.updated_at, at(30));

        let wider = Edit::new(Some(&old), silence("a=~b|c", 0, 60), "new".to_owned(), at(30));
        assert_eq!(
            (wider.silence.id.as_str(), wider.silence.starts_at),
            ("new", at(30))
        );
        let expired = wider.expired.unwrap();
        assert_eq!((expired.id.as_str(), expired.ends_at), ("old", at(30)));

        let again = Edit::new(Some(&old), silence("a=b", 0, 120), "new".to_owned(), at(60));
        assert_eq!((again.silence.id.as_str(), again.expired), ("new", None));
        let first = Edit::new(None, silence("a=b", 90, 120), "new".to_owned(), at(60));
        assert_eq!(first.silence.starts_at, at(90));
    }

    #[test]
    fn expiring_twice_is_expiring_once() {
        let active = silence("a=b", 0, 60).expire(at(30));
        assert_eq!((active.starts_at, active.ends_at), (at(0), at(30)));
        assert_eq!(active.expire(at(40)), active);
        let pending = silence("a=b", 10, 60).expire(at(5));
        assert_eq!((pending.starts_at, pending.ends_at), (at(5), at(5)));
    }
}
