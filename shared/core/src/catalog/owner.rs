//! Owners: who must act.

use serde::{Deserialize, Serialize};

use crate::digest::DigestPlan;
use crate::interval::Location;
use crate::language::Language;
use crate::matcher::Matchers;

/// A team or person that owns alerts.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Owner {
    /// The name that runbooks and the `owner` label use.
    pub name: String,
    /// Where they are reached first, e.g. `#ml-oncall`.
    pub contact: String,
    /// Whom to turn to when they don't answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub escalation: Option<String>,
    /// The IANA time zone they live in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub timezone: Option<String>,
    /// The language that they are paged in, where the receiver has none of its own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<Language>,
    /// Where and when they hear what was kept from them; nothing for those who don't want to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub digest: Option<DigestPlan>,
    /// Which alerts are theirs when neither the alert nor its runbook says so.
    #[serde(default)]
    pub matchers: Matchers,
}

/// What a page says of an owner.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnerCard {
    /// The owner's name.
    pub name: String,
    /// Where they are reached first.
    pub contact: String,
    /// Whom to turn to when they don't answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub escalation: Option<String>,
    /// Whose clock a page shows beside UTC.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub timezone: Option<Location>,
    /// The language that they are paged in. Not shown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<Language>,
}

impl Owner {
    /// What a page says of them.
    pub fn card(&self) -> OwnerCard {
        OwnerCard {
            name: self.name.clone(),
            contact: self.contact.clone(),
            escalation: self.escalation.clone(),
            timezone: self.timezone.clone().map(Location::from),
            language: self.language,
        }
    }
}
