//! What is known of one alert.

use serde::{Deserialize, Serialize};

use super::flap::{Flap, FlapPolicy};
use super::{HeldBy, Holds, Place, SCHEMA};
use crate::alert::Alert;
use crate::observation::Suppression;
use crate::reason::Cause;
use crate::run::LastRun;
use crate::time::Timestamp;

/// The authority on one alert. It outlives its episodes, so that a late event is known to be late.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AlertRecord {
    /// [`SCHEMA`] of the writer.
    pub schema: u32,
    /// How often it has begun to fire; 0 for an alert that never has.
    pub episode: u64,
    /// Whether it fires.
    pub firing: bool,
    /// When its present state began, by the source's clock. Orders what comes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub state_at: Option<Timestamp>,
    /// When the episode began.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub starts_at: Option<Timestamp>,
    /// AWS holds its actions back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub suppression: Option<Suppression>,
    /// When it was let go again, and what had held it back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub released: Option<Released>,
    /// Since when the source has lost sight of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub no_data_since: Option<Timestamp>,
    /// Of recurring work: the run that failed while it fires, else the one that succeeded; of several the one that started last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_run: Option<LastRun>,
    /// Somebody disabled the alarm's actions.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub actions_disabled: bool,
    /// When that was last said to be so or not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub configured_at: Option<Timestamp>,
    /// When it last began to fire or resolved, oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub turns: Vec<Timestamp>,
    /// It fires and resolves in turns.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub flap: Option<Flap>,
    /// When it counts as flapping; the catalog's words when the episode began.
    #[serde(default)]
    pub flap_policy: FlapPolicy,
    /// When it counts as over without a recovery.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lasts_until: Option<Timestamp>,
    /// The alert as it was when the episode began.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub alert: Option<Alert>,
    /// The groups and receivers it went to when the episode began.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub places: Vec<Place>,
    /// The alerts that it holds back.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub holds: Vec<Holds>,
    /// What may hold it back.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub held_by: Vec<HeldBy>,
    /// Where earlier episodes were told, while the groups there have not been handed their end.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub left: Vec<Place>,
    /// When the last of those episodes ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub left_at: Option<Timestamp>,
    /// Runs that turned out to be this alert's own: their alerts have to be brought to its groups.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub absorbs: Vec<String>,
    /// The last change has not been handed to its groups yet (the outbox).
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub owed: bool,
}

/// The end of something that AWS held back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Released {
    /// When, by the source's clock.
    pub at: Timestamp,
    /// When that was known here, by our own: the source's may be ahead of it, and its word may be late.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub known_at: Option<Timestamp>,
    /// What had held it back.
    pub from: Cause,
}

impl AlertRecord {
    /// An alert that nothing is known of.
    pub fn blank() -> Self {
        Self {
            schema: SCHEMA,
            episode: 0,
            firing: false,
            state_at: None,
            starts_at: None,
            suppression: None,
            released: None,
            no_data_since: None,
            last_run: None,
            actions_disabled: false,
            configured_at: None,
            turns: vec![],
            flap: None,
            flap_policy: FlapPolicy::default(),
            lasts_until: None,
            alert: None,
            places: vec![],
            holds: vec![],
            held_by: vec![],
            left: vec![],
            left_at: None,
            absorbs: vec![],
            owed: false,
        }
    }

    /// Whether an episode is open at `at`: it fires and has not run out.
    pub fn is_open(&self, at: Timestamp) -> bool {
        self.firing && self.lasts_until.is_none_or(|until| at < until)
    }
}
