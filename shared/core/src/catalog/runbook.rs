//! Runbooks: what to do.

use serde::{Deserialize, Serialize};

use crate::labels::Labels;
use crate::matcher::Matchers;
use crate::severity::Severity;

/// A runbook's front matter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Runbook {
    /// The file's stem, e.g. `endpoint-5xx`.
    pub name: String,
    /// The file under the base URL, e.g. `endpoint-5xx.md`.
    pub path: String,
    /// What the runbook is about.
    pub title: String,
    /// Which alerts it is for. The most specific runbook wins.
    pub matchers: Matchers,
    /// Whose alerts they are.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner: Option<String>,
    /// How urgent they are.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub severity: Option<Severity>,
    /// Why it matters, in one sentence.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub impact: String,
    /// What to do first, in one sentence.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub first_action: String,
    /// The heading's anchor that pages link to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub section: Option<String>,
    /// Labels it adds.
    #[serde(default, skip_serializing_if = "Labels::is_empty")]
    pub labels: Labels,
}

/// What a page says of a runbook.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunbookCard {
    /// The runbook's name.
    pub name: String,
    /// What it is about.
    pub title: String,
    /// Where it is read, down to the section.
    pub url: String,
    /// Why it matters.
    pub impact: String,
    /// What to do first.
    pub first_action: String,
}

impl Runbook {
    /// What a page says of it.
    pub fn card(&self, base_url: &str) -> RunbookCard {
        let section = self
            .section
            .as_deref()
            .map(|section| format!("#{section}"))
            .unwrap_or_default();
        RunbookCard {
            name: self.name.clone(),
            title: self.title.clone(),
            url: format!("{}/{}{section}", base_url.trim_end_matches('/'), self.path),
            impact: self.impact.clone(),
            first_action: self.first_action.clone(),
        }
    }
}
