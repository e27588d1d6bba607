//! Texts that are matchers or not, and what matchers match.

use alert_core::labels::Labels;
use alert_core::matcher::{MatchOp, Matcher, MatcherError};
use serde_json::Value;

use crate::table::part;

pub(crate) fn text(given: &Value) -> String {
    let read = if given["text"].is_string() {
        let text: String = part(given, "text");
        if part(given, "one") {
            Matcher::parse(&text).map(|matcher| vec![matcher])
        } else {
            Matcher::parse_all(&text)
        }
    } else {
        matcher(given, &part::<String>(given, "name"), "value").map(|matcher| vec![matcher])
    };
    read.map_or_else(
        |_| "refused".to_owned(),
        |list| list.iter().map(ToString::to_string).collect::<Vec<_>>().join(" "),
    )
}

pub(crate) fn matches(given: &Value) -> String {
    let matcher = matcher(given, "label", "pattern").unwrap();
    let labels = Labels::from_iter([("label", part::<String>(given, "value"))]);
    let word = if matcher.matches(&labels) {
        "matches"
    } else {
        "does not match"
    };
    word.to_owned()
}

fn matcher(given: &Value, name: &str, value: &str) -> Result<Matcher, MatcherError> {
    let op: String = part(given, "op");
    let op = [
        MatchOp::Equal,
        MatchOp::NotEqual,
        MatchOp::Regex,
        MatchOp::NotRegex,
    ]
    .into_iter()
    .find(|known| known.as_str() == op)
    .unwrap();
    Matcher::new(name, op, &part::<String>(given, value))
}
