//! The matcher syntax: Alertmanager's UTF-8 matchers (`matcher/parse` there).
//!
//! A name or a value stands bare or in double quotes. Bare text has no white space and none of ``{ } ! = ~ , \ " ' ` ``; a
//! value may be empty. In quotes, the escapes of Go's strings. Matchers are separated by commas; braces around all of them
//! and a comma behind the last are allowed.

use thiserror::Error;

use super::{MatchOp, Matcher, escape};

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
    /// A brace was opened and not closed.
    #[error("the brace at the start is not closed")]
    OpenBrace,
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

/// One matcher. Braces around it and a comma behind it are as good as none.
pub(super) fn matcher(text: &str) -> Result<Matcher, MatcherError> {
    let (inside, braced) = unbraced(text);
    let (matcher, behind) = one(inside)?;
    let end = behind.strip_prefix(',').unwrap_or(behind).trim_start();
    match end.strip_prefix('}').filter(|_| braced) {
        Some("") => Ok(matcher),
        Some(outside) => Err(trailing(outside)),
        None if !end.is_empty() => Err(trailing(behind)),
        None if braced => Err(MatcherError::OpenBrace),
        None => Ok(matcher),
    }
}

/// Any number of matchers, separated by commas.
pub(super) fn matchers(text: &str) -> Result<Vec<Matcher>, MatcherError> {
    let (mut rest, braced) = unbraced(text);
    let mut found = Vec::new();
    loop {
        if rest.is_empty() {
            return if braced {
                Err(MatcherError::OpenBrace)
            } else {
                Ok(found)
            };
        }
        if let Some(outside) = rest.strip_prefix('}').filter(|_| braced) {
            return if outside.is_empty() {
                Ok(found)
            } else {
                Err(trailing(outside))
            };
        }
        let (matcher, behind) = one(rest)?;
        found.push(matcher);
        rest = match behind.strip_prefix(',') {
            Some(next) => next.trim_start(),
            // The end, of the text or of the braces, is seen above.
            None if behind.is_empty() || (braced && behind.starts_with('}')) => behind,
            None => return Err(trailing(behind)),
        };
    }
}

/// The text behind an opening brace, and whether there was one.
fn unbraced(text: &str) -> (&str, bool) {
    let text = text.trim();
    text.strip_prefix('{')
        .map_or((text, false), |inside| (inside.trim_start(), true))
}

fn trailing(rest: &str) -> MatcherError {
    MatcherError::Trailing {
        rest: rest.trim().to_owned(),
    }
}

/// A matcher and what follows it.
fn one(text: &str) -> Result<(Matcher, &str), MatcherError> {
    let (name, rest) = word(text)?;
    let (op, rest) =
        operator(rest.trim_start()).ok_or_else(|| MatcherError::NoOperator { after: name.clone() })?;
    let (value, rest) = word(rest.trim_start())?;
    Ok((Matcher::new(&name, op, &value)?, rest.trim_start()))
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
    let open = || MatcherError::OpenQuote {
        after: quoted.to_owned(),
    };
    // Bytes, because an escape may stand for a part of a character.
    let mut value = Vec::new();
    let mut rest = quoted;
    loop {
        let end = rest.find(['"', '\\']).ok_or_else(open)?;
        let (plain, marked) = rest.split_at(end);
        value.extend_from_slice(plain.as_bytes());
        let mut chars = marked.chars();
        if chars.next() == Some('"') {
            let text = String::from_utf8(value).map_err(|_| MatcherError::BadEscape { found: 'x' })?;
            return Ok((text, chars.as_str()));
        }
        let found = chars.next().ok_or_else(open)?;
        rest =
            escape::unescape(found, chars.as_str(), &mut value).ok_or(MatcherError::BadEscape { found })?;
    }
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
            (r#"a="\t\u00f1\303\261\xc3\xb1""#, "a", MatchOp::Equal, "\tñññ"),
            ("{a=b}", "a", MatchOp::Equal, "b"),
            ("a=b,", "a", MatchOp::Equal, "b"),
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
        assert_eq!(error("a=b, c=d"), MatcherError::Trailing { rest: ", c=d".into() });
        assert_eq!(error("{a=b"), MatcherError::OpenBrace);
        assert_eq!(error("{a=b} c"), MatcherError::Trailing { rest: "c".into() });
        assert_eq!(error("{}"), MatcherError::NoOperator { after: String::new() });
        assert_eq!(error("a=b,c"), MatcherError::Trailing { rest: ",c".into() });
        assert_eq!(error(r#"a="\xf0\x9f""#), MatcherError::BadEscape { found: 'x' });
        assert_eq!(error("a==b"), MatcherError::Trailing { rest: "=b".into() });
        assert!(matches!(error(r#"a=~"(""#), MatcherError::BadRegex { .. }));
    }

    #[test]
    fn a_list_of_matchers_may_stand_in_one_text() {
        let shown = |text| {
            let list = matchers(text).unwrap();
            list.iter().map(ToString::to_string).collect::<Vec<_>>()
        };
        assert_eq!(shown("{a=b, c!=\"d,e\" ,}"), [r#"a="b""#, r#"c!="d,e""#]);
        assert_eq!(shown("a=,b=~x"), [r#"a="""#, r#"b=~"x""#]);
        assert!(shown("").is_empty() && shown("{ }").is_empty());
        assert!(matchers(",").is_err() && matchers("a=b,,c=d").is_err());
    }
}
