//! YAML as trees in which every node knows its place.
//!
//! Built from parser events, because a fault needs what a loader throws away: the place of a key, and keys that stand
//! twice. Anchors, aliases and tags are refused: a catalog is read by people first, and an alias can grow without bound.

use saphyr_parser::{Event, Marker, Parser, ScalarStyle};

use super::code::Code;
use super::fault::Faults;
use super::files::{Files, Place};

/// Deeper than any routing tree that a person can read; it bounds every recursion over a tree.
const MAX_DEPTH: usize = 64;

/// A value and where it stands.
#[derive(Debug, Clone)]
pub(crate) struct Node {
    pub(crate) value: Value,
    pub(crate) place: Place,
}

/// A value.
#[derive(Debug, Clone)]
pub(crate) enum Value {
    /// Nothing, `~` or `null`.
    Null,
    /// A text; plain when without quotes, so that `true` and `"true"` differ.
    Scalar { text: String, plain: bool },
    /// A list.
    List(Vec<Node>),
    /// Keys and values as written, doubles included.
    Map(Vec<(Node, Node)>),
}

impl Node {
    /// What kind of thing it is, for messages.
    pub(crate) fn kind(&self) -> &'static str {
        match &self.value {
            Value::Null => "nothing",
            Value::Scalar { .. } => "a text",
            Value::List(_) => "a list",
            Value::Map(_) => "a map",
        }
    }
}

/// The tree of the YAML at a place: a file, or a runbook's front matter. Nothing after a fault, which is then reported.
pub(crate) fn parse(files: &Files, at: Place, faults: &mut Faults) -> Option<Node> {
    let text = files.slice(at);
    let offsets = Offsets::new(text, at);
    let mut builder = Builder {
        at,
        text,
        offsets,
        open: vec![],
        root: None,
    };
    let mut parser = Parser::new_from_str(text);
    while let Some(next) = parser.next_event() {
        let result = match next {
            Ok((event, span)) => builder.take(event, builder.offsets.place(span.start, span.end)),
            Err(error) => {
                let place = builder.offsets.place(*error.marker(), *error.marker());
                faults
                    .add(Code::Syntax, place, format!("not YAML: {}", error.info()))
                    .help(SYNTAX_HELP);
                return None;
            }
        };
        if let Err((place, why, help)) = result {
            faults.add(Code::Syntax, place, why).help(help);
            return None;
        }
    }
    Some(builder.root.unwrap_or(Node {
        value: Value::Null,
        place: Place { end: at.start, ..at },
    }))
}

const SYNTAX_HELP: &str =
    "check indentation and quotes; put a text that holds `: `, ` #`, `{`, `[` or quotes in single quotes";

/// The parser counts characters, places count bytes.
struct Offsets {
    bytes: Vec<usize>,
    at: Place,
}

impl Offsets {
    fn new(text: &str, at: Place) -> Self {
        let bytes = text
            .char_indices()
            .map(|(byte, _)| byte)
            .chain([text.len()])
            .map(|byte| byte + at.start)
            .collect();
        Self { bytes, at }
    }

    fn place(&self, start: Marker, end: Marker) -> Place {
        let byte = |marker: Marker| self.bytes.get(marker.index()).copied().unwrap_or(self.at.end);
        Place {
            file: self.at.file,
            start: byte(start),
            end: byte(end).max(byte(start)),
        }
    }
}

/// A list or map that is not closed yet.
struct Open {
    place: Place,
    items: Vec<Node>,
    is_map: bool,
}

struct Builder<'a> {
    at: Place,
    text: &'a str,
    offsets: Offsets,
    open: Vec<Open>,
    root: Option<Node>,
}

type Refusal = (Place, &'static str, &'static str);

