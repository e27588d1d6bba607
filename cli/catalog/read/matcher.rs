//! Matchers: a list of them, or a list of such lists.

use std::ops::Range;

use alert_core::matcher::{Matcher, MatcherError, Matchers};

use super::super::code::Code;
use super::super::fault::Faults;
use super::super::fields::{items, text};
use super::super::files::Files;
use super::super::yaml::{Node, Value};
use super::within::place_within;

/// The condition that a node describes. What can't be read is reported and left out; the caller drops the whole then.
pub(crate) fn read(node: &Node, files: &Files, faults: &mut Faults) -> Option<Matchers> {
    read_key(node, "matchers", files, faults)
}

/// As [`read`], for a condition that stands under another key.
pub(crate) fn read_key(node: &Node, key: &str, files: &Files, faults: &mut Faults) -> Option<Matchers> {
    let items = items(node, key, faults)?;
    let any_list = items.iter().any(|item| matches!(item.value, Value::List(_)));
    if items.is_empty() {
        faults
            .add(Code::BadMatcher, node.place, "an empty list matches nothing")
            .help("write at least one matcher, such as 'service=\"sagemaker\"'");
        return None;
    }
    if !any_list {
        return list(items, files, faults).map(|list| Matchers::any_of(vec![list]));
    }
    let mut lists = Vec::new();
    for item in items {
        match &item.value {
            Value::List(inner) if inner.is_empty() => {
                faults
                    .add(Code::BadMatcher, item.place, "an empty list matches every alert")
                    .help("write what it is for, or leave the list out");
            }
            Value::List(inner) => lists.extend(list(inner, files, faults)),
            _ => {
                faults
                    .add(Code::WrongType, item.place, "a matcher beside a list of matchers")
                    .help("put it in a list of its own: all matchers of a list must match, any list may");
            }
        }
    }
    (lists.len() == items.len()).then(|| Matchers::any_of(lists))
}

fn list(items: &[Node], files: &Files, faults: &mut Faults) -> Option<Vec<Matcher>> {
    let matchers: Vec<Matcher> = items.iter().filter_map(|item| one(item, files, faults)).collect();
    (matchers.len() == items.len()).then_some(matchers)
}

fn one(node: &Node, files: &Files, faults: &mut Faults) -> Option<Matcher> {
    let written = match &node.value {
        Value::Map(_) => {
            faults
                .add(
                    Code::WrongType,
                    node.place,
                    "a matcher is one text, this is a map",
                )
                .help("write `'name=\"value\"'` instead of `name: value`");
            return None;
        }
        _ => text(node, "matchers", faults)?.value,
    };
    match Matcher::parse(&written) {
        Ok(matcher) => Some(matcher),
        Err(error) => {
            let (range, label) = within(&error, &written);
            let place = place_within(files, node.place, &written, range);
            faults
                .add(
                    Code::BadMatcher,
                    place,
                    format!("not a matcher: {}", first_line(&error)),
                )
                .label(label)
                .help(help(&error));
            None
        }
    }
}

/// Where in the text the fault is, and what stands there.
fn within(error: &MatcherError, text: &str) -> (Range<usize>, &'static str) {
    let end = text.trim_end().len();
    let start = text.len() - text.trim_start().len();
    let find = |part: &str| text.find(part).map(|at| at..at + part.len());
    match error {
        MatcherError::EmptyName => (
            start..(start + 1).min(end).max(start),
            "no label name before this",
        ),
        MatcherError::NoOperator { after } => {
            let at = find(after).map_or(end, |found| found.end);
            let behind = text
                .get(at..end)
                .and_then(|rest| rest.chars().next())
                .map_or(0, char::len_utf8);
            (at..at + behind, "an operator belongs here")
        }
        MatcherError::OpenQuote { after } => {
            let at = text.len().saturating_sub(after.len() + 1);
            (at..at + 1, "opened here")
        }
        MatcherError::OpenBrace => (start..start + 1, "opened here"),
        MatcherError::BadEscape { found } => (find(&format!("\\{found}")).unwrap_or(0..end), "no escape"),
        MatcherError::Trailing { rest } => (end.saturating_sub(rest.len())..end, "too much"),
        MatcherError::BadRegex { regex, .. } => (find(regex).unwrap_or(0..end), "no regular expression"),
    }
}

fn help(error: &MatcherError) -> &'static str {
    match error {
        MatcherError::Trailing { rest } if rest.starts_with('=') => "one `=` compares: `name=\"value\"`",
        MatcherError::EmptyName | MatcherError::NoOperator { .. } => {
            "write `name=\"value\"`, with one of `=`, `!=`, `=~`, `!~`"
        }
        MatcherError::OpenQuote { .. } => "close the quote",
        MatcherError::OpenBrace => "close the brace, or leave it out",
        MatcherError::BadEscape { .. } => {
            "in double quotes write `\\\\` for a backslash: `name=~\"v\\\\d+\"`"
        }
        MatcherError::Trailing { .. } => {
            "one text is one matcher: put the value in double quotes, or make it two texts"
        }
        MatcherError::BadRegex { .. } => {
            "it has to match the whole value; look-around and back-references do not exist here"
        }
    }
}

fn first_line(error: &MatcherError) -> String {
    error.to_string().lines().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::super::super::files::Place;
    use super::*;

    #[test]
    fn a_fault_is_pointed_at_inside_its_text() {
        for (written, pointed_at) in [
            (r#"'a=~"x("'"#, "x("),
            (r#"'"it''s"=b c'"#, "c"),
            (r#""a=\"b""#, "\\\""),
            (r"a=b,c", ",c"),
            (r#"'a="\d"'"#, r"\d"),
            ("'a'", ""),
        ] {
            let mut files = Files::default();
            files.add("t", "t".into(), format!("- {written}"));
            let mut faults = Faults::default();
            let whole = Place {
                file: 0,
                start: 0,
                end: written.len() + 2,
            };
            let node = super::super::super::yaml::parse(&files, whole, &mut faults).unwrap();
            assert!(read(&node, &files, &mut faults).is_none());
            let faults = faults.into_sorted();
            assert_eq!(faults.len(), 1, "{written}");
            assert_eq!(
                files.slice(faults[0].place),
                pointed_at,
                "{written}: {}",
                faults[0].message
            );
        }
    }
}
