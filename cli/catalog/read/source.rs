//! A source of the catalog's own: a row of the mapping language.

use alert_core::source::mapping::{CUSTOM, Compiled, Mapping};

use super::super::code::Code;
use super::super::fault::Faults;
use super::super::fields::{Fields, items, pairs, text};
use super::super::files::{Files, Located};
use super::super::json::json;
use super::super::yaml::Node;
use super::{duration, mapping_fault, name, sample};

const KEYS: &[&str] = &[
    "name",
    "pattern",
    "alertname",
    "identity",
    "labels",
    "status",
    "severity",
    "title",
    "evidence",
    "links",
    "run",
    "started_at",
    "state_at",
    "resolve_after",
    "samples",
];

/// A source with the places that later checks point at.
#[derive(Debug)]
pub(crate) struct Written {
    pub(crate) mapping: Mapping,
    /// Its name as it was written.
    pub(crate) name: Located<String>,
    /// Where its pattern stands.
    pub(crate) pattern: Node,
    pub(crate) samples: Vec<sample::Sample>,
}

/// Reads a source.
pub(crate) fn read(node: &Node, files: &Files, faults: &mut Faults) -> Option<Written> {
    let fields = Fields::open(node, "a source", KEYS, faults)?;
    let name = fields.required_text("name", "the `source` label is `custom/` and this name", faults);
    let name = name.filter(|name| name::check(name, "a source", faults));
    let pattern = fields.required(
        "pattern",
        "say which events it reads, as in an EventBridge rule",
        faults,
    );
    let pattern_read = pattern.and_then(|node| json(node, faults));
    let identity = fields.required(
        "identity",
        "say what fails and recovers: `identity: { order: /detail/order }`",
        faults,
    );
    let identity = identity.and_then(|node| texts(node, "identity", faults));
    let labels = optional(&fields, "labels", faults);
    let status = fields.required(
        "status",
        "say when it fires: a word, or values at a `path`",
        faults,
    );
    let status = status.and_then(|node| json(node, faults));
    let severity = fields.get("severity", faults).map(|node| json(node, faults));
    let title = fields.required_text(
        "title",
        "say what is wrong, with a name or a number of the event",
        faults,
    );
    let evidence = optional(&fields, "evidence", faults);
    let links = optional(&fields, "links", faults);
    let mut written = |key| fields.text(key, faults).map(|text| text.value);
    let (alertname, run) = (written("alertname"), written("run"));
    let (started_at, state_at) = (written("started_at"), written("state_at"));
    let resolve_after = duration::read(&fields, "resolve_after", false, faults);
    let samples = fields
        .get("samples", faults)
        .and_then(|node| items(node, "samples", faults));
    let samples = samples
        .unwrap_or_default()
        .iter()
        .filter_map(|node| sample::read(node, faults))
        .collect();
    let name = name?;
    let mapping = Mapping {
        name: format!("{CUSTOM}{}", name.value),
        pattern: pattern_read?,
        alertname,
        identity: identity?.into_iter().collect(),
        labels: labels?.into_iter().collect(),
        status: status?,
        severity: severity.unwrap_or(Some(serde_json::Value::Null))?,
        title: title?.value,
        evidence: evidence?,
        links: links?,
        run,
        started_at,
        state_at,
        resolve_after,
    };
    if let Err(found) = Compiled::new(&mapping) {
        for error in &found {
            mapping_fault::add(error, node, files, faults);
        }
        return None;
    }
    Some(Written {
        mapping,
        name,
        pattern: pattern?.clone(),
        samples,
    })
}

/// Names and templates, in the order in which they are written; nothing when one of them can't be read.
fn texts(node: &Node, key: &str, faults: &mut Faults) -> Option<Vec<(String, String)>> {
    let pairs = pairs(
        node,
        key,
        "names and texts",
        "write `{ name: /detail/name }`",
        faults,
    )?;
    let mut read: Vec<(String, String)> = Vec::new();
    let mut is_sound = true;
    for (name, value) in pairs {
        match (text(name, key, faults), text(value, key, faults)) {
            (Some(name), Some(value)) if read.iter().all(|(other, _)| *other != name.value) => {
                read.push((name.value, value.value));
            }
            (Some(name), Some(_)) => {
                faults
                    .add(
                        Code::DuplicateKey,
                        name.place,
                        format!("`{}` stands twice in `{key}`", name.value),
                    )
                    .help("keep one of the two");
                is_sound = false;
            }
            _ => is_sound = false,
        }
    }
    is_sound.then_some(read)
}

/// As [`texts`], for a key that may be absent.
fn optional(fields: &Fields<'_>, key: &str, faults: &mut Faults) -> Option<Vec<(String, String)>> {
    if !fields.has(key) {
        return Some(vec![]);
    }
    texts(fields.get(key, faults)?, key, faults)
}
