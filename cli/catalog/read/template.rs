//! A receiver's own words: `template: { title: '...', note: '...' }`.

use alert_core::catalog::{Part, ReceiverConfig, Template};
use alert_core::receiver::Kind;

use super::super::code::Code;
use super::super::fault::Faults;
use super::super::fields::Fields;
use super::super::files::Located;
use super::super::yaml::Node;

const KEYS: &[&str] = &["title", "impact", "action", "note", "body"];

/// The parts of a template with their places, and whose they are.
#[derive(Debug)]
pub(crate) struct Written {
    pub(crate) receiver: ReceiverConfig,
    pub(crate) parts: Vec<(Part, Located<String>)>,
}

impl Written {
    /// The template itself.
    pub(crate) fn template(&self) -> Template {
        let mut template = Template::default();
        for (part, source) in &self.parts {
            template.set(*part, source.value.as_str());
        }
        template
    }
}

/// Reads the parts. Whether they work is for the rehearsal to find out.
pub(super) fn read(
    node: &Node,
    receiver: &ReceiverConfig,
    kind: &dyn Kind,
    faults: &mut Faults,
) -> Option<Written> {
    let fields = Fields::open(node, "a template", KEYS, faults)?;
    let parts: Vec<_> = Part::ALL
        .into_iter()
        .filter_map(|part| Some((part, fields.text(part.name(), faults)?)))
        .collect();
    if fields.has("body") && kind.body_limit().is_none() {
        faults
            .add(
                Code::ReceiverSetting,
                fields.key_place("body"),
                format!(
                    "receiver `{}`: the payload of `kind: {}` is the service's own",
                    receiver.name, receiver.kind
                ),
            )
            .help("word `title`, `impact`, `action` or `note`; a `body` is for `kind: webhook`");
        return None;
    }
    Some(Written {
        receiver: receiver.clone(),
        parts,
    })
}
