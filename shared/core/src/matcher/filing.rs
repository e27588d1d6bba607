//! What a matcher tells of the values that it can match, as far as an index can use it.

use super::pattern::is_special;
use super::{MatchOp, Matcher};

/// The words under which a rule is found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Filing<'a> {
    /// The value is one of these.
    Values(Vec<&'a str>),
    /// The value begins so.
    Beginning(&'a str),
}

impl<'a> Filing<'a> {
    /// Nothing for a matcher that an absent label may satisfy, which no look-up by label would find, or of which nothing
    /// is known.
    pub(super) fn of(matcher: &'a Matcher) -> Option<Self> {
        let value = matcher.value();
        match matcher.op() {
            MatchOp::Equal => one_of(vec![value]),
            MatchOp::Regex if value.contains('|') => {
                // Only of plain words: a bar inside of a group or a class divides something else.
                let words = value.split('|');
                words
                    .clone()
                    .all(|word| !word.contains(is_special))
                    .then(|| words.collect())
                    .and_then(one_of)
            }
            MatchOp::Regex => match value.find(is_special) {
                None => one_of(vec![value]),
                Some(end) => {
                    let (plain, rest) = value.split_at_checked(end)?;
                    // What is repeated, perhaps no times at all, is the last character.
                    let is_repeated = rest.starts_with(['*', '?', '+', '{']);
                    let last = plain.char_indices().next_back().filter(|_| is_repeated);
                    let sure = plain.get(..last.map_or(end, |(start, _)| start))?;
                    (!sure.is_empty()).then_some(Self::Beginning(sure))
                }
            },
            MatchOp::NotEqual | MatchOp::NotRegex => None,
        }
    }

    /// The words.
    pub(super) fn words(&self) -> impl Iterator<Item = &'a str> + '_ {
        let (values, beginning) = match self {
            Self::Values(values) => (values.as_slice(), None),
            Self::Beginning(beginning) => (&[][..], Some(*beginning)),
        };
        values.iter().copied().chain(beginning)
    }

    /// Whether they are what a value begins with, and not the whole of it.
    pub(super) const fn is_beginning(&self) -> bool {
        matches!(self, Self::Beginning(_))
    }
}

fn one_of(values: Vec<&str>) -> Option<Filing<'_>> {
    (!values.iter().any(|value| value.is_empty())).then_some(Filing::Values(values))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_tell_what_their_values_begin_with() {
        for (text, expected) in [
            ("a=b", Some(Filing::Values(vec!["b"]))),
            ("a=", None),
            ("a!=b", None),
            ("a!~b", None),
            ("a=~b", Some(Filing::Values(vec!["b"]))),
            ("a=~\"b|c d\"", Some(Filing::Values(vec!["b", "c d"]))),
            ("a=~\"b|\"", None),
            ("a=~\"b|c.*\"", None),
            ("a=~\"b[|]\"", None),
            ("a=~\"prod-.*\"", Some(Filing::Beginning("prod-"))),
            ("a=~\"prod-?x\"", Some(Filing::Beginning("prod"))),
            ("a=~\"añ{0,2}\"", Some(Filing::Beginning("a"))),
            ("a=~\"b*\"", None),
            ("a=~\"(?i)b\"", None),
            ("a=~\".*b\"", None),
        ] {
            let matcher = Matcher::parse(text).unwrap();
            assert_eq!(Filing::of(&matcher), expected, "{text}");
        }
    }
}
