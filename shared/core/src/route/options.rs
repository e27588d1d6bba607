//! A route's options after inheritance.

use serde::{Deserialize, Serialize};

use super::Route;
use crate::drill;
use crate::severity::Severity;
use crate::time::{SignedDuration, maybe_seconds, seconds};

/// How a group behaves. Defaults: grouped by service and environment, 30 s, 5 min, 4 h.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Options {
    /// The labels that alerts of one group share; `...` alone means every label.
    pub group_by: Vec<String>,
    /// How long a new group waits for more alerts; absent where no route sets it.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "maybe_seconds")]
    group_wait: Option<SignedDuration>,
    /// How long between two pages about new alerts.
    #[serde(with = "seconds")]
    pub group_interval: SignedDuration,
    /// After how long an unchanged page is repeated.
    #[serde(with = "seconds")]
    pub repeat_interval: SignedDuration,
    /// After how long the first page of something urgent that nobody has acknowledged is repeated; absent for never.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "maybe_seconds")]
    pub reminder: Option<SignedDuration>,
    /// How long an alert that is not critical waits before anybody is told.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "maybe_seconds")]
    pub hold: Option<SignedDuration>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            group_by: vec!["service".to_owned(), "environment".to_owned()],
            group_wait: None,
            group_interval: SignedDuration::from_mins(5),
            repeat_interval: SignedDuration::from_hours(4),
            reminder: None,
            hold: None,
        }
    }
}

impl Options {
    /// These options with what the node sets itself.
    #[must_use]
    pub fn inherited_by(&self, route: &Route) -> Self {
        Self {
            group_by: route.group_by.clone().unwrap_or_else(|| self.group_by.clone()),
            group_wait: route.group_wait.or(self.group_wait),
            group_interval: route.group_interval.unwrap_or(self.group_interval),
            repeat_interval: route.repeat_interval.unwrap_or(self.repeat_interval),
            reminder: route.reminder.or(self.reminder),
            hold: route.hold.or(self.hold),
        }
    }

    /// These options as a drill has them: its group is its own, so that no real alert shares its page, and it waits for
    /// nothing, so that what it measures is the way.
    #[must_use]
    pub fn of_a_drill(self) -> Self {
        let mut group_by = self.group_by;
        if group_by.first().is_none_or(|first| first != "...") {
            group_by.push(drill::LABEL.to_owned());
        }
        Self {
            group_by,
            group_wait: Some(SignedDuration::ZERO),
            hold: None,
            reminder: None,
            ..self
        }
    }

    /// After how long a page about an alert of this severity is repeated once, unless somebody acknowledges it. An alert
    /// below an error can wait for `repeat_interval`, and zero is how a route says that it wants none.
    pub fn reminder(&self, severity: Severity) -> Option<SignedDuration> {
        self.reminder
            .filter(|after| severity >= Severity::Error && *after > SignedDuration::ZERO)
    }

    /// How long a new group waits for an alert of this severity: what a route says, else nothing for a critical
    /// alert and 30 s for the others.
    pub fn group_wait(&self, severity: Severity) -> SignedDuration {
        self.group_wait.unwrap_or(match severity {
            Severity::Critical => SignedDuration::ZERO,
            _ => SignedDuration::from_secs(30),
        })
    }
}
