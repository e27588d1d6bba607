//! The catalog: owners, runbooks, routes and receivers, compiled from `runbooks/` into one `catalog.json`.
//!
//! People write YAML and Markdown; `alert-router check` and `publish` turn them into this form, in which every name has
//! been resolved and every fault reported. A Lambda only deserialises it. Durations are whole seconds.

mod enrich;
mod label_rule;
mod owner;
mod rate;
mod receiver_config;
mod runbook;
mod template;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::digest::DigestPlan;
use crate::inhibit::{InhibitIndex, InhibitRule};
use crate::interval::NamedInterval;
use crate::labels::Labels;
use crate::language::{Language, Preference};
use crate::matcher::RuleIndex;
use crate::route::{Route, RouteIndex, RouteMatch};
use crate::silence::SilencePolicy;
use crate::source::mapping::{Mapping, Mappings};
use crate::state::GROUP_LIMIT;
use crate::state::flap::FlapPolicy;

pub use label_rule::LabelRule;
pub use owner::{Owner, OwnerCard};
pub use rate::{Limit, Rate};
pub use receiver_config::ReceiverConfig;
pub use runbook::{Runbook, RunbookCard};
pub use template::{Part, Template};

/// The catalog schema that this version writes, and the newest that it reads.
pub const SCHEMA: u32 = 1;

/// The name of the receiver of last resort; a catalog can't use it.
pub const LAST_RESORT: &str = "last-resort";

/// Everything that people configure, compiled.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CatalogFile {
    /// [`SCHEMA`] of the writer.
    pub schema: u32,
    /// A digest of the content: which catalog a decision was made with.
    pub version: String,
    /// Where runbooks are read, ending in `/`: a CloudFront or Git host folder. A page's link is this, the runbook's
    /// path and its section.
    pub runbook_base_url: String,
    /// Whether pages are sent.
    #[serde(default)]
    pub mode: Mode,
    /// The language of pages of which neither the receiver nor the owner has one.
    #[serde(default, skip_serializing_if = "Language::is_usual")]
    pub language: Language,
    /// The receiver that gets what another could not deliver.
    pub fallback: String,
    /// When an alert counts as flapping.
    #[serde(default)]
    pub flapping: FlapPolicy,
    /// How many alerts of one group may be open at once; what comes over it is told in groups of its own.
    #[serde(default = "usual_group_limit", skip_serializing_if = "is_usual_group_limit")]
    pub group_limit: u32,
    /// The calendars that routes name.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub time_intervals: Vec<NamedInterval>,
    /// Which alerts hold back which.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub inhibit_rules: Vec<InhibitRule>,
    /// Its own sources, for events that no source knows which is built in.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sources: Vec<Mapping>,
    /// How silences are looked after.
    #[serde(default, skip_serializing_if = "is_default")]
    pub silences: SilencePolicy,
    /// Rules that add labels, in order.
    #[serde(default)]
    pub labels: Vec<LabelRule>,
    /// The owners, in order.
    #[serde(default)]
    pub owners: Vec<Owner>,
    /// The runbooks, by name.
    #[serde(default)]
    pub runbooks: Vec<Runbook>,
    /// The routing tree's root.
    pub route: Route,
    /// The receivers, by name.
    pub receivers: Vec<ReceiverConfig>,
    /// What receivers say in their own words, by the receiver's name.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub templates: BTreeMap<String, Template>,
}

const fn usual_group_limit() -> u32 {
    GROUP_LIMIT
}

#[allow(clippy::trivially_copy_pass_by_ref)] // serde's signature
const fn is_usual_group_limit(limit: &u32) -> bool {
    *limit == GROUP_LIMIT
}

/// What nobody has set is not written, so that a catalog without it keeps its version.
fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

/// Whether pages are sent.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Mode {
    /// Pages are sent.
    #[default]
    Live,
    /// Everything is decided and logged, beside existing topics, and nothing is sent.
    Shadow,
}

/// A catalog with the indexes that answer fast, made once from a [`CatalogFile`].
#[derive(Debug, Clone)]
pub struct Catalog {
    file: CatalogFile,
    label_index: RuleIndex,
    owner_index: RuleIndex,
    runbook_index: RuleIndex,
    route_index: RouteIndex,
    inhibition: InhibitIndex,
    sources: Mappings,
    owners: Names,
    runbooks: Names,
    receivers: Names,
}

/// Positions by name; of the first where two have the same.
type Names = BTreeMap<String, usize>;

fn names<'a>(names: impl DoubleEndedIterator<Item = &'a String> + ExactSizeIterator) -> Names {
    let positions = names.enumerate().rev();
    positions
        .map(|(position, name)| (name.clone(), position))
        .collect()
}

impl Catalog {
    /// Indexes a catalog.
    pub fn new(file: CatalogFile) -> Self {
        Self {
            label_index: RuleIndex::new(file.labels.iter().map(|rule| &rule.matchers)),
            owner_index: RuleIndex::new(file.owners.iter().map(|owner| &owner.matchers)),
            runbook_index: RuleIndex::new(file.runbooks.iter().map(|runbook| &runbook.matchers)),
            route_index: RouteIndex::new(&file.route),
            inhibition: InhibitIndex::new(file.inhibit_rules.clone()),
            sources: Mappings::new(file.sources.clone()),
            owners: names(file.owners.iter().map(|owner| &owner.name)),
            runbooks: names(file.runbooks.iter().map(|runbook| &runbook.name)),
            receivers: names(file.receivers.iter().map(|receiver| &receiver.name)),
            file,
        }
    }

