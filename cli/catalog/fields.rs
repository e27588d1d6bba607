//! A map of which the keys are known: what every noun of the catalog is read through.

use super::code::Code;
use super::fault::Faults;
use super::files::{Located, Place};
use super::suggest;
use super::yaml::{Node, Value};

/// The entries of a map, each key once.
#[derive(Debug)]
pub(crate) struct Fields<'a> {
    place: Place,
    /// What the map describes, e.g. `a receiver`.
    what: &'static str,
    entries: Vec<(&'a str, Place, &'a Node)>,
}

impl<'a> Fields<'a> {
    /// Opens a map. Keys that nobody reads and keys that stand twice are reported.
    pub(crate) fn open(
        node: &'a Node,
        what: &'static str,
        known: &[&str],
        faults: &mut Faults,
    ) -> Option<Self> {
        let Value::Map(pairs) = &node.value else {
            faults
                .add(
                    Code::WrongType,
                    node.place,
                    format!("{what} is a map, this is {}", node.kind()),
                )
                .help(format!("write it with some of the keys {}", listed(known)));
            return None;
        };
        let mut entries: Vec<(&str, Place, &Node)> = Vec::new();
        for (key, value) in pairs {
            let Value::Scalar { text, .. } = &key.value else {
                faults.add(
                    Code::UnknownKey,
                    key.place,
                    format!("{} can't be a key", key.kind()),
                );
                continue;
            };
            if let Some((_, first, _)) = entries.iter().find(|(other, ..)| other == text) {
                faults
                    .add(
                        Code::DuplicateKey,
                        key.place,
                        format!("`{text}` stands twice in {what}"),
                    )
                    .help("keep one of the two")
                    .also(*first, "first here");
            } else if known.contains(&text.as_str()) {
                entries.push((text, key.place, value));
            } else {
                let help = suggest::closest(text, known.iter().copied()).map_or_else(
                    || format!("{what} has {}", listed(known)),
                    |meant| format!("did you mean `{meant}`?"),
                );
                faults
                    .add(Code::UnknownKey, key.place, format!("{what} has no key `{text}`"))
                    .help(help);
            }
        }
        Some(Self {
            place: node.place,
            what,
            entries,
        })
    }

    /// Where the whole map stands.
    pub(crate) fn place(&self) -> Place {
        self.place
    }

    /// Whether a key stands there, with a value or without.
    pub(crate) fn has(&self, key: &str) -> bool {
        self.entries.iter().any(|(name, ..)| *name == key)
    }

    /// Where a key stands; the map's first line for a key that is not there.
    pub(crate) fn key_place(&self, key: &str) -> Place {
        self.entries
            .iter()
            .find(|(name, ..)| *name == key)
            .map_or(self.head(), |(_, place, _)| *place)
    }

    /// A key's value; `key:` with nothing behind it is reported once, here.
    pub(crate) fn get(&self, key: &str, faults: &mut Faults) -> Option<&'a Node> {
        let (_, place, node) = self.entries.iter().find(|(name, ..)| *name == key)?;
        if matches!(node.value, Value::Null) {
            faults
                .add(Code::MissingKey, *place, format!("`{key}` has no value"))
                .help("give it one, or leave the key out");
            return None;
        }
        Some(node)
    }

    /// A key's value that has to be there.
    pub(crate) fn required(&self, key: &str, help: &str, faults: &mut Faults) -> Option<&'a Node> {
        if !self.has(key) {
            faults
                .add(
                    Code::MissingKey,
                    self.head(),
                    format!("{} needs `{key}`", self.what),
                )
                .help(help);
        }
        self.get(key, faults)
    }

    /// A text; other types are reported.
    pub(crate) fn text(&self, key: &str, faults: &mut Faults) -> Option<Located<String>> {
        self.get(key, faults).and_then(|node| text(node, key, faults))
    }

    /// A text that has to be there and must not be empty.
    pub(crate) fn required_text(
        &self,
        key: &str,
        help: &str,
        faults: &mut Faults,
    ) -> Option<Located<String>> {
        let written = text(self.required(key, help, faults)?, key, faults)?;
        if written.value.trim().is_empty() {
            faults
                .add(Code::MissingKey, written.place, format!("`{key}` is empty"))
                .help(help);
            return None;
        }
        Some(written)
    }

    /// `true` or `false`.
    pub(crate) fn flag(&self, key: &str, faults: &mut Faults) -> Option<bool> {
        let node = self.get(key, faults)?;
        match &node.value {
            Value::Scalar { text, plain: true } if text == "true" => Some(true),
            Value::Scalar { text, plain: true } if text == "false" => Some(false),
            _ => {
                faults
                    .add(Code::WrongType, node.place, format!("`{key}` is true or false"))
                    .help("write `true` or `false`, without quotes");
                None
            }
        }
    }

    /// A list of texts.
    pub(crate) fn texts(&self, key: &str, faults: &mut Faults) -> Option<Vec<Located<String>>> {
        let node = self.get(key, faults)?;
        Some(
            items(node, key, faults)?
                .iter()
                .filter_map(|item| text(item, key, faults))
                .collect(),
        )
    }

    /// The first line of the map, so that a fault of the whole does not underline a page of text.
    fn head(&self) -> Place {
        let end = self
            .entries
            .first()
            .map_or(self.place.end, |(_, place, _)| place.end);
        Place {
            end: end.clamp(self.place.start, self.place.end),
            ..self.place
        }
    }
}

/// A node's text.
pub(crate) fn text(node: &Node, key: &str, faults: &mut Faults) -> Option<Located<String>> {
    let Value::Scalar { text, .. } = &node.value else {
        faults
            .add(
                Code::WrongType,
                node.place,
                format!("`{key}` takes a text, this is {}", node.kind()),
            )
            .help("write one text; quote it if it has special characters");
        return None;
    };
    Some(Located {
        value: text.clone(),
        place: node.place,
    })
}

/// A node's items.
pub(crate) fn items<'a>(node: &'a Node, key: &str, faults: &mut Faults) -> Option<&'a [Node]> {
    let Value::List(items) = &node.value else {
        faults
            .add(
                Code::WrongType,
                node.place,
                format!("`{key}` takes a list, this is {}", node.kind()),
            )
            .help("write `[...]`, or one `- ` a line");
        return None;
    };
    Some(items)
}

/// A node's keys and values, for a map of which any key will do.
pub(crate) fn pairs<'a>(
    node: &'a Node,
    key: &str,
    of: &str,
    help: &str,
    faults: &mut Faults,
) -> Option<&'a [(Node, Node)]> {
    let Value::Map(pairs) = &node.value else {
        faults
            .add(
                Code::WrongType,
                node.place,
                format!("`{key}` is a map of {of}, this is {}", node.kind()),
            )
            .help(help);
        return None;
    };
    Some(pairs)
}

fn listed(keys: &[&str]) -> String {
    keys.iter()
        .map(|key| format!("`{key}`"))
        .collect::<Vec<_>>()
        .join(", ")
}
