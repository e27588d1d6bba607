//! The rows are those of the EventBridge User Guide's pages on patterns, in our own words and values.

use super::*;
use serde_json::json;

fn event() -> Value {
    json!({
        "source": "aws.example", "detail-type": "Thing Changed", "resources": ["arn:one", "arn:two"],
        "detail": {
            "state": "failed", "count": 300, "ratio": 0.5, "flag": true, "nothing": null, "empty": [], "none": {},
            "address": "10.0.0.77", "path": "reports/2026/q3.csv",
            "containers": [{"name": "web", "exitCode": 0}, {"name": "job", "exitCode": 3}],
        }
    })
}

#[test]
fn patterns_match_as_eventbridge_documents() {
    for (pattern, expected) in [
        (json!({"source": ["aws.example"]}), true),
        (json!({"source": ["aws.other", "aws.example"]}), true),
        (json!({"source": ["aws.other"]}), false),
        (
            json!({"source": ["aws.example"], "detail": {"state": ["ok"]}}),
            false,
        ), // all fields
        (json!({"resources": ["arn:two"]}), true), // one of a list
        (json!({"detail": {"state": [{"prefix": "fa"}]}}), true),
        (json!({"detail": {"state": [{"prefix": "FA"}]}}), false),
        (
            json!({"detail": {"state": [{"prefix": {"equals-ignore-case": "FA"}}]}}),
            true,
        ),
        (json!({"detail": {"path": [{"suffix": ".csv"}]}}), true),
        (
            json!({"detail": {"path": [{"suffix": {"equals-ignore-case": ".CSV"}}]}}),
            true,
        ),
        (
            json!({"detail": {"path": [{"wildcard": "reports/*/q*.csv"}]}}),
            true,
        ),
        (
            json!({"detail": {"path": [{"wildcard": "reports/*/q4*"}]}}),
            false,
        ),
        (
            json!({"detail": {"state": [{"equals-ignore-case": "FAILED"}]}}),
            true,
        ),
        (json!({"detail": {"state": [{"anything-but": "ok"}]}}), true),
        (
            json!({"detail": {"state": [{"anything-but": ["ok", "failed"]}]}}),
            false,
        ),
        (
            json!({"detail": {"state": [{"anything-but": {"prefix": "fa"}}]}}),
            false,
        ),
        (
            json!({"detail": {"state": [{"anything-but": {"suffix": ["x", "ed"]}}]}}),
            false,
        ),
        (
            json!({"detail": {"path": [{"anything-but": {"wildcard": "*/2025/*"}}]}}),
            true,
        ),
        (json!({"detail": {"absent": [{"anything-but": "ok"}]}}), false), // it has to be there
        (json!({"detail": {"count": [300]}}), true),
        (json!({"detail": {"count": ["300"]}}), false), // a text is no number
        (
            json!({"detail": {"count": [{"numeric": [">", 0, "<=", 300]}]}}),
            true,
        ),
        (json!({"detail": {"count": [{"numeric": ["<", 300]}]}}), false),
        (json!({"detail": {"state": [{"numeric": ["=", 0]}]}}), false),
        (json!({"detail": {"count": [{"anything-but": [300]}]}}), false),
        (json!({"detail": {"flag": [true]}}), true),
        (json!({"detail": {"nothing": [null]}}), true),
        (json!({"detail": {"absent": [null]}}), false),
        (json!({"detail": {"nothing": [{"exists": true}]}}), true),
        (json!({"detail": {"absent": [{"exists": false}]}}), true),
        (json!({"detail": {"state": [{"exists": false}]}}), false),
        (json!({"detail": {"empty": [{"exists": true}]}}), false), // an empty list has no value
        (json!({"detail": {"none": [{"exists": true}]}}), false),  // only leaves exist
        (
            json!({"detail": {"absent": {"inner": [{"exists": false}]}}}),
            true,
        ),
        (json!({"detail": {"absent": {"inner": ["x"]}}}), false),
        (json!({"detail": {"state": {"inner": [{"exists": false}]}}}), true),
        (json!({"detail": {"address": [{"cidr": "10.0.0.0/24"}]}}), true),
        (json!({"detail": {"address": [{"cidr": "10.0.1.0/24"}]}}), false),
        (json!({"detail": {"address": [{"cidr": "0.0.0.0/0"}]}}), true),
        (json!({"detail": {"address": [{"cidr": "::/0"}]}}), false),
        (
            json!({"detail": {"containers": {"exitCode": [{"anything-but": 0}]}}}),
            true,
        ),
        // Both fields of one element, not of any two.
        (
            json!({"detail": {"containers": {"name": ["web"], "exitCode": [{"anything-but": 0}]}}}),
            false,
        ),
        (
            json!({"detail": {"$or": [{"state": ["ok"]}, {"count": [300]}]}}),
            true,
        ),
        (
            json!({"$or": [{"source": ["aws.example"]}, {"source": ["x"]}], "detail-type": ["Other"]}),
            false,
        ),
        (json!({"detail": {"state": ["ok", {"exists": false}]}}), false),
        (json!({"detail": {"absent": ["ok", {"exists": false}]}}), true), // alternatives of both kinds
    ] {
        let read = Pattern::parse(&pattern).unwrap();
        assert_eq!(read.matches(&event()), expected, "{pattern}");
    }
}

