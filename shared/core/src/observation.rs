//! An observation: what one event says about one alert at one moment.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::fingerprint::Fingerprint;
use crate::labels::Labels;
use crate::reason::Cause;
use crate::run::Run;
use crate::severity::Severity;
use crate::time::{SignedDuration, Timestamp};

/// One decoded transition attempt, the ledger's unit. Sources make these; nothing in here was looked up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Observation {
    /// The source that decoded it, e.g. `cloudwatch_alarm`. Those that a catalog defines have names of their own.
    pub source: Cow<'static, str>,
    /// The event's own id, for a person who compares with the console. Never used to tell duplicates.
    pub event_id: String,
    /// The labels that say *which* alert this is. The fingerprint is made of these alone.
    pub identity: Labels,
    /// Everything else that can be matched, routed and grouped on. Includes the identity.
    pub labels: Labels,
    /// What the event says of the alert's state.
    pub state: State,
    /// When the state began, by the source's own clock.
    pub state_at: Timestamp,
    /// How urgent the source thinks it is; the catalog may say otherwise.
    pub severity: Severity,
    /// What is wrong in a few words with a number in it, e.g. `Invocation5XXErrors 7.2 > 2`.
    pub symptom: String,
    /// Facts for the page, most telling first.
    pub evidence: Vec<Evidence>,
    /// Where to look, most useful first.
    pub links: Vec<Link>,
    /// AWS says that nobody is to be told now.
    pub suppression: Option<Suppression>,
    /// For sources that never report recovery: how long until the alert counts as over.
    pub resolve_after: Option<SignedDuration>,
    /// The run of recurring work that it is about; blank for what does not run.
    pub run: Run,
}

/// What an observation says of its alert.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum State {
    /// Something is wrong.
    Firing,
    /// It is over.
    Resolved,
    /// The source lost sight of it. Neither pages nor resolves.
    NoData,
    /// Its actions are enabled, or disabled, from now on. Says nothing of whether it fires.
    Configured {
        /// Whether the alarm's actions run.
        actions_enabled: bool,
    },
    /// Nobody ever needs to be told, for the reason given.
    Noise(&'static str),
}

/// A fact about the alert.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Evidence {
    /// What it is, e.g. `threshold`.
    pub name: String,
    /// Its value as a person reads it.
    pub value: String,
}

impl Evidence {
    /// A fact.
    pub fn new(name: &str, value: impl Into<String>) -> Self {
        Self {
            name: name.to_owned(),
            value: value.into(),
        }
    }
}

/// A place to look.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Link {
    /// What it opens, e.g. `Alarm`.
    pub name: String,
    /// An https URL.
    pub url: String,
}

impl Link {
    /// A link.
    pub fn new(name: &str, url: impl Into<String>) -> Self {
        Self {
            name: name.to_owned(),
            url: url.into(),
        }
    }
}

/// Why AWS itself holds the alarm's actions back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Suppression {
    /// Which mechanism.
    pub cause: SuppressionCause,
    /// Who: a suppressor alarm's phase, or a mute rule's name.
    pub by: String,
    /// When it ends, where that is known.
    pub until: Option<Timestamp>,
}

/// AWS's two ways to keep an alarm's actions quiet (CloudWatch User Guide, "Alarm suppression" and "Alarm mute rules").
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SuppressionCause {
    /// A composite alarm's actions suppressor, in any of its phases. Ends with an ALARM -> ALARM event.
    ActionsSuppressor,
    /// A mute rule. Ends on its own: no event is sent.
    MuteRule,
}

impl SuppressionCause {
    /// The cause that the ledger knows it by.
    pub const fn cause(self) -> Cause {
        match self {
            Self::ActionsSuppressor => Cause::ActionsSuppressor,
            Self::MuteRule => Cause::MuteRule,
        }
    }
}

impl Observation {
    /// The alert's identity.
    pub fn fingerprint(&self) -> Fingerprint {
        Fingerprint::of(&self.source, &self.identity)
    }
}
