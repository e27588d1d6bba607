//! A row for each moment in the lives of a source and its target; then any histories.

use proptest::prelude::*;

use super::*;
use crate::matcher::Matchers;
use crate::time::SignedDuration;

fn at(seconds: i64) -> Timestamp {
    Timestamp::from_second(1_800_000_000 + seconds).unwrap()
}

fn name(name: &str) -> Fingerprint {
    Fingerprint::from(name.to_owned())
}

fn rule(wait: i64, extension: i64) -> InhibitRule {
    InhibitRule {
        name: "r".to_owned(),
        source_matchers: Matchers::everything(),
        target_matchers: Matchers::everything(),
        equal: vec![],
        wait: SignedDuration::from_secs(wait),
        extension: SignedDuration::from_secs(extension),
    }
}

/// `*` after the name: on both sides.
fn source(text: &str, starts: i64, ends: Option<i64>) -> Source {
    Source {
        fingerprint: name(text.trim_end_matches('*')),
        starts_at: at(starts),
        ends_at: ends.map(at),
        is_target: text.ends_with('*'),
    }
}

fn shown(inhibition: &Inhibition) -> String {
    let list = |names: &[Fingerprint]| {
        names
            .iter()
            .map(Fingerprint::as_str)
            .collect::<Vec<_>>()
            .join(",")
    };
    let time = |at_: &Option<Timestamp>| {
        at_.map_or_else(
            || "-".to_owned(),
            |then| (then.as_second() - 1_800_000_000).to_string(),
        )
    };
    match inhibition {
        Inhibition::Held { by, until } => format!("held by {{{}}} until {}", list(by), time(until)),
        Inhibition::Free { since, after } => format!("free since {} after {{{}}}", time(since), list(after)),
    }
}

#[test]
#[allow(clippy::too_many_lines)] // a table
fn every_moment() {
    // (why, wait, extension, target's name with * when on both sides, sources, now, answer); the target fires at 100.
    let rows = [
        (
            "nobody to hold it",
            0,
            0,
            "t",
            vec![],
            100,
            "free since - after {}",
        ),
        (
            "a source fires",
            0,
            0,
            "t",
            vec![source("a", 50, None)],
            100,
            "held by {a} until -",
        ),
        (
            "two do",
            0,
            0,
            "t",
            vec![source("b", 50, None), source("a", 60, None)],
            100,
            "held by {a,b} until -",
        ),
        (
            "one has not begun",
            0,
            0,
            "t",
            vec![source("a", 150, None)],
            100,
            "free since - after {}",
        ),
        (
            "one arrives later, without a wait",
            0,
            0,
            "t",
            vec![source("a", 150, None)],
            150,
            "held by {a} until -",
        ),
        (
            "it ended before",
            0,
            0,
            "t",
            vec![source("a", 50, Some(90))],
            100,
            "free since - after {}",
        ),
        (
            "it ends",
            0,
            0,
            "t",
            vec![source("a", 50, Some(200))],
            199,
            "held by {a} until -",
        ),
        (
            "and what it held is heard",
            0,
            0,
            "t",
            vec![source("a", 50, Some(200))],
            200,
            "free since 200 after {a}",
        ),
        (
            "the last to end",
            0,
            0,
            "t",
            vec![source("a", 50, Some(200)), source("b", 50, Some(300))],
            300,
            "free since 300 after {b}",
        ),
        // Extension.
        (
            "it ended, the extension runs",
            0,
            60,
            "t",
            vec![source("a", 50, Some(200))],
            259,
            "held by {a} until 260",
        ),
        (
            "it is over",
            0,
            60,
            "t",
            vec![source("a", 50, Some(200))],
            260,
            "free since 260 after {a}",
        ),
        (
            "it reaches a target that fires after the end",
            0,
            60,
            "t",
            vec![source("a", 20, Some(90))],
            100,
            "held by {a} until 150",
        ),
        (
            "not one that fires later still",
            0,
            60,
            "t",
            vec![source("a", 20, Some(40))],
            100,
            "free since - after {}",
        ),
        // Wait.
        (
            "a source may be on its way",
            30,
            0,
            "t",
            vec![],
            129,
            "held by {} until 130",
        ),
        (
            "it did not come",
            30,
            0,
            "t",
            vec![],
            130,
            "free since 130 after {}",
        ),
        (
            "it came in time",
            30,
            0,
            "t",
            vec![source("a", 120, None)],
            131,
            "held by {a} until -",
        ),
        (
            "it came and went: no more waiting",
            30,
            0,
            "t",
            vec![source("a", 105, Some(110))],
            111,
            "free since 110 after {a}",
        ),
        (
            "an old one is no reason not to wait",
            30,
            0,
            "t",
            vec![source("a", 20, Some(40))],
            111,
            "held by {} until 130",
        ),
        // Both sides.
        (
            "both on both sides",
            0,
            0,
            "t*",
            vec![source("a*", 50, None)],
            100,
            "free since - after {}",
        ),
        (
            "only the target is",
            0,
            0,
            "t*",
            vec![source("a", 50, None)],
            100,
            "held by {a} until -",
        ),
        (
            "only the source is",
            0,
            0,
            "t",
            vec![source("a*", 50, None)],
            100,
            "held by {a} until -",
        ),
        (
            "one of two is",
            0,
            0,
            "t*",
            vec![source("a*", 50, None), source("b", 50, None)],
            100,
            "held by {b} until -",
        ),
        (
            "itself",
            0,
            0,
            "t*",
            vec![source("t", 50, None)],
            100,
            "free since - after {}",
        ),
    ];
    for (why, wait, extension, target, sources, now, expected) in rows {
        let fingerprint = name(target.trim_end_matches('*'));
        let target = Target {
            fingerprint: &fingerprint,
            starts_at: at(100),
            is_source: target.ends_with('*'),
        };
        let found = rule(wait, extension).inhibition(target, &sources, at(now));
        assert_eq!(shown(&found), expected, "{why}");
    }
}

