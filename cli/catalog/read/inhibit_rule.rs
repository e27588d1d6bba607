//! Which alerts hold back which.

use alert_core::inhibit::InhibitRule;
use alert_core::matcher::Matchers;
use alert_core::time::SignedDuration;

use super::super::fault::Faults;
use super::super::fields::Fields;
use super::super::files::{Files, Located, Place};
use super::super::yaml::Node;
use super::{duration, labels, matcher};

const KEYS: &[&str] = &[
    "name",
    "source_matchers",
    "target_matchers",
    "equal",
    "wait",
    "extension",
];

/// A rule with the places that later checks point at.
#[derive(Debug, Clone)]
pub(crate) struct Written {
    pub(crate) rule: InhibitRule,
    /// Where its name stands.
    pub(crate) place: Place,
    /// Where its sources stand.
    pub(crate) sources: Place,
    /// Where its targets stand.
    pub(crate) targets: Place,
    /// The labels it compares.
    pub(crate) equal: Vec<Located<String>>,
}

/// Reads a rule.
pub(crate) fn read(node: &Node, files: &Files, faults: &mut Faults) -> Option<Written> {
    let fields = Fields::open(node, "an inhibition rule", KEYS, faults)?;
    let name = fields.required_text("name", "the name that pages and `explain` use", faults);
    let sources = side(
        &fields,
        "source_matchers",
        "say which alerts hold others back",
        files,
        faults,
    );
    let targets = side(
        &fields,
        "target_matchers",
        "say which alerts are held back",
        files,
        faults,
    );
    let equal = fields.texts("equal", faults).unwrap_or_default();
    labels::check_names(&equal, faults);
    let wait = duration::read(&fields, "wait", true, faults);
    let extension = duration::read(&fields, "extension", true, faults);
    let (name, (source_matchers, sources), (target_matchers, targets)) = (name?, sources?, targets?);
    Some(Written {
        rule: InhibitRule {
            name: name.value,
            source_matchers,
            target_matchers,
            equal: equal.iter().map(|label| label.value.clone()).collect(),
            wait: wait.unwrap_or(SignedDuration::ZERO),
            extension: extension.unwrap_or(SignedDuration::ZERO),
        },
        place: name.place,
        sources,
        targets,
        equal,
    })
}

/// The condition on one side, and where it stands.
fn side(
    fields: &Fields<'_>,
    key: &str,
    help: &str,
    files: &Files,
    faults: &mut Faults,
) -> Option<(Matchers, Place)> {
    let node = fields.required(key, help, faults)?;
    let matchers = matcher::read_key(node, key, files, faults)?;
    Some((matchers, node.place))
}
