//! Event patterns: which events something is about, in the language of EventBridge rules.
//!
//! Semantics as in the EventBridge User Guide, "Creating event patterns" and "Comparison operators for use in event
//! patterns", so that a pattern can be copied from a rule and back. Two differences, both where a rule would refuse the
//! pattern: a number is compared as a number however it is spelt, and a `cidr` has no limits of its own.

mod error;
mod filter;
mod operator;
mod wildcard;

use serde_json::{Map, Value};

pub use error::{PatternError, PatternFault};
pub use filter::Filter;

/// A pattern, read once and matched often.
#[derive(Debug, Clone, PartialEq)]
pub struct Pattern {
    fields: Vec<(String, Node)>,
    /// One of these has to match too: `$or`.
    any_of: Vec<Vec<Pattern>>,
}

/// What a pattern asks of one field.
#[derive(Debug, Clone, PartialEq)]
enum Node {
    /// One of these has to match a value there.
    Leaf(Vec<Filter>),
    /// The object there has to match.
    Inner(Pattern),
}

/// Patterns inside patterns beyond this are refused.
const MAX_DEPTH: usize = 12;
/// EventBridge's key for alternatives.
const OR: &str = "$or";

impl Pattern {
    /// Reads a pattern: an object in which every field is a list of alternatives or another object.
    pub fn parse(value: &Value) -> Result<Self, PatternError> {
        Self::read(value, 0)
    }

    fn read(value: &Value, depth: usize) -> Result<Self, PatternError> {
        let object = match value {
            _ if depth > MAX_DEPTH => return Err(PatternError::new(PatternFault::TooDeep)),
            Value::Object(object) if object.is_empty() => return Err(PatternError::new(PatternFault::Empty)),
            Value::Object(object) => object,
            _ => return Err(PatternError::new(PatternFault::NotAPattern)),
        };
        let mut pattern = Self {
            fields: vec![],
            any_of: vec![],
        };
        for (name, asked) in object {
            let node = match asked {
                Value::Array(alternatives) if name == OR => {
                    let read = alternatives.iter().enumerate().map(|(position, one)| {
                        Self::read(one, depth + 1).map_err(|error| error.within(&position.to_string()))
                    });
                    let read = read
                        .collect::<Result<Vec<_>, _>>()
                        .map_err(|error| error.within(OR))?;
                    if read.is_empty() {
                        return Err(PatternError::new(PatternFault::Empty).within(OR));
                    }
                    pattern.any_of.push(read);
                    continue;
                }
                Value::Array(alternatives) => Filter::list(alternatives).map(Node::Leaf),
                inner @ Value::Object(_) => Self::read(inner, depth + 1).map(Node::Inner),
                _ => Err(PatternError::new(PatternFault::NotAList)),
            };
            pattern
                .fields
                .push((name.clone(), node.map_err(|error| error.within(name))?));
        }
        Ok(pattern)
    }

    /// Whether an event is one that the pattern describes.
    pub fn matches(&self, event: &Value) -> bool {
        match event {
            Value::Object(object) => self.matches_object(object),
            // Objects in a list: each is looked at by itself, so that two fields are those of one element.
            Value::Array(list) => list
                .iter()
                .any(|element| element.is_object() && self.matches(element)),
            // A field that is absent, or is no object: only "must not exist" can still hold inside it.
            _ => self.matches_object(&Map::new()),
        }
    }

    fn matches_object(&self, object: &Map<String, Value>) -> bool {
        let field = |(name, node): &(String, Node)| match (node, object.get(name)) {
            (Node::Leaf(filters), value) => filters.iter().any(|filter| filter.matches(value)),
            (Node::Inner(pattern), value) => pattern.matches(value.unwrap_or(&Value::Null)),
        };
        let one_of = |alternatives: &Vec<Self>| alternatives.iter().any(|one| one.matches_object(object));
        self.fields.iter().all(field) && self.any_of.iter().all(one_of)
    }

    /// The texts that a top-level field must be one of; nothing when the pattern asks for anything else of it. An index
    /// files a pattern by these.
    pub fn exact_texts(&self, field: &str) -> Option<Vec<&str>> {
        let (_, node) = self.fields.iter().find(|(name, _)| name == field)?;
        match node {
            Node::Leaf(filters) => filters.iter().map(Filter::exact_text).collect(),
            Node::Inner(_) => None,
        }
    }
}

#[cfg(test)]
mod tests;
