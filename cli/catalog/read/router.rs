//! `router.yaml`.

use alert_core::catalog::{LabelRule, Mode, ReceiverConfig, SCHEMA};
use alert_core::interval::NamedInterval;
use alert_core::language::Language;
use alert_core::silence::SilencePolicy;
use alert_core::state::flap::FlapPolicy;

use super::super::code::Code;
use super::super::fault::Faults;
use super::super::fields::{Fields, items};
use super::super::files::{Files, Located, Place};
use super::super::suggest;
use super::super::yaml::{self, Node};
use super::route::{self, Branch};
use super::{
    flapping, group_limit, inhibit_rule, label_rule, language, receiver, silences, source, template,
    time_interval,
};

const KEYS: &[&str] = &[
    "schema",
    "runbook_base_url",
    "mode",
    "language",
    "fallback",
    "flapping",
    "silences",
    "group_limit",
    "time_intervals",
    "inhibit_rules",
    "sources",
    "labels",
    "route",
    "receivers",
];

/// What the file says, as far as it can be read.
#[derive(Debug)]
pub(crate) struct Router {
    pub(crate) runbook_base_url: Option<String>,
    pub(crate) mode: Mode,
    pub(crate) language: Language,
    pub(crate) fallback: Option<Located<String>>,
    pub(crate) flapping: FlapPolicy,
    pub(crate) silences: SilencePolicy,
    pub(crate) group_limit: u32,
    pub(crate) time_intervals: Vec<Located<NamedInterval>>,
    /// Whether every interval could be read: only then is a name that is missing surely missing.
    pub(crate) intervals_complete: bool,
    pub(crate) inhibit_rules: Vec<inhibit_rule::Written>,
    pub(crate) sources: Vec<source::Written>,
    pub(crate) labels: Vec<LabelRule>,
    /// Where each of them stands.
    pub(crate) label_places: Vec<Place>,
    /// Owners that label rules name.
    pub(crate) owners_named: Vec<Located<String>>,
    pub(crate) route: Option<Branch>,
    pub(crate) receivers: Vec<Located<ReceiverConfig>>,
    /// The words that receivers have of their own.
    pub(crate) templates: Vec<template::Written>,
    /// Whether every receiver could be read: only then is a name that is missing surely missing.
    pub(crate) receivers_complete: bool,
}

/// Reads the file.
pub(crate) fn read(files: &Files, file: usize, faults: &mut Faults) -> Option<Router> {
    let whole = Place {
        end: files.text(file).len(),
        ..Place::top(file)
    };
    let root = yaml::parse(files, whole, faults)?;
    let fields = Fields::open(&root, "router.yaml", KEYS, faults)?;
    schema(&fields, faults);
    let base_url = fields.required_text(
        "runbook_base_url",
        "where people read the runbooks: https://.../",
        faults,
    );
    if let Some(url) = &base_url {
        check_base_url(url, faults);
    }
    let mode = mode(&fields, faults);
    let language = language::read(&fields, faults).unwrap_or_default();
    let fallback = fields.required_text(
        "fallback",
        "name the receiver that gets what no other could take",
        faults,
    );

    let flapping = fields
        .get("flapping", faults)
        .and_then(|node| flapping::read(node, faults))
        .unwrap_or_default();
    let silences = fields
        .get("silences", faults)
        .and_then(|node| silences::read(node, faults))
        .unwrap_or_default();
    let group_limit = group_limit::read(&fields, faults);
    let intervals = listed(&fields, "time_intervals", faults);
    let time_intervals: Vec<_> = intervals
        .iter()
        .filter_map(|node| time_interval::read(node, files, faults))
        .collect();
    let inhibit_rules = listed(&fields, "inhibit_rules", faults)
        .iter()
        .filter_map(|node| inhibit_rule::read(node, files, faults))
        .collect();
    let sources = listed(&fields, "sources", faults)
        .iter()
        .filter_map(|node| source::read(node, files, faults))
        .collect();
    let mut owners_named = Vec::new();
    let (mut labels, mut label_places) = (Vec::new(), Vec::new());
    for node in listed(&fields, "labels", faults) {
        if let Some((rule, owner)) = label_rule::read(node, files, faults) {
            labels.push(rule);
            label_places.push(node.place);
            owners_named.extend(owner);
        }
    }
    let route = fields.required(
        "route",
        "say who gets what: `route: { receivers: [...] }`",
        faults,
    );
    let route = route.and_then(|node| route::root(node, files, faults));
    let named = fields.required("receivers", "list the receivers, the fallback at least", faults);
    let named = named.and_then(|node| items(node, "receivers", faults));
    let (mut receivers, mut templates) = (Vec::new(), Vec::new());
    for node in named.unwrap_or_default() {
        if let Some(written) = receiver::read(node, faults) {
            receivers.push(written.config);
            templates.extend(written.template);
        }
    }
    Some(Router {
        runbook_base_url: base_url.map(|url| url.value),
        mode,
        language,
        fallback,
        flapping,
        silences,
        group_limit,
        intervals_complete: intervals.len() == time_intervals.len(),
        time_intervals,
        inhibit_rules,
        sources,
        labels,
        label_places,
        owners_named,
        route,
        receivers_complete: named.is_some_and(|named| named.len() == receivers.len()),
        receivers,
        templates,
    })
}

