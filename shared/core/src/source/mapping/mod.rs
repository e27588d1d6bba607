//! Mappings: events read by data instead of code.
//!
//! A [`Mapping`] is one row: a pattern says which events it reads, templates and pointers say what in them is the alert's
//! identity, labels, title and evidence, and two choices whether it fires and how urgent it is. The long tail of AWS's
//! services is written in it (`source/table/`), and so are the `sources` of a catalog, for applications and partners. ADR
//! 0005 tells why it is as it is.

mod choice;
mod compiled;
mod error;
mod mappings;
mod observe;
mod pointer;
mod template;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::time::{self, SignedDuration};

pub use choice::{Choice, ChoiceError, ChoiceFault, Chosen};
pub use compiled::Compiled;
pub use error::{MappingError, MappingFault};
pub use mappings::Mappings;
pub use pointer::{Pointer, PointerError};
pub use template::{CHANGES, Change, Filled, Template, TemplateError, TemplateFault};

/// What sets a catalog's sources apart from those that are built in.
pub const CUSTOM: &str = "custom/";

/// One row. Every text in it but the name is a [`Template`]; it holds what people wrote, and [`Compiled`] what it means.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Mapping {
    /// What the `source` label and the fingerprint call it. A catalog's begin with [`CUSTOM`].
    #[serde(default)]
    pub name: String,
    /// Which events it reads.
    pub pattern: Value,
    /// The alert's name; the row's own where it has none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub alertname: Option<String>,
    /// What fails and recovers, as labels. Account and region belong to it without being named.
    pub identity: BTreeMap<String, String>,
    /// What else can be matched, routed and grouped on. `service` is the row's name unless it is here.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub labels: BTreeMap<String, String>,
    /// Whether it fires: a [`Choice`] between `firing`, `resolved` and `noise`. A value that nothing speaks of fires.
    pub status: Value,
    /// How urgent it is: a [`Choice`] between the severities. `error` where nothing is said.
    #[serde(default, skip_serializing_if = "Value::is_null")]
    pub severity: Value,
    /// What is wrong, in a few words with a name or a number of the event in them.
    pub title: String,
    /// Facts for the page, most telling first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub evidence: Vec<(String, String)>,
    /// Where to look: names and URLs. Values are percent-encoded; a link with a hole in it is left out.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub links: Vec<(String, String)>,
    /// Which run of recurring work the event is about: its `run` label. The identity is the work, so that the next run's
    /// success ends it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub run: Option<String>,
    /// Where the time stands at which that run started: a success ends failures of runs that started before it only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub started_at: Option<String>,
    /// Where the state's own time stands; the event's time where it is missing or can't be read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub state_at: Option<String>,
    /// How long until it counts as over, for what never says so.
    #[serde(
        default,
        with = "time::maybe_seconds",
        skip_serializing_if = "Option::is_none"
    )]
    pub resolve_after: Option<SignedDuration>,
}
