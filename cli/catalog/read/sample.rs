//! An event that a source is tried on: `{ file: events/order-lost.json, outcome: page }`.

use super::super::code::Code;
use super::super::fault::Faults;
use super::super::fields::Fields;
use super::super::files::Located;
use super::super::suggest;
use super::super::yaml::Node;

const KEYS: &[&str] = &["file", "outcome"];
/// What can become of an event before anything is known of the past.
const OUTCOMES: [&str; 3] = ["page", "resolve", "ignore"];

/// A sample, not yet read.
#[derive(Debug, Clone)]
pub(crate) struct Sample {
    /// Its path from the catalog's folder.
    pub(crate) file: Located<String>,
    /// What has to become of it.
    pub(crate) outcome: Located<String>,
}

/// Reads a sample.
pub(super) fn read(node: &Node, faults: &mut Faults) -> Option<Sample> {
    let fields = Fields::open(node, "a sample", KEYS, faults)?;
    let file = fields.required_text("file", "name the event's file, from the catalog's folder", faults);
    let outcome = fields.required_text(
        "outcome",
        "say what has to become of it: page, resolve or ignore",
        faults,
    );
    let outcome = outcome.filter(|outcome| {
        let is_known = OUTCOMES.contains(&outcome.value.as_str());
        if !is_known {
            faults
                .add(
                    Code::UnknownWord,
                    outcome.place,
                    format!("`{}` is no outcome of a sample", outcome.value),
                )
                .help(suggest::help(&outcome.value, OUTCOMES, ""));
        }
        is_known
    });
    Some(Sample {
        file: file?,
        outcome: outcome?,
    })
}