/// The items under a key; none when it is absent or no list, which is reported.
fn listed<'a>(fields: &Fields<'a>, key: &str, faults: &mut Faults) -> &'a [Node] {
    fields
        .get(key, faults)
        .and_then(|node| items(node, key, faults))
        .unwrap_or_default()
}

fn schema(fields: &Fields<'_>, faults: &mut Faults) {
    let help = format!("write `schema: {SCHEMA}` at the top");
    let Some(written) = fields.required_text("schema", &help, faults) else {
        return;
    };
    match written.value.parse::<u32>() {
        Ok(SCHEMA) => {}
        Ok(newer) if newer > SCHEMA => {
            faults
                .add(
                    Code::NewerSchema,
                    written.place,
                    format!("this version reads schema {SCHEMA}, the file has {newer}"),
                )
                .help("upgrade alert-router, and the functions before the catalog");
        }
        _ => {
            faults
                .add(Code::WrongType, written.place, "`schema` is a number")
                .help(help);
        }
    }
}

fn mode(fields: &Fields<'_>, faults: &mut Faults) -> Mode {
    let Some(written) = fields.text("mode", faults) else {
        return Mode::default();
    };
    match written.value.as_str() {
        "live" => Mode::Live,
        "shadow" => Mode::Shadow,
        other => {
            faults
                .add(Code::UnknownWord, written.place, format!("`{other}` is no mode"))
                .help(suggest::help(other, ["live", "shadow"], ""));
            Mode::default()
        }
    }
}

/// A page's link is the base, the runbook's path and its section: anything behind the path would end up in the middle.
fn check_base_url(url: &Located<String>, faults: &mut Faults) {
    let text = url.value.as_str();
    let help = if !text.starts_with("https://") {
        Some((
            "is no https URL",
            "pages are read on phones outside your network: write https://...",
        ))
    } else if text.contains(['?', '#']) {
        Some((
            "has something behind its path",
            "leave out `?` and `#`: presigned URLs expire before the page is read",
        ))
    } else if text.contains(char::is_whitespace) || text.trim_start_matches("https://").starts_with('/') {
        Some(("has no host", "write https://HOST/FOLDER/"))
    } else if !text.ends_with('/') {
        Some((
            "does not end in `/`",
            "end it with `/`: the runbook's file name follows",
        ))
    } else {
        None
    };
    if let Some((what, help)) = help {
        faults
            .add(Code::BadBaseUrl, url.place, format!("`runbook_base_url` {what}"))
            .help(help);
    }
}
