//! What a silence must be to be stored.

use thiserror::Error;

use super::Silence;
use crate::matcher::{MatchOp, Matcher};
use crate::time::{SignedDuration, spoken};

/// Why a silence is refused. Lists are counted from 1.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum SilenceError {
    /// Neither matchers nor an alert.
    #[error("a silence needs matchers, or the fingerprint of one alert")]
    NoMatchers,
    /// A list without a matcher, which would match every alert.
    #[error("list {list} of matchers is empty and would silence every alert")]
    EmptyList {
        /// Which.
        list: usize,
    },
    /// A list that an alert without any of its labels meets.
    #[error("list {list} of matchers matches alerts that have none of its labels; add a matcher on a value")]
    MatchesEmpty {
        /// Which.
        list: usize,
    },
    /// An episode without the alert.
    #[error("a silence for one episode needs the fingerprint of its alert")]
    EpisodeOfNothing,
    /// The end before the start.
    #[error("a silence can't end before it starts")]
    EndsBeforeItStarts,
    /// Longer than allowed.
    #[error("a silence of {} is longer than the longest, {}", spoken(*length), spoken(*longest))]
    TooLong {
        /// How long.
        length: SignedDuration,
        /// How long it may be.
        longest: SignedDuration,
    },
}

impl Silence {
    /// Whether it may be stored, with the longest length where there is one.
    ///
    /// # Errors
    /// The first fault. The caller must change the silence.
    pub fn validate(&self, longest: Option<SignedDuration>) -> Result<(), SilenceError> {
        if self.matchers.lists().is_empty() && self.until_resolved.is_none() {
            return Err(SilenceError::NoMatchers);
        }
        for (list, matchers) in (1..).zip(self.matchers.lists()) {
            if matchers.is_empty() {
                return Err(SilenceError::EmptyList { list });
            }
            if matchers.iter().all(accepts_absence) {
                return Err(SilenceError::MatchesEmpty { list });
            }
        }
        if self.episode.is_some() && self.until_resolved.is_none() {
            return Err(SilenceError::EpisodeOfNothing);
        }
        let length = self.ends_at.duration_since(self.starts_at);
        if length.is_negative() {
            return Err(SilenceError::EndsBeforeItStarts);
        }
        match longest.filter(|longest| length > *longest) {
            Some(longest) => Err(SilenceError::TooLong { length, longest }),
            None => Ok(()),
        }
    }
}

/// Whether a matcher asks for nothing: it is met by an alert without its label. A negative one is not counted, as in
/// Alertmanager: `environment!="prod"` says what it wants.
fn accepts_absence(matcher: &Matcher) -> bool {
    matches!(matcher.op(), MatchOp::Equal | MatchOp::Regex) && matcher.matches(&crate::labels::Labels::new())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fingerprint::Fingerprint;
    use crate::matcher::Matchers;
    use crate::time::Timestamp;

    fn fault(lists: &[&[&str]], alert: Option<&str>, minutes: i64, longest: i64) -> Option<SilenceError> {
        let parse = |list: &&[&str]| list.iter().map(|text| Matcher::parse(text).unwrap()).collect();
        let silence = Silence {
            id: "s".to_owned(),
            matchers: Matchers::any_of(lists.iter().map(parse).collect()),
            starts_at: Timestamp::UNIX_EPOCH,
            ends_at: Timestamp::UNIX_EPOCH + SignedDuration::from_mins(minutes),
            created_by: String::new(),
            comment: String::new(),
            notify: None,
            until_resolved: alert.map(|hex| Fingerprint::from(hex.to_owned())),
            episode: None,
            updated_at: Timestamp::UNIX_EPOCH,
        };
        silence.validate(Some(SignedDuration::from_mins(longest))).err()
    }

    #[test]
    fn no_silence_holds_everything_by_mistake() {
        assert_eq!(fault(&[&["a=b"]], None, 60, 60), None);
        assert_eq!(fault(&[&["a!=b"]], None, 60, 60), None);
        assert_eq!(fault(&[], Some("f"), 60, 60), None);
        assert_eq!(fault(&[], None, 60, 60), Some(SilenceError::NoMatchers));
        assert_eq!(
            fault(&[&["a=b"], &[]], None, 60, 60),
            Some(SilenceError::EmptyList { list: 2 })
        );
        assert_eq!(
            fault(&[&["a=b"], &["a=", "b=~.*"]], None, 60, 60),
            Some(SilenceError::MatchesEmpty { list: 2 })
        );
    }

    #[test]
    fn lengths_have_bounds() {
        assert_eq!(
            fault(&[&["a=b"]], None, -1, 60),
            Some(SilenceError::EndsBeforeItStarts)
        );
        let why = fault(&[&["a=b"]], None, 61, 60).unwrap();
        assert_eq!(
            why.to_string(),
            "a silence of 1 h 1 min is longer than the longest, 1 h"
        );
    }
}