    /// Reads a `catalog.json`.
    ///
    /// # Errors
    /// When it is no catalog, or of a newer schema than [`SCHEMA`]. A caller keeps the last good one.
    pub fn from_json(json: &[u8]) -> Result<Self, CatalogError> {
        // The schema is read first and alone: a newer catalog may not even have the members that this version needs.
        let Head { schema } =
            serde_json::from_slice(json).map_err(|why| CatalogError::Malformed(why.to_string()))?;
        if schema > SCHEMA {
            return Err(CatalogError::NewerSchema { schema });
        }
        serde_json::from_slice(json)
            .map(Self::new)
            .map_err(|why| CatalogError::Malformed(why.to_string()))
    }

    /// The catalog of last resort, when none can be read: no owners, no runbooks, everything to one SNS topic.
    pub fn bare(fallback_topic: &str) -> Self {
        let receiver = Self::last_resort(fallback_topic);
        Self::new(CatalogFile {
            schema: SCHEMA,
            version: "none".to_owned(),
            runbook_base_url: String::new(),
            mode: Mode::Live,
            language: Language::default(),
            fallback: receiver.name.clone(),
            flapping: FlapPolicy::default(),
            group_limit: GROUP_LIMIT,
            time_intervals: vec![],
            inhibit_rules: vec![],
            sources: vec![],
            silences: SilencePolicy::default(),
            labels: vec![],
            owners: vec![],
            runbooks: vec![],
            route: Route {
                receivers: vec![receiver.name.clone()],
                ..Route::root()
            },
            receivers: vec![receiver],
            templates: BTreeMap::new(),
        })
    }

    /// The receiver behind the fallback: the SNS topic that the environment names.
    pub fn last_resort(topic: &str) -> ReceiverConfig {
        ReceiverConfig {
            name: LAST_RESORT.to_owned(),
            kind: "sns".to_owned(),
            topic: Some(topic.to_owned()),
            ..ReceiverConfig::default()
        }
    }

    /// Which catalog this is.
    pub fn version(&self) -> &str {
        &self.file.version
    }

    /// Whether this is the catalog of last resort.
    pub fn is_bare(&self) -> bool {
        self.file.version == "none"
    }

    /// Whether pages are sent.
    pub fn mode(&self) -> Mode {
        self.file.mode
    }

    /// The language of a receiver's pages, as far as it does not depend on whose they are.
    pub fn preference(&self, receiver: &ReceiverConfig) -> Preference {
        Preference::of(receiver, self.file.language)
    }

    /// When an alert counts as flapping.
    pub fn flapping(&self) -> FlapPolicy {
        self.file.flapping
    }

    /// How many alerts of one group may be open at once.
    pub fn group_limit(&self) -> u32 {
        self.file.group_limit
    }

    /// Which alerts hold back which.
    pub fn inhibition(&self) -> &InhibitIndex {
        &self.inhibition
    }

    /// The sources that it defines.
    pub fn sources(&self) -> &Mappings {
        &self.sources
    }

    /// The routing tree's root.
    pub fn route(&self) -> &Route {
        &self.file.route
    }

    /// The nodes of the routing tree that take an alert with these labels, in tree order.
    pub fn routes(&self, labels: &Labels) -> Vec<RouteMatch> {
        self.route_index.matches(&self.file.route, labels)
    }

    /// A receiver by name.
    pub fn receiver(&self, name: &str) -> Option<&ReceiverConfig> {
        self.file.receivers.get(*self.receivers.get(name)?)
    }

    /// The words of a receiver, as an alert's row has it. One whose kind has changed since is told in those that are built in.
    pub fn template(&self, of: &ReceiverConfig) -> Option<&Template> {
        let now = self.receiver(&of.name)?;
        self.file.templates.get(&of.name).filter(|_| now.kind == of.kind)
    }

    /// The digest of the owner of this name, if there is one.
    pub fn digest(&self, owner: &str) -> Option<&DigestPlan> {
        self.owner(owner)?.digest.as_ref()
    }

    /// What a page says of the owner of this name, if there is one.
    pub fn owner_card(&self, name: &str) -> Option<OwnerCard> {
        self.owner(name).map(Owner::card)
    }

    fn owner(&self, name: &str) -> Option<&Owner> {
        self.file.owners.get(*self.owners.get(name)?)
    }

    /// The receiver that gets what another could not deliver.
    pub fn fallback(&self) -> Option<&ReceiverConfig> {
        self.receiver(&self.file.fallback)
    }

    /// The receiver of this name; the fallback where there is none of it.
    pub fn receiver_or_fallback(&self, name: &str) -> Option<&ReceiverConfig> {
        self.receiver(name).or_else(|| self.fallback())
    }

    /// The content as written.
    pub fn file(&self) -> &CatalogFile {
        &self.file
    }
}

#[derive(Deserialize)]
struct Head {
    schema: u32,
}

/// Why a `catalog.json` can't be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CatalogError {
    /// It is not a catalog. Publishing again helps.
    #[error("the catalog can't be read: {0}")]
    Malformed(String),
    /// It was written by a newer version. Upgrading the functions helps.
    #[error("the catalog has schema {schema}, this version reads {SCHEMA}")]
    NewerSchema {
        /// The catalog's schema.
        schema: u32,
    },
}
