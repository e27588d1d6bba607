//! The routing tree: which receivers an alert goes to, and with what it is grouped.
//!
//! Alertmanager's tree (`dispatch/route.go`): depth first, left to right; a child that matches keeps the alert from its
//! siblings unless it says `continue`; a node none of whose children match is the match itself; receivers, `group_by`
//! and timers are inherited.

mod index;
mod options;
mod tree;

use serde::{Deserialize, Serialize};

use crate::matcher::Matchers;
use crate::time::{SignedDuration, maybe_seconds};

pub use index::RouteIndex;
pub use options::Options;
pub use tree::{RouteMatch, group_id};

/// A node of the tree as written: what is absent is inherited.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Route {
    /// Which alerts it takes. The root takes all.
    #[serde(default = "Matchers::everything")]
    pub matchers: Matchers,
    /// Receivers by name; empty to inherit.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub receivers: Vec<String>,
    /// The labels that alerts of one group share; `...` alone means every label, so each alert is a group of its own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group_by: Option<Vec<String>>,
    /// How long a new group waits for more alerts. Critical alerts don't wait unless a route says so for them.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "maybe_seconds")]
    pub group_wait: Option<SignedDuration>,
    /// How long between two pages of a group about new alerts.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "maybe_seconds")]
    pub group_interval: Option<SignedDuration>,
    /// After how long a page is repeated while nothing changes.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "maybe_seconds")]
    pub repeat_interval: Option<SignedDuration>,
    /// After how long the first page of an error or worse that nobody has acknowledged is repeated, once, before
    /// `repeat_interval`; zero for never.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "maybe_seconds")]
    pub reminder: Option<SignedDuration>,
    /// How long an alert that is not critical waits before anybody is told; if it resolves meanwhile, nobody is.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "maybe_seconds")]
    pub hold: Option<SignedDuration>,
    /// Calendars during which nobody is told. Not inherited.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub mute_time_intervals: Vec<String>,
    /// Calendars outside which nobody is told. Not inherited.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub active_time_intervals: Vec<String>,
    /// Whether the siblings after this node are tried as well.
    #[serde(default, rename = "continue", skip_serializing_if = "std::ops::Not::not")]
    pub continues: bool,
    /// The children.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub routes: Vec<Route>,
}

impl Route {
    /// A root that takes every alert and sets nothing.
    pub fn root() -> Self {
        Self {
            matchers: Matchers::everything(),
            receivers: vec![],
            group_by: None,
            group_wait: None,
            group_interval: None,
            repeat_interval: None,
            reminder: None,
            hold: None,
            mute_time_intervals: vec![],
            active_time_intervals: vec![],
            continues: false,
            routes: vec![],
        }
    }
}
