//! The matcher syntax: Alertmanager's UTF-8 matchers (`matcher/parse` there).
//!
//! A name or a value stands bare or in double quotes. Bare text has no white space and none of ``{ } ! = ~ , \ " ' ` ``.
//! In quotes, `\"`, `\\` and `\n` are escapes.

use thiserror::Error;

use super::{MatchOp, Matcher};

/// Why a text is not a matcher.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum MatcherError {
    /// Nothing stands before the operator.
    #[error("a matcher needs a label name before its operator")]
    EmptyName,
    /// The text ended, or something else stands where the operator should be.
    #[error("expected one of `=`, `!=`, `=~`, `!~` after `{after}`")]
    NoOperator {
        /// What was read before.
        after: String,
    },
    /// A quote was opened and not closed.
    #[error("the quote before `{after}` is not closed")]
    OpenQuote {
        /// What follows the quote.
        after: String,
    },
    /// A backslash before something that is no escape.
    #[error("`\\{found}` is no escape; write `\\\\` for a backslash")]
    BadEscape {
        /// The character after the backslash.
        found: char,
    },
    /// Text after the matcher, or a character that needs quotes.
    #[error("`{rest}` does not belong to the matcher; put values with special characters in double quotes")]
    Trailing {
        /// What was left.
        rest: String,
    },
    /// The regular expression can't be compiled.
    #[error("`{regex}` is not a regular expression: {why}")]
    BadRegex {
        /// The expression.
        regex: String,
        /// The compiler's words.
        why: String,
    },
}

/// Whether a text may stand without quotes.
pub(super) fn is_plain(text: &str) -> bool {
    !text.is_empty() && text.chars().all(is_bare)
}

fn is_bare(c: char) -> bool {
    !c.is_whitespace() && !matches!(c, '{' | '}' | '!' | '=' | '~' | ',' | '\\' | '"' | '\'' | '`')
}

pub(super) fn matcher(text: &str) -> Result<Matcher, MatcherError> {
    let (name, rest) = word(text.trim())?;
    let (op, rest) =
        operator(rest.trim_start()).ok_or_else(|| MatcherError::NoOperator { after: name.clone() })?;
    let (value, rest) = word(rest.trim_start())?;
    if !rest.trim().is_empty() {
        return Err(MatcherError::Trailing {
            rest: rest.trim().to_owned(),
        });
    }
    Matcher::new(&name, op, &value)
}

fn operator(text: &str) -> Option<(MatchOp, &str)> {
    // The longer operators first: `=` is a prefix of `=~`.
    [
        MatchOp::Regex,
        MatchOp::NotRegex,
        MatchOp::NotEqual,
        MatchOp::Equal,
    ]
    .into_iter()
    .find_map(|op| text.strip_prefix(op.as_str()).map(|rest| (op, rest)))
}

/// A bare or quoted word and what follows it.
fn word(text: &str) -> Result<(String, &str), MatcherError> {
    let Some(quoted) = text.strip_prefix('"') else {
        let end = text.find(|c| !is_bare(c)).unwrap_or(text.len());
        let (bare, rest) = text.split_at(end);
        return Ok((bare.to_owned(), rest));
    };
    let mut value = String::new();
    let mut chars = quoted.char_indices();
    while let Some((at, c)) = chars.next() {
        match c {
            '"' => return Ok((value, quoted.get(at + 1..).unwrap_or_default())),
            '\\' => match chars.next() {
                Some((_, 'n')) => value.push('\n'),
                Some((_, escaped @ ('"' | '\\'))) => value.push(escaped),
                Some((_, found)) => return Err(MatcherError::BadEscape { found }),
                None => break,
            },
            _ => value.push(c),
        }
    }
    Err(MatcherError::OpenQuote {
        after: quoted.to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_values_may_be_bare_or_quoted() {
        for (text, name, op, value) in [
            ("a=b", "a", MatchOp::Equal, "b"),
            (" a = b ", "a", MatchOp::Equal, "b"),
            (r#"a="""#, "a", MatchOp::Equal, ""),
            ("a=", "a", MatchOp::Equal, ""),
            (r#""a b"!="c=d""#, "a b", MatchOp::NotEqual, "c=d"),
            (r#"servicio_ñ=~"á.*""#, "servicio_ñ", MatchOp::Regex, "á.*"),
            (r#"a!~"\\d+""#, "a", MatchOp::NotRegex, r"\d+"),
            (r#"a="x\"y\nz""#, "a", MatchOp::Equal, "x\"y\nz"),
        ] {
            let matcher = matcher(text).unwrap_or_else(|why| panic!("{text}: {why}"));
            assert_eq!(
                (matcher.name(), matcher.op(), matcher.value()),
                (name, op, value),
                "{text}"
            );
        }
    }

    #[test]
    fn what_is_no_matcher_says_why() {
        let error = |text| matcher(text).unwrap_err();
        assert_eq!(error("=b"), MatcherError::EmptyName);
        assert_eq!(error("a"), MatcherError::NoOperator { after: "a".into() });
        assert_eq!(error(r#"a="b"#), MatcherError::OpenQuote { after: "b".into() });
        assert_eq!(error(r#"a="\d""#), MatcherError::BadEscape { found: 'd' });
        assert_eq!(error("a=b c"), MatcherError::Trailing { rest: "c".into() });
        assert_eq!(error("a==b"), MatcherError::Trailing { rest: "=b".into() });
        assert!(matches!(error(r#"a=~"(""#), MatcherError::BadRegex { .. }));
    }
}
