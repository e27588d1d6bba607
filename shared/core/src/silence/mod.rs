//! Silences: what a person does not want to hear of for a while.
//!
//! Alertmanager's rules (`silence/silence.go`): any one of several lists of matchers, pending, active or expired by the
//! clock alone, edited in place only where history stays true. Added: a silence may hold one alert until it resolves (an
//! acknowledgement), a longest length, and the silence that ended last, for the page that follows it.

mod edit;
mod index;
mod policy;
mod validate;

use serde::{Deserialize, Serialize};

use crate::fingerprint::Fingerprint;
use crate::labels::Labels;
use crate::language::Language;
use crate::matcher::{Matcher, Matchers};
use crate::time::Timestamp;

pub use edit::Edit;
pub use index::{SilenceIndex, Silenced};
pub use policy::SilencePolicy;
pub use validate::SilenceError;

/// One silence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Silence {
    /// Its id, unique among silences.
    pub id: String,
    /// Which alerts it holds back. May be empty where `until_resolved` names the alert.
    #[serde(default)]
    pub matchers: Matchers,
    /// From when.
    pub starts_at: Timestamp,
    /// Until when; at this moment it no longer holds.
    pub ends_at: Timestamp,
    /// Who made it.
    #[serde(default)]
    pub created_by: String,
    /// Why.
    #[serde(default)]
    pub comment: String,
    /// The receiver that is told before it ends.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub notify: Option<String>,
    /// It holds this alert only, and only until it resolves: an acknowledgement.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until_resolved: Option<Fingerprint>,
    /// The episode of that alert that was acknowledged. With it the next episode is heard even when nobody has expired the
    /// silence yet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub episode: Option<u64>,
    /// When it was last changed.
    pub updated_at: Timestamp,
}

/// Where a silence is in its life.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SilenceState {
    /// It has not begun.
    Pending,
    /// It holds.
    Active,
    /// It is over.
    Expired,
}

/// The alert that silences are asked about.
#[derive(Debug, Clone, Copy)]
pub struct Subject<'a> {
    /// Its labels.
    pub labels: &'a Labels,
    /// Its fingerprint.
    pub fingerprint: &'a Fingerprint,
    /// Which episode of it.
    pub episode: u64,
}

impl Silence {
    /// Where it is in its life at `now`.
    pub fn state_at(&self, now: Timestamp) -> SilenceState {
        if now < self.starts_at {
            SilenceState::Pending
        } else if now < self.ends_at {
            SilenceState::Active
        } else {
            SilenceState::Expired
        }
    }

    /// Which alerts it holds, as a person would write it.
    pub fn holds(&self, language: Language) -> String {
        let all = |list: &Vec<Matcher>| {
            list.iter()
                .map(ToString::to_string)
                .collect::<Vec<_>>()
                .join(", ")
        };
        let lists = self.matchers.lists().iter().map(all).collect::<Vec<_>>();
        let matching = lists.join(language.or);
        match (&self.until_resolved, matching.is_empty()) {
            (Some(fingerprint), true) => (language.until_resolved)(fingerprint.as_str()),
            (Some(fingerprint), false) => {
                (language.until_resolved)(fingerprint.as_str()) + &(language.while_matching)(&matching)
            }
            (None, _) => matching,
        }
    }

    /// Whether it is meant for this alert, whatever the time.
    pub fn matches(&self, subject: Subject<'_>) -> bool {
        let Some(fingerprint) = &self.until_resolved else {
            return self.matchers.matches(subject.labels);
        };
        fingerprint == subject.fingerprint
            && self.episode.is_none_or(|episode| episode == subject.episode)
            && (self.matchers.lists().is_empty() || self.matchers.matches(subject.labels))
    }
}
