//! What labels an alert can have, as far as that can be known: the names that something sets, and the values of the few
//! labels whose values are all known.
//!
//! Names come from the sample events, decoded by the sources themselves, so that a new source brings its own. A name
//! that begins with a capital passes for a metric's dimension, which AWS names so; so does one that a matcher asks for.

use std::collections::BTreeSet;

use alert_core::matcher::Matchers;
use alert_core::severity::Severity;
use alert_core::source::{self, SOURCES};
use alert_core::time::Timestamp;
use alert_core::{envelope, labels::Labels};

use super::super::compile::Draft;

/// The shipped sample events, embedded by `build.rs`.
static EVENTS: &[&str] = &include!(concat!(env!("OUT_DIR"), "/events.rs"));

/// The labels of a catalog's alerts.
#[derive(Debug, Default)]
pub(super) struct Vocabulary {
    names: BTreeSet<String>,
    asked_for: BTreeSet<String>,
    owners: Vec<String>,
    sources: Vec<String>,
}

impl Vocabulary {
    /// Of a catalog.
    pub(super) fn of(draft: &Draft) -> Self {
        let set = |labels: &Labels| labels.iter().map(|(name, _)| name.to_owned()).collect::<Vec<_>>();
        let mut names = emitted();
        // Enrichment sets these.
        names.extend(["owner", "severity"].map(str::to_owned));
        for source in &draft.router.sources {
            let mapping = &source.mapping;
            names.extend(mapping.identity.keys().chain(mapping.labels.keys()).cloned());
        }
        names.extend(draft.router.labels.iter().flat_map(|rule| set(&rule.set)));
        names.extend(
            draft
                .runbooks
                .iter()
                .flat_map(|written| set(&written.runbook.labels)),
        );
        Self {
            names,
            asked_for: conditions(draft)
                .flat_map(Matchers::lists)
                .flatten()
                .map(|matcher| matcher.name().to_owned())
                .collect(),
            sources: draft
                .router
                .sources
                .iter()
                .map(|source| source.mapping.name.clone())
                .collect(),
            owners: draft
                .owners
                .list
                .iter()
                .map(|owner| owner.value.name.clone())
                .collect(),
        }
    }

    /// Whether an alert may have a label of this name.
    pub(super) fn has(&self, name: &str) -> bool {
        name.starts_with(|first: char| first.is_uppercase())
            || self.names.contains(name)
            || self.asked_for.contains(name)
    }

    /// The names that are known.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> + Clone {
        self.names.iter().map(String::as_str)
    }

    /// Every value that a label can have; nothing for a label that may have any.
    pub(super) fn values(&self, name: &str) -> Option<Vec<&str>> {
        match name {
            "severity" => Some(Severity::ALL.map(Severity::as_str).to_vec()),
            "source" => {
                let known = SOURCES.iter().flat_map(|source| source.names());
                Some(known.chain(self.sources.iter().map(String::as_str)).collect())
            }
            // An alert without an owner has no such label.
            "owner" => Some(self.owners.iter().map(String::as_str).chain([""]).collect()),
            _ => None,
        }
    }
}

/// Every condition in a catalog.
fn conditions(draft: &Draft) -> impl Iterator<Item = &Matchers> {
    let routes = draft.router.route.iter().flat_map(|root| root.all());
    let rules = draft.router.inhibit_rules.iter();
    routes
        .map(|branch| &branch.route.matchers)
        .chain(draft.router.labels.iter().map(|rule| &rule.matchers))
        .chain(draft.runbooks.iter().map(|written| &written.runbook.matchers))
        .chain(draft.owners.list.iter().map(|owner| &owner.value.matchers))
        .chain(rules.flat_map(|written| [&written.rule.source_matchers, &written.rule.target_matchers]))
}

/// The names of the labels that sources set on the sample events.
fn emitted() -> BTreeSet<String> {
    let envelopes = EVENTS.iter().flat_map(|event| envelope::open(event.as_bytes()));
    let observations = envelopes.flat_map(|envelope| source::decode(&envelope, Timestamp::UNIX_EPOCH));
    observations
        .flat_map(|observation| {
            let names = observation.labels.iter().map(|(name, _)| name.to_owned());
            names.collect::<Vec<_>>()
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_samples_show_the_labels_of_every_source() {
        let names = emitted();
        for name in [
            "alertname",
            "service",
            "metric_name",
            "detail_type",
            "contributor_id",
        ] {
            assert!(names.contains(name), "{name} is not in {names:?}");
        }
    }
}
