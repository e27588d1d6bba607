//! The regular expression of a matcher, without an engine for it where it needs none.
//!
//! Nearly every expression in a catalog is text, `.*`, `.+` and `|`. Such a one is compiled and tried in a tenth of the time
//! that a regular expression takes, and both count: a catalog is compiled on a cold start, and its rules are tried on every
//! new alert. Prometheus does the same in `model/labels/regexp.go`.

use regex_lite::Regex;

/// What a whole value has to look like.
#[derive(Debug, Clone)]
pub(super) enum Pattern {
    /// Like one of these.
    Wild(Vec<Wild>),
    /// Like this expression.
    Regex(Regex),
}

/// Text with gaps.
#[derive(Debug, Clone)]
pub(super) struct Wild {
    first: String,
    then: Vec<Gap>,
}

/// As many characters as there are, then text.
#[derive(Debug, Clone)]
struct Gap {
    /// There is at least one of them: `.+`.
    is_some: bool,
    text: String,
}

impl Pattern {
    /// The pattern of a whole value, of which a `.` is any character.
    pub(super) fn new(text: &str) -> Result<Self, regex_lite::Error> {
        // A bar in a group or in a class, or one that is escaped, cuts something in two that is not wild then.
        if let Some(wild) = text.split('|').map(Wild::read).collect() {
            return Ok(Self::Wild(wild));
        }
        Regex::new(&format!("^(?s:{text})$")).map(Self::Regex)
    }

    /// Whether a value looks so.
    pub(super) fn matches(&self, value: &str) -> bool {
        match self {
            Self::Wild(any) => any.iter().any(|wild| wild.matches(value)),
            Self::Regex(regex) => regex.is_match(value),
        }
    }
}

impl Wild {
    fn read(text: &str) -> Option<Self> {
        let mut wild = Self {
            first: String::new(),
            then: vec![],
        };
        let mut chars = text.chars();
        while let Some(c) = chars.next() {
            let plain = match c {
                '\\' => chars
                    .next()
                    .filter(|c| is_special(*c) || matches!(c, '-' | '/'))?,
                '.' => {
                    let is_some = match chars.next()? {
                        '*' => false,
                        '+' => true,
                        _ => return None,
                    };
                    let text = String::new();
                    wild.then.push(Gap { is_some, text });
                    continue;
                }
                c if is_special(c) => return None,
                c => c,
            };
            wild.then
                .last_mut()
                .map_or(&mut wild.first, |gap| &mut gap.text)
                .push(plain);
        }
        Some(wild)
    }

    fn matches(&self, value: &str) -> bool {
        self.end(value).is_some()
    }

    /// What is left after the beginning, gap by gap: a text is taken where it first occurs, since the gap after it takes up
    /// whatever comes; only the last has to stand at the end.
    fn end<'a>(&self, value: &'a str) -> Option<&'a str> {
        let mut left = value.strip_prefix(self.first.as_str())?;
        let Some((last, before)) = self.then.split_last() else {
            return left.is_empty().then_some(left);
        };
        for gap in before {
            (_, left) = gap.opened(left)?.split_once(gap.text.as_str())?;
        }
        last.opened(left)?.strip_suffix(last.text.as_str())
    }
}

impl Gap {
    /// What its text may stand in.
    fn opened<'a>(&self, left: &'a str) -> Option<&'a str> {
        let mut chars = left.chars();
        if self.is_some {
            chars.next()?;
        }
        Some(chars.as_str())
    }
}

/// The characters that mean something else than themselves in a regular expression.
pub(super) fn is_special(c: char) -> bool {
    matches!(
        c,
        '\\' | '.' | '+' | '*' | '?' | '(' | ')' | '|' | '[' | ']' | '{' | '}' | '^' | '$'
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn an_engine_is_for_what_needs_one() {
        for (text, is_wild) in [
            ("", true),
            ("prod", true),
            ("prod-.*|.+-prod|", true),
            (".*-5xx-.+", true),
            (r"a\.b\|c", false),
            (r"a\.b\-c\/d", true),
            (r"\d", false),
            ("a.b", false),
            (".*?", false),
            ("b*", false),
            ("(a|b)", false),
            ("[|]", false),
            ("(?i)a", false),
            ("a.", false),
        ] {
            let pattern = Pattern::new(text).unwrap();
            assert_eq!(matches!(pattern, Pattern::Wild(_)), is_wild, "{text}");
        }
        assert!(Pattern::new("a|(").is_err());
        assert!(Pattern::new("a|*").is_err());
    }

    proptest! {
        /// The engine itself is the judge.
        #[test]
        fn wild_is_what_the_expression_says(
            text in r"(a|b|ñ|-|\\\.|\\-|\.\*|\.\+|\|){0,8}",
            value in "[abñ.\n-]{0,8}",
        ) {
            let Pattern::Wild(wild) = Pattern::new(&text).unwrap() else {
                return Err(TestCaseError::fail(format!("{text} is not wild")));
            };
            let regex = Regex::new(&format!("^(?s:{text})$")).unwrap();
            prop_assert_eq!(
                Pattern::Wild(wild).matches(&value),
                regex.is_match(&value),
                "{} of {:?}", text, value
            );
        }
    }
}
