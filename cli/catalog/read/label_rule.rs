//! A rule that adds labels: `{ matchers: [...], set: { environment: prod } }`.

use alert_core::catalog::LabelRule;

use super::super::fault::Faults;
use super::super::fields::Fields;
use super::super::files::{Files, Located};
use super::super::yaml::Node;
use super::{labels, matcher};

const KEYS: &[&str] = &["matchers", "set"];

/// A rule and the owner it names, if it does.
pub(crate) fn read(
    node: &Node,
    files: &Files,
    faults: &mut Faults,
) -> Option<(LabelRule, Option<Located<String>>)> {
    let fields = Fields::open(node, "a label rule", KEYS, faults)?;
    let matchers = fields
        .required("matchers", "say which alerts get the labels", faults)
        .and_then(|node| matcher::read(node, files, faults));
    let set = fields
        .required(
            "set",
            "say which labels it sets: `set: { environment: prod }`",
            faults,
        )
        .and_then(|node| labels::read(node, "set", faults));
    let set = set?;
    Some((
        LabelRule {
            matchers: matchers?,
            set: set.labels,
        },
        set.owner,
    ))
}