#[test]
fn several_rules_hold_together() {
    let held = |by: &str, until: Option<i64>| Inhibition::Held {
        by: vec![name(by)],
        until: until.map(at),
    };
    let free = |after: &str, since: i64| Inhibition::Free {
        since: Some(at(since)),
        after: vec![name(after)],
    };
    for (one, other, expected) in [
        (held("a", Some(5)), held("b", Some(9)), "held by {a,b} until 9"),
        (held("a", Some(5)), held("b", None), "held by {a,b} until -"),
        (held("a", Some(5)), free("b", 9), "held by {a} until 5"),
        (free("a", 5), free("b", 9), "free since 9 after {b}"),
        (free("a", 9), free("b", 9), "free since 9 after {a,b}"),
        (free("a", 5), Inhibition::FREE, "free since 5 after {a}"),
    ] {
        assert_eq!(shown(&one.clone().and(other.clone())), expected);
        assert_eq!(shown(&other.and(one)), expected);
    }
}

proptest! {
    /// The bound of the added delay, second by second: held only while a source fires, in the extension after one, or in
    /// the wait; and what is held until a time is free at that time if nothing else happens.
    #[test]
    fn no_longer_than_the_rule_says(
        wait in 0..40_i64,
        extension in 0..40_i64,
        spans in prop::collection::vec((0..300_i64, 1..100_i64), 0..4),
    ) {
        let sources: Vec<Source> = spans.iter().enumerate()
            .map(|(n, (starts, length))| source(&n.to_string(), *starts, Some(starts + length)))
            .collect();
        let fingerprint = name("t");
        let target = Target { fingerprint: &fingerprint, starts_at: at(100), is_source: false };
        for now in 100..500 {
            let fires = spans.iter().any(|(starts, length)| *starts <= now && now < starts + length);
            let extended = spans.iter().any(|(starts, length)| {
                let end = starts + length;
                end <= now && now < end + extension
            });
            let found = rule(wait, extension).inhibition(target, &sources, at(now));
            match found {
                Inhibition::Held { until: None, .. } => prop_assert!(fires),
                Inhibition::Held { until: Some(until), by } => {
                    prop_assert!(!fires && until > at(now));
                    let bounded = if by.is_empty() { now < 100 + wait } else { extended };
                    prop_assert!(bounded);
                    // Sources that begin before then change the answer; without them it is free at that time.
                    let known: Vec<Source> = sources.iter().filter(|source| source.starts_at <= at(now)).cloned().collect();
                    let free = matches!(rule(wait, extension).inhibition(target, &known, until), Inhibition::Free { since, .. } if since == Some(until));
                    prop_assert!(free);
                }
                Inhibition::Free { since, .. } => {
                    prop_assert!(!fires && !extended);
                    prop_assert!(since.is_none_or(|since| since <= at(now)));
                }
            }
        }
    }
}
