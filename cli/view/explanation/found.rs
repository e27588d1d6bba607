//! The runbook and the owner that the catalog found, and what led to them.

use alert_core::catalog::Catalog;
use alert_core::labels::Labels;
use alert_core::matcher::Matchers;
use serde::Serialize;

use crate::verdict::Verdict;

/// Something of the catalog and what led to it.
#[derive(Debug, Serialize)]
pub(super) struct Found {
    pub(super) name: String,
    pub(super) by: String,
}

/// The list of matchers that made the runbook the most specific one.
pub(super) fn runbook_list(name: &str, labels: &Labels, catalog: &Catalog) -> String {
    let runbook = catalog
        .file()
        .runbooks
        .iter()
        .find(|runbook| runbook.name == name);
    runbook.map_or_else(
        || "its matchers".to_owned(),
        |runbook| list(&runbook.matchers, labels),
    )
}

/// The most specific list of a condition that matches; the first of equals.
fn list(matchers: &Matchers, labels: &Labels) -> String {
    let best = matchers.lists().iter().rev().filter_map(|list| {
        let alone = Matchers::any_of(vec![list.clone()]);
        alone.specificity(labels).map(|specificity| (specificity, list))
    });
    let best = best.max_by_key(|(specificity, _)| *specificity);
    best.map_or_else(
        || "its matchers".to_owned(),
        |(_, list)| {
            list.iter()
                .map(ToString::to_string)
                .collect::<Vec<_>>()
                .join(", ")
        },
    )
}

pub(super) fn others(labels: &Labels, chosen: Option<&str>, catalog: &Catalog) -> Vec<String> {
    let matching = catalog
        .file()
        .runbooks
        .iter()
        .filter(|runbook| runbook.matchers.matches(labels));
    matching
        .filter(|runbook| Some(runbook.name.as_str()) != chosen)
        .map(|runbook| runbook.name.clone())
        .collect()
}

pub(super) fn owner(verdict: &Verdict, runbook: Option<&str>, catalog: &Catalog) -> Option<Found> {
    let name = verdict.alert.owner.as_ref()?.name.clone();
    let runbook =
        runbook.and_then(|runbook| catalog.file().runbooks.iter().find(|other| other.name == runbook));
    let by = if runbook.is_some_and(|runbook| runbook.owner.as_ref() == Some(&name)) {
        "the runbook".to_owned()
    } else {
        let owner = catalog.file().owners.iter().find(|owner| owner.name == name)?;
        if owner.matchers.matches(&verdict.alert.labels) {
            list(&owner.matchers, &verdict.alert.labels)
        } else {
            "the label owner".to_owned()
        }
    };
    Some(Found { name, by })
}
