//! From what the files say to one catalog: what they say of each other is checked, and the content gets its version.

use std::collections::{BTreeMap, BTreeSet};

use alert_core::catalog::{CatalogFile, SCHEMA};
use alert_core::fingerprint::digest;

use super::code::Code;
use super::fault::Faults;
use super::files::{Files, Place};
use super::folder::{OWNERS, ROUTER, is_runbook};
use super::read::{owner, router, runbook};
use super::{Location, lint, rehearsal, suggest, trial};

/// Everything that was read, with its places.
#[derive(Debug)]
pub(crate) struct Draft {
    pub(crate) router: router::Router,
    pub(crate) owners: owner::Owners,
    pub(crate) runbooks: Vec<runbook::Written>,
}

/// The catalog that the files make; nothing when a part without which there is none can't be read. With `trial`, its own
/// sources are tried on their samples.
pub(crate) fn compile(files: &Files, trial: Option<&Location>, faults: &mut Faults) -> Option<CatalogFile> {
    let router = files
        .find(ROUTER)
        .and_then(|file| router::read(files, file, faults));
    let owners = owner::read_all(files, files.find(OWNERS), faults);
    let runbooks: Vec<_> = files
        .iter()
        .filter(|(_, file)| is_runbook(&file.name))
        .filter_map(|(file, _)| runbook::read(files, file, faults))
        .collect();
    let draft = Draft {
        router: router?,
        owners,
        runbooks,
    };
    check_names(&draft, faults);
    rehearsal::run(&draft.router.templates, files, faults);
    if let Some(location) = trial {
        trial::run(&draft.router.sources, location, faults);
    }
    if !faults.has_errors() {
        lint::run(&draft, faults);
    }
    assemble(draft)
}

/// Every name that is used is defined, and defined once.
fn check_names(draft: &Draft, faults: &mut Faults) {
    let receivers = unique(
        draft
            .router
            .receivers
            .iter()
            .map(|receiver| (receiver.value.name.as_str(), receiver.place)),
        "receiver",
        faults,
    );
    let owners = unique(
        draft
            .owners
            .list
            .iter()
            .map(|owner| (owner.value.name.as_str(), owner.place)),
        "owner",
        faults,
    );

    check_intervals(&draft.router, faults);
    let sources = draft.router.sources.iter();
    unique(
        sources.map(|written| (written.name.value.as_str(), written.name.place)),
        "source",
        faults,
    );
    let rules = draft.router.inhibit_rules.iter();
    unique(
        rules.map(|written| (written.rule.name.as_str(), written.place)),
        "inhibition rule",
        faults,
    );
    let routed = draft.router.route.iter().flat_map(|route| route.named());
    for name in routed
        .chain(&draft.router.fallback)
        .chain(&draft.owners.receivers_named)
        .filter(|_| draft.router.receivers_complete)
    {
        if !receivers.contains(name.value.as_str()) {
            let help = suggest::help(
                &name.value,
                receivers.iter().copied(),
                "define it under `receivers`",
            );
            faults
                .add(
                    Code::UnknownReceiver,
                    name.place,
                    format!("there is no receiver `{}`", name.value),
                )
                .help(help);
        }
    }
    let by_runbooks = draft.runbooks.iter().flat_map(|runbook| &runbook.owners_named);
    for name in draft
        .router
        .owners_named
        .iter()
        .chain(by_runbooks)
        .filter(|_| draft.owners.complete)
    {
        if !owners.contains(name.value.as_str()) {
            let help = suggest::help(&name.value, owners.iter().copied(), "define it in owners.yaml");
            faults
                .add(
                    Code::UnknownOwner,
                    name.place,
                    format!("there is no owner `{}`", name.value),
                )
                .help(help);
        }
    }
}

/// Every time interval that a route names is defined, and defined once.
fn check_intervals(router: &router::Router, faults: &mut Faults) {
    let defined = router.time_intervals.iter();
    let intervals = unique(
        defined.map(|interval| (interval.value.name.as_str(), interval.place)),
        "time interval",
        faults,
    );
    let named = router.route.iter().flat_map(|route| route.intervals_named());
    for name in named.filter(|_| router.intervals_complete) {
        if !intervals.contains(name.value.as_str()) {
            let help = suggest::help(
                &name.value,
                intervals.iter().copied(),
                "define it under `time_intervals`",
            );
            faults
                .add(
                    Code::UnknownInterval,
                    name.place,
                    format!("there is no time interval `{}`", name.value),
                )
                .help(help);
        }
    }
}

/// The names, each once; a second one of the same name is reported.
fn unique<'a>(
    names: impl Iterator<Item = (&'a str, Place)>,
    what: &str,
    faults: &mut Faults,
) -> BTreeSet<&'a str> {
    let mut first: BTreeMap<&str, Place> = BTreeMap::new();
    for (name, place) in names {
        if let Some(earlier) = first.get(name) {
            faults
                .add(
                    Code::DuplicateName,
                    place,
                    format!("there are two {what}s `{name}`"),
                )
                .help("rename one of them")
                .also(*earlier, "the first");
        } else {
            first.insert(name, place);
        }
    }
    first.into_keys().collect()
}

fn assemble(draft: Draft) -> Option<CatalogFile> {
    let mut catalog = CatalogFile {
        schema: SCHEMA,
        version: String::new(),
        runbook_base_url: draft.router.runbook_base_url?,
        mode: draft.router.mode,
        language: draft.router.language,
        fallback: draft.router.fallback?.value,
        flapping: draft.router.flapping,
        silences: draft.router.silences,
        group_limit: draft.router.group_limit,
        time_intervals: draft
            .router
            .time_intervals
            .into_iter()
            .map(|interval| interval.value)
            .collect(),
        inhibit_rules: draft
            .router
            .inhibit_rules
            .into_iter()
            .map(|written| written.rule)
            .collect(),
        sources: draft
            .router
            .sources
            .into_iter()
            .map(|written| written.mapping)
            .collect(),
        labels: draft.router.labels,
        owners: draft.owners.list.into_iter().map(|owner| owner.value).collect(),
        runbooks: draft
            .runbooks
            .into_iter()
            .map(|written| written.runbook)
            .collect(),
        route: draft.router.route?.into_route(),
        receivers: draft
            .router
            .receivers
            .into_iter()
            .map(|receiver| receiver.value)
            .collect(),
        templates: draft
            .router
            .templates
            .iter()
            .map(|written| (written.receiver.name.clone(), written.template()))
            .collect(),
    };
    // The same files make the same version on every machine: nothing of the place or the time goes in.
    catalog.version = digest(&["catalog", &serde_json::to_string(&catalog).ok()?]);
    Some(catalog)
}
