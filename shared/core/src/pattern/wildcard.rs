//! `*` for any number of characters; `\*` and `\\` for themselves.

use super::error::{PatternError, PatternFault};

/// The texts between the stars, in order: the first begins the value, the last ends it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wildcard(Vec<String>);

impl Wildcard {
    pub(super) fn parse(text: &str) -> Result<Self, PatternError> {
        let wrong = |takes| {
            PatternError::new(PatternFault::WrongOperand {
                operator: "wildcard",
                takes,
            })
        };
        let mut parts = vec![String::new()];
        let mut characters = text.chars();
        let mut was_star = false;
        while let Some(c) = characters.next() {
            let is_star = c == '*';
            if is_star && was_star {
                return Err(wrong("a text without two stars in a row"));
            }
            was_star = is_star;
            if is_star {
                parts.push(String::new());
                continue;
            }
            let meant = match c {
                '\\' => match characters.next() {
                    Some(escaped @ ('*' | '\\')) => escaped,
                    _ => return Err(wrong("a text in which `\\` stands before `*` or `\\` only")),
                },
                other => other,
            };
            if let Some(part) = parts.last_mut() {
                part.push(meant);
            }
        }
        Ok(Self(parts))
    }

    /// Finds the parts one after the other: the earliest place for each leaves the most room for the rest, so nothing is
    /// ever tried twice, however hostile the value.
    pub(super) fn matches(&self, value: &str) -> bool {
        let Some((first, rest)) = self.0.split_first() else {
            return value.is_empty();
        };
        let Some((last, middle)) = rest.split_last() else {
            return value == first;
        };
        let Some(mut value) = value.strip_prefix(first.as_str()) else {
            return false;
        };
        for part in middle {
            let Some((_, after)) = value.split_once(part.as_str()) else {
                return false;
            };
            value = after;
        }
        value.ends_with(last.as_str())
    }
}
