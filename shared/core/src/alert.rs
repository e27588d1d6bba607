//! An alert: an observation with what the catalog knows about it. This is what groups hold and pages show.

use serde::{Deserialize, Serialize};

use crate::catalog::{OwnerCard, RunbookCard};
use crate::drill::Token;
use crate::fingerprint::Fingerprint;
use crate::labels::Labels;
use crate::observation::{Evidence, Link};
use crate::run::InRun;
use crate::severity::Severity;

/// An enriched alert. Frozen when its episode starts; a later catalog applies to the next episode.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Alert {
    /// Its identity.
    pub fingerprint: Fingerprint,
    /// The source that decoded it.
    pub source: String,
    /// What it is matched, routed and grouped on.
    pub labels: Labels,
    /// How soon a person must act.
    pub severity: Severity,
    /// What is wrong in a few words.
    pub symptom: String,
    /// The facts behind it.
    pub evidence: Vec<Evidence>,
    /// Where to look.
    pub links: Vec<Link>,
    /// Who must act; nobody known is said in the page.
    pub owner: Option<OwnerCard>,
    /// What to do.
    pub runbook: Option<RunbookCard>,
    /// The run that its episode belongs to; nothing for what is no work that runs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub run: Option<InRun>,
    /// The token of the drill that it is; nothing for what is real.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub drill: Option<Token>,
}
