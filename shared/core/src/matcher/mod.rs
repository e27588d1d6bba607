//! Matchers select alerts by label, in Alertmanager's syntax and with its meaning.
//!
//! `name="value"`, `name!="value"`, `name=~"regex"`, `name!~"regex"`. A label that is absent is the empty string; a
//! regular expression matches the whole value. Rule: Alertmanager `docs/configuration.md`, "matcher".

mod escape;
mod filing;
mod index;
mod parse;
mod pattern;
mod set;

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

pub use index::RuleIndex;
pub use parse::MatcherError;
pub use set::Matchers;

use crate::labels::Labels;
use filing::Filing;
use pattern::Pattern;

/// One condition on one label.
#[derive(Debug, Clone)]
pub struct Matcher {
    name: String,
    op: MatchOp,
    value: String,
    pattern: Option<Pattern>,
}

/// How a matcher compares.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum MatchOp {
    /// `=`
    Equal,
    /// `!=`
    NotEqual,
    /// `=~`
    Regex,
    /// `!~`
    NotRegex,
}

impl MatchOp {
    /// The operator as written.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Equal => "=",
            Self::NotEqual => "!=",
            Self::Regex => "=~",
            Self::NotRegex => "!~",
        }
    }
}

impl Matcher {
    /// A matcher on `name`.
    ///
    /// # Errors
    /// When the name is empty or the regular expression can't be compiled.
    pub fn new(name: &str, op: MatchOp, value: &str) -> Result<Self, MatcherError> {
        if name.is_empty() {
            return Err(MatcherError::EmptyName);
        }
        let pattern = match op {
            MatchOp::Equal | MatchOp::NotEqual => None,
            MatchOp::Regex | MatchOp::NotRegex => {
                Some(Pattern::new(value).map_err(|why| MatcherError::BadRegex {
                    regex: value.to_owned(),
                    why: why.to_string(),
                })?)
            }
        };
        Ok(Self {
            name: name.to_owned(),
            op,
            value: value.to_owned(),
            pattern,
        })
    }

    /// Reads one matcher, e.g. `alarm_name=~"prod-.*"`.
    ///
    /// # Errors
    /// When the text is not one matcher; the error says where.
    pub fn parse(text: &str) -> Result<Self, MatcherError> {
        parse::matcher(text)
    }

    /// Reads any number of matchers, e.g. `{service="sagemaker", environment!="dev"}`; all of them must match. The braces may
    /// be left out.
    ///
    /// # Errors
    /// When the text is no list of matchers; the error says where.
    pub fn parse_all(text: &str) -> Result<Vec<Self>, MatcherError> {
        parse::matchers(text)
    }

    /// Whether the labels satisfy it.
    pub fn matches(&self, labels: &Labels) -> bool {
        let value = labels.get(&self.name);
        match (self.op, &self.pattern) {
            (MatchOp::Equal, _) => value == self.value,
            (MatchOp::NotEqual, _) => value != self.value,
            (MatchOp::Regex, Some(pattern)) => pattern.matches(value),
            (MatchOp::NotRegex, Some(pattern)) => !pattern.matches(value),
            (MatchOp::Regex | MatchOp::NotRegex, None) => false,
        }
    }

    /// The label it looks at.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// How it compares.
    pub fn op(&self) -> MatchOp {
        self.op
    }

    /// What it compares with.
    pub fn value(&self) -> &str {
        &self.value
    }
}

impl fmt::Display for Matcher {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let quoted = |text: &str| {
            text.replace('\\', r"\\")
                .replace('"', "\\\"")
                .replace('\n', r"\n")
        };
        if parse::is_plain(&self.name) {
            f.write_str(&self.name)?;
        } else {
            write!(f, "\"{}\"", quoted(&self.name))?;
        }
        write!(f, "{}\"{}\"", self.op.as_str(), quoted(&self.value))
    }
}

impl PartialEq for Matcher {
    fn eq(&self, other: &Self) -> bool {
        (&self.name, self.op, &self.value) == (&other.name, other.op, &other.value)
    }
}

impl Eq for Matcher {}

impl Serialize for Matcher {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Matcher {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = String::deserialize(from)?;
        Self::parse(&text).map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn matches(matcher: &str, labels: &[(&str, &str)]) -> bool {
        Matcher::parse(matcher)
            .unwrap()
            .matches(&labels.iter().copied().collect())
    }

    #[test]
    fn an_absent_label_is_the_empty_string() {
        assert!(matches(r#"team="""#, &[]));
        assert!(matches(r#"team!="ml""#, &[]));
        assert!(matches(r#"team=~".*""#, &[]));
        assert!(!matches(r#"team=~".+""#, &[]));
        assert!(matches(r#"team!~".+""#, &[]));
    }

    #[test]
    fn a_regex_matches_the_whole_value() {
        assert!(!matches(r#"name=~"prod""#, &[("name", "prod-endpoint")]));
        assert!(matches(r#"name=~"prod|staging""#, &[("name", "staging")]));
        assert!(!matches(r#"name=~"prod|staging""#, &[("name", "staging-2")]));
        assert!(matches(r#"name=~"a.b""#, &[("name", "a\nb")]));
    }

    #[test]
    fn a_matcher_reads_back_as_it_was_written() {
        for text in [
            r#"a="b""#,
            r#"a!="b\"c""#,
            r#""with space"=~"x\\.y""#,
            r#"a!~"l1\nl2""#,
        ] {
            assert_eq!(Matcher::parse(text).unwrap().to_string(), text);
        }
    }
}
