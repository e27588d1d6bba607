//! A text with values of the event in it.
//!
//! * `/detail/state`: the whole text is one pointer;
//! * `Job {/detail/name} failed`: what stands in braces is replaced;
//! * `{/detail/a|/detail/b|'none'}`: the first of them that has a value;
//! * `{/resources/0|last}`: changed by a [`Change`], one after the other;
//! * `failed[: {/detail/reason}]`: what stands in brackets is left out as a whole when one of its values is missing;
//! * `{{`, `}}`, `[[` and `]]` are the characters themselves.

mod parse;

use std::ops::Range;

use serde_json::Value;
use thiserror::Error;

use super::pointer::{Pointer, PointerError};
use crate::text;

/// A template, read once and filled in often.
#[derive(Debug, Clone, PartialEq)]
pub struct Template(Vec<Part>);

#[derive(Debug, Clone, PartialEq)]
enum Part {
    Text(String),
    Value(Filling),
    /// Left out unless all its values are there.
    Optional(Vec<Part>),
}

/// What stands in a pair of braces.
#[derive(Debug, Clone, PartialEq)]
struct Filling {
    from: Vec<Origin>,
    changes: Vec<Change>,
}

/// Where a value comes from.
#[derive(Debug, Clone, PartialEq)]
enum Origin {
    Pointer(Pointer),
    Literal(String),
    /// The AWS console of the event's region and partition.
    Console,
}

/// What is done to a value before it is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// The name at the end of an ARN or a path.
    Last,
    /// The name of a definition without its revision: `etl` of `job-definition/etl:3`.
    Family,
    /// A number as people write it.
    Number,
    /// Small letters.
    Lower,
}

/// Every change, by its name in a template.
pub const CHANGES: &[(&str, Change)] = &[
    ("last", Change::Last),
    ("family", Change::Family),
    ("number", Change::Number),
    ("lower", Change::Lower),
];

/// Why a text is no template, and which part of it.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{fault}")]
pub struct TemplateError {
    /// The bytes of the text that are wrong.
    pub at: Range<usize>,
    /// What is wrong with them.
    pub fault: TemplateFault,
}

/// What is wrong in a template.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum TemplateFault {
    /// `{` without `}`, or `[` without `]`.
    #[error("`{0}` is never closed; write it twice to mean the character")]
    Unclosed(char),
    /// `}` without `{`, or `]` without `[`.
    #[error("`{0}` closes nothing; write it twice to mean the character")]
    Unopened(char),
    /// Brackets inside brackets.
    #[error("an optional part can't hold another")]
    Nested,
    /// Brackets without a value in them.
    #[error("an optional part holds a value that may be missing; write `[[` and `]]` to mean the characters")]
    NothingOptional,
    /// Braces without a pointer in them.
    #[error("there is no value in the braces")]
    NoValue,
    /// A pointer that is none.
    #[error(transparent)]
    Pointer(#[from] PointerError),
    /// Neither a pointer, a quoted text nor a change.
    #[error(
        "`{0}` is neither a pointer (/detail/x), nor a text ('x'), nor one of `last`, `family`, `number`, `lower`"
    )]
    UnknownWord(String),
    /// Longer than any page shows.
    #[error("a template has at most {} characters", MAX_TEMPLATE)]
    TooLong,
}

/// How long a template may be.
const MAX_TEMPLATE: usize = 1_000;
/// How long a filled-in template may be, in bytes: nothing shows as much.
const MAX_FILLED: usize = 8_192;

/// A template with its values filled in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Filled {
    /// The text, neither cleaned nor cut for its reader.
    pub text: String,
    /// Whether every value that is not optional was there.
    pub is_complete: bool,
}

impl Template {
    /// Reads a template.
    pub fn parse(text: &str) -> Result<Self, TemplateError> {
        parse::template(text)
    }

    /// Fills in the values of an event.
    pub fn fill(&self, event: &Value) -> Filled {
        self.fill_with(event, |value| value)
    }

    /// Fills in the values of an event, each changed by `encode`: what stands between them is left as it is.
    pub fn fill_with(&self, event: &Value, encode: impl Fn(String) -> String) -> Filled {
        let mut filled = Filled {
            text: String::new(),
            is_complete: true,
        };
        fill(&self.0, event, &encode, &mut filled);
        filled
    }

    /// Whether there is nothing of the event in it.
    pub fn is_constant(&self) -> bool {
        self.0.iter().all(|part| matches!(part, Part::Text(_)))
    }

    /// Whether its text is a value from the event from the first character on, as a URL's would have to be checked.
    pub fn begins_with_a_value(&self) -> bool {
        match self.0.first() {
            Some(Part::Value(filling)) => filling
                .from
                .iter()
                .any(|origin| matches!(origin, Origin::Pointer(_))),
            Some(Part::Optional(_)) => true,
            _ => false,
        }
    }

    /// Whether it can be the address of a web page: it is one from the beginning, or the event says all of it.
    pub(super) fn may_be_url(&self) -> bool {
        match self.0.first() {
            Some(Part::Text(text)) => text.starts_with("https://"),
            Some(Part::Value(filling)) => {
                self.0.len() == 1
                    || !filling
                        .from
                        .iter()
                        .any(|origin| matches!(origin, Origin::Pointer(_)))
            }
            Some(Part::Optional(_)) | None => false,
        }
    }
}

fn fill(parts: &[Part], event: &Value, encode: &dyn Fn(String) -> String, filled: &mut Filled) {
    for part in parts {
        if filled.text.len() > MAX_FILLED {
            filled.text = text::cut_bytes(&filled.text, MAX_FILLED).to_owned();
            return;
        }
        match part {
            Part::Text(text) => filled.text.push_str(text),
            Part::Value(filling) => match filling.value(event, encode) {
                Some(value) => filled.text.push_str(&value),
                None => filled.is_complete = false,
            },
            Part::Optional(inner) => {
                let mut optional = Filled {
                    text: String::new(),
                    is_complete: true,
                };
                fill(inner, event, encode, &mut optional);
                if optional.is_complete {
                    filled.text.push_str(&optional.text);
                }
            }
        }
    }
}

impl Filling {
    /// The first origin that has a value, changed and encoded. The console's address is ours: it is not encoded.
    fn value(&self, event: &Value, encode: &dyn Fn(String) -> String) -> Option<String> {
        self.from.iter().find_map(|origin| {
            let value = match origin {
                Origin::Pointer(pointer) => pointer.text(event)?,
                Origin::Literal(text) => text.clone(),
                Origin::Console => return super::super::links::console(event.get("region")?.as_str()?),
            };
            let changed = self.changes.iter().fold(value, |value, change| change.of(value));
            (!changed.is_empty()).then(|| encode(changed))
        })
    }
}

impl Change {
    fn of(self, value: String) -> String {
        match self {
            Self::Last => value.rsplit([':', '/']).next().unwrap_or_default().to_owned(),
            Self::Family => {
                let name = value.rsplit('/').next().unwrap_or_default();
                name.split(':').next().unwrap_or_default().to_owned()
            }
            Self::Number => value.trim().parse().map_or(value, text::number),
            Self::Lower => value.to_lowercase(),
        }
    }
}

#[cfg(test)]
mod tests;