impl Builder<'_> {
    fn take(&mut self, event: Event<'_>, place: Place) -> Result<(), Refusal> {
        match event {
            Event::Alias(_) => Err((
                place,
                "aliases are not read here",
                "write the value out, or quote a text that begins with `*`",
            )),
            Event::Scalar(_, _, anchor, _)
            | Event::SequenceStart(anchor, _)
            | Event::MappingStart(anchor, _)
                if anchor > 0 =>
            {
                Err((
                    place,
                    "anchors are not read here",
                    "write the value out, or quote a text that begins with `&`",
                ))
            }
            Event::Scalar(text, style, ..) => {
                let plain = style == ScalarStyle::Plain;
                let value = match text.as_ref() {
                    "" | "~" | "null" if plain => Value::Null,
                    text => Value::Scalar {
                        text: text.to_owned(),
                        plain,
                    },
                };
                self.add(Node { value, place })
            }
            Event::SequenceStart(..) => self.begin(place, false),
            Event::MappingStart(..) => self.begin(place, true),
            Event::SequenceEnd | Event::MappingEnd => self.end(place),
            _ => Ok(()),
        }
    }

    fn begin(&mut self, place: Place, is_map: bool) -> Result<(), Refusal> {
        if self.open.len() >= MAX_DEPTH {
            return Err((
                place,
                "this is nested deeper than anything here can be",
                "flatten it",
            ));
        }
        self.open.push(Open {
            place,
            items: vec![],
            is_map,
        });
        Ok(())
    }

    fn end(&mut self, closing: Place) -> Result<(), Refusal> {
        let Some(open) = self.open.pop() else {
            return Ok(());
        };
        // A block ends where its last item does; the parser says where the next token begins, which may be pages below.
        let is_flow = self
            .text
            .get(open.place.start - self.at.start..)
            .is_some_and(|rest| rest.starts_with(['{', '[']));
        let last = open.items.last().map_or(open.place.end, |item| item.place.end);
        let place = Place {
            end: if is_flow { closing.end } else { last }.max(open.place.start),
            ..open.place
        };
        let value = if open.is_map {
            Value::Map(pairs(open.items))
        } else {
            Value::List(open.items)
        };
        self.add(Node { value, place })
    }

    fn add(&mut self, node: Node) -> Result<(), Refusal> {
        if let Some(open) = self.open.last_mut() {
            open.items.push(node);
        } else if self.root.is_some() {
            return Err((
                node.place,
                "a second document begins here",
                "keep one document in a file",
            ));
        } else {
            self.root = Some(node);
        }
        Ok(())
    }
}

/// Keys and values come in turn.
fn pairs(items: Vec<Node>) -> Vec<(Node, Node)> {
    let mut items = items.into_iter();
    let mut pairs = Vec::new();
    while let (Some(key), Some(value)) = (items.next(), items.next()) {
        pairs.push((key, value));
    }
    pairs
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(text: &str) -> (Files, Option<Node>, Vec<String>) {
        let mut files = Files::default();
        files.add("t", "t".into(), text.into());
        let mut faults = Faults::default();
        let node = parse(
            &files,
            Place {
                file: 0,
                start: 0,
                end: text.len(),
            },
            &mut faults,
        );
        (
            files,
            node,
            faults
                .into_sorted()
                .into_iter()
                .map(|fault| fault.message)
                .collect(),
        )
    }

    #[test]
    fn every_node_knows_what_was_written() {
        let (files, node, _) = parsed("ñ: 'a ''b'\nlist:\n  - x\n  - {k: v}\n\n# after\nlast: \"q\"\n");
        let Value::Map(entries) = node.unwrap().value else {
            panic!("no map")
        };
        let shown: Vec<_> = entries
            .iter()
            .map(|(key, value)| (files.slice(key.place), files.slice(value.place)))
            .collect();
        assert_eq!(
            shown,
            [("ñ", "'a ''b'"), ("list", "- x\n  - {k: v}"), ("last", "\"q\"")]
        );
    }

    #[test]
    fn what_is_refused_says_why() {
        for (text, why) in [
            ("a: [", "not YAML"),
            ("a: &x 1\nb: *x", "anchors"),
            ("a: *x", "not YAML"),
            ("a: 1\n---\nb: 2", "second document"),
            (&"[".repeat(200), "nested deeper"),
        ] {
            let (_, node, faults) = parsed(text);
            assert!(
                node.is_none() && faults[0].contains(why),
                "{text:.20}: {faults:?}"
            );
        }
    }
}