#[test]
fn a_rule_that_would_be_refused_is_refused_where_it_is_wrong() {
    for (pattern, expected) in [
        (json!([]), "a pattern is an object of fields"),
        (json!({}), "there is nothing in it"),
        (
            json!({"source": "aws.example"}),
            "source: a field takes a list of alternatives",
        ),
        (json!({"source": []}), "source: there is nothing in it"),
        (json!({"detail": {}}), "detail: there is nothing in it"),
        (
            json!({"detail": {"state": ["ok", ["x"]]}}),
            "detail.state.1: an alternative is a value or",
        ),
        (
            json!({"state": [{"begins": "x"}]}),
            "state.0: there is no operator `begins`",
        ),
        (
            json!({"state": [{"prefix": "x", "suffix": "y"}]}),
            "state.0: an operator is an object with one key",
        ),
        (
            json!({"state": [{"prefix": 1}]}),
            "state.0.prefix: `prefix` takes a text",
        ),
        (
            json!({"state": [{"numeric": [">"]}]}),
            "state.0.numeric: `numeric` takes a comparison and a number",
        ),
        (
            json!({"state": [{"numeric": [">", "1"]}]}),
            "state.0.numeric: `numeric` takes",
        ),
        (
            json!({"state": [{"exists": "yes"}]}),
            "state.0.exists: `exists` takes true or false",
        ),
        (
            json!({"state": [{"wildcard": "a**"}]}),
            "state.0.wildcard: `wildcard` takes a text without two stars",
        ),
        (
            json!({"state": [{"anything-but": {"numeric": ["=", 1]}}]}),
            "state.0.anything-but: `anything-but` takes",
        ),
        (
            json!({"state": [{"cidr": "10.0.0.0/40"}]}),
            "state.0.cidr: `cidr` takes",
        ),
        (json!({"$or": []}), "$or: there is nothing in it"),
        (json!({"$or": [{"a": 1}]}), "$or.0.a: a field takes a list"),
    ] {
        let error = Pattern::parse(&pattern).unwrap_err().to_string();
        assert!(error.starts_with(expected), "{pattern}: {error}");
    }
    let mut deep = json!({"a": ["x"]});
    for _ in 0..20 {
        deep = json!({ "a": deep });
    }
    assert_eq!(Pattern::parse(&deep).unwrap_err().fault, PatternFault::TooDeep);
}

#[test]
fn words_are_the_same_however_they_are_spelt() {
    let words = Filter::words(&[json!("InService"), json!({"prefix": "x"})]).unwrap();
    for (value, expected) in [
        ("IN_SERVICE", true),
        ("in service", true),
        ("in-service", true),
        ("OutOfService", false),
    ] {
        assert_eq!(words[0].matches(Some(&json!(value))), expected, "{value}");
    }
    assert!(words[1].matches(Some(&json!("xyz"))));
}

#[test]
fn an_index_can_ask_what_a_pattern_is_about() {
    let pattern = |value: Value| Pattern::parse(&value).unwrap();
    let listed =
        pattern(json!({"source": ["a", "b"], "detail-type": ["t", {"prefix": "u"}], "detail": {"x": ["y"]}}));
    assert_eq!(listed.exact_texts("source"), Some(vec!["a", "b"]));
    for field in ["detail-type", "detail", "absent"] {
        assert_eq!(listed.exact_texts(field), None, "{field}");
    }
}

#[test]
fn a_hostile_value_costs_its_length() {
    let pattern = Pattern::parse(&json!({"a": [{"wildcard": "*a*a*a*a*a*a*a*b"}]})).unwrap();
    assert!(!pattern.matches(&json!({"a": "a".repeat(1_000_000)})));
}
