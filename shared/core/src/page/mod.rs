//! The page: what a person reads, before any receiver gives it its form.
//!
//! It is bounded (lists are cut and counted, text is cut between characters) so that it fits a record and a phone. The
//! order of its fields is the order in which a person needs them (facts: what, why it matters, what to do, who, proof).

mod bound;
mod build;
mod digest;
mod drill;
mod note;
mod notice;
mod parts;
pub mod plain;
mod shrink;
mod silence;
mod summary;
mod test;
mod title;
mod wording;

use serde::{Deserialize, Serialize};

use crate::catalog::{OwnerCard, RunbookCard};
use crate::digest::Kept;
use crate::fingerprint::Fingerprint;
use crate::labels::Labels;
use crate::language::Language;
use crate::observation::{Evidence, Link};
use crate::reason::Reason;
use crate::severity::Severity;
use crate::time::Timestamp;

pub(crate) use bound::MAX_NOTES;
pub use bound::MAX_URL;
pub use build::{Draft, Told, build};
pub use note::{Holder, Note};
pub use notice::Notice;
pub use parts::{Listing, Todo, fact_name, listings, places, todo};
pub use summary::{GroupLine, summary};
pub use wording::Wording;

/// One notification as a person reads it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Page {
    /// The notification's id: the same on every attempt to deliver it.
    pub id: String,
    /// The group it is about.
    pub group_key: String,
    /// The labels that the group shares.
    pub group_labels: Labels,
    /// The labels that all its alerts have in common: where it is, and what filters and programs go by.
    pub labels: Labels,
    /// Why it is sent.
    pub reason: Reason,
    /// Whether anything in it still fires.
    pub status: Status,
    /// The most urgent severity in it.
    pub severity: Severity,
    /// At most 99 characters: severity, service/environment, what is wrong with a number in it.
    pub title: String,
    /// When it was decided.
    pub at: Timestamp,
    /// Since when the oldest alert in it fires.
    pub since: Timestamp,
    /// Who must act. Nobody means "OWNER MISSING", in the page's language, in every form of the page.
    pub owner: Option<OwnerCard>,
    /// What to do: impact, first action and where to read on.
    pub runbook: Option<RunbookCard>,
    /// The facts behind the most urgent alert.
    pub evidence: Vec<Evidence>,
    /// What fires, most urgent first.
    pub firing: Vec<Line>,
    /// How many more fire than `firing` lists.
    pub more_firing: usize,
    /// What has resolved since the last page.
    pub resolved: Vec<Line>,
    /// How many more resolved than `resolved` lists.
    pub more_resolved: usize,
    /// At most four places to look.
    pub links: Vec<Link>,
    /// What a reader must know of this very message: "may repeat", "could not be delivered to ...".
    pub notes: Vec<String>,
    /// What it is written in. Title, notes and the names of links are; the rest is where it is drawn.
    #[serde(default, skip_serializing_if = "Language::is_usual")]
    pub language: Language,
    /// Since when it, or the oldest news in it, has waited for its receiver to take another page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub waiting_since: Option<Timestamp>,
    /// A summary's groups, most urgent first; of any other page none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub groups: Vec<GroupLine>,
    /// Of a digest: the alerts that were kept back, worst first; of any other page none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub kept: Vec<Kept>,
    /// How many more were kept back than `kept` lists.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub more_kept: usize,
    /// How many more groups it speaks for than `groups` lists.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub more_groups: usize,
}

#[allow(clippy::trivially_copy_pass_by_ref)] // serde's signature
fn is_zero(number: &usize) -> bool {
    *number == 0
}

/// Whether anything in a page still fires, where it is about alerts that fire.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// Something does.
    Firing,
    /// Nothing does any more.
    Resolved,
    /// It tells of no change of an alert: a digest, a silence that is about to end.
    Notice,
}

impl Status {
    /// The word used everywhere.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Firing => "firing",
            Self::Resolved => "resolved",
            Self::Notice => "notice",
        }
    }
}

/// One alert of the group in a line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// Which alert.
    pub fingerprint: Fingerprint,
    /// Its name.
    pub name: String,
    /// What is wrong.
    pub symptom: String,
    /// How urgent it is.
    pub severity: Severity,
    /// When it began to fire.
    pub starts_at: Timestamp,
    /// When it resolved.
    pub ends_at: Option<Timestamp>,
    /// Since when the source has lost sight of it.
    pub no_data_since: Option<Timestamp>,
}
