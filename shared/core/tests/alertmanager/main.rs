//! Alertmanager's own test cases, judged by this crate.
//!
//! Each line of a `.jsonl` file is one case: the Alertmanager test that it is taken from (file and name, version of
//! 2026-08-22, Apache-2.0), what is given, and what Alertmanager's test expects. The cases are facts in this project's words
//! (labels, receivers, names); no code is shared. Where this project differs on purpose, the line also says what it does
//! (`ours`) and `why`, and `docs/adr/0004-differences-from-alertmanager.md` lists it.

#![allow(clippy::unwrap_used)] // judges are no tests themselves, but only tests call them

mod decisions;
mod inhibitions;
mod intervals;
mod matchers;
mod routes;
mod silences;
mod table;

use std::collections::BTreeSet;

use table::{Row, Table};

const TABLES: &[Table] = &[
    Table::new("routes", include_str!("routes.jsonl"), routes::judge),
    Table::new(
        "matcher_texts",
        include_str!("matcher_texts.jsonl"),
        matchers::text,
    ),
    Table::new("matches", include_str!("matches.jsonl"), matchers::matches),
    Table::new(
        "inhibitions",
        include_str!("inhibitions.jsonl"),
        inhibitions::judge,
    ),
    Table::new(
        "silence_matches",
        include_str!("silence_matches.jsonl"),
        silences::matches,
    ),
    Table::new(
        "silence_edits",
        include_str!("silence_edits.jsonl"),
        silences::edit,
    ),
    Table::new(
        "silence_expiries",
        include_str!("silence_expiries.jsonl"),
        silences::expire,
    ),
    Table::new(
        "silence_states",
        include_str!("silence_states.jsonl"),
        silences::state,
    ),
    Table::new(
        "silence_checks",
        include_str!("silence_checks.jsonl"),
        silences::check,
    ),
    Table::new(
        "interval_instants",
        include_str!("interval_instants.jsonl"),
        intervals::contains,
    ),
    Table::new(
        "interval_texts",
        include_str!("interval_texts.jsonl"),
        intervals::reads,
    ),
    Table::new(
        "interval_mutes",
        include_str!("interval_mutes.jsonl"),
        intervals::mutes,
    ),
    Table::new("decisions", include_str!("decisions.jsonl"), decisions::judge),
];

const DIFFERENCES: &str = include_str!("../../../../docs/adr/0004-differences-from-alertmanager.md");

#[test]
fn every_case_ends_as_its_row_says() {
    let mut wrong = Vec::new();
    let (mut cases, mut differences) = (0, 0);
    for table in TABLES {
        let rows = table.rows();
        let differing = rows.iter().filter(|row| row.ours.is_some()).count();
        println!(
            "{:>4} {:<18} {differing} on purpose not as Alertmanager",
            rows.len(),
            table.name
        );
        cases += rows.len();
        differences += differing;
        for row in &rows {
            let found = (table.judge)(&row.given);
            if found != row.expected() {
                wrong.push(format!(
                    "{}: {row}\n  expected {}\n  found    {found}",
                    table.name,
                    row.expected()
                ));
            }
        }
    }
    println!(
        "{cases:>4} cases, {} as Alertmanager, {differences} on purpose not",
        cases - differences
    );
    assert!(wrong.is_empty(), "{} wrong\n{}", wrong.len(), wrong.join("\n"));
    assert!(cases >= 300, "rows were lost: {cases}");
}

/// Each row is tried with every other outcome of its table: a row that would still pass, or a table with one outcome, asserts
/// nothing.
#[test]
fn any_other_expectation_fails() {
    let mut flipped = 0;
    for table in TABLES {
        let rows = table.rows();
        let outcomes: BTreeSet<&str> = rows.iter().map(Row::expected).collect();
        assert!(outcomes.len() > 1, "{}: every row expects the same", table.name);
        for row in &rows {
            let found = (table.judge)(&row.given);
            let others = outcomes.iter().filter(|outcome| **outcome != row.expected());
            for other in others {
                assert_ne!(found, **other, "{}: {row}", table.name);
            }
            flipped += 1;
        }
    }
    println!("{flipped} cases fail with any other outcome of their table");
}

#[test]
fn every_row_names_its_test_and_stands_once() {
    for table in TABLES {
        let mut seen = BTreeSet::new();
        for row in table.rows() {
            let (file, test) = row.test.split_once(' ').unwrap_or_else(|| panic!("{row}"));
            assert!(file.ends_with("_test.go") && test.starts_with("Test"), "{row}");
            assert!(
                seen.insert((row.test.clone(), row.given.to_string())),
                "twice: {row}"
            );
        }
    }
}

/// The record lists each difference with its case and reason, and no other.
#[test]
fn every_difference_is_recorded() {
    let mut differing = 0;
    for table in TABLES {
        for row in table.rows() {
            let Some(ours) = &row.ours else {
                assert!(row.why.is_none(), "a reason without a difference: {row}");
                continue;
            };
            differing += 1;
            assert_ne!(*ours, row.alertmanager, "{row}");
            let line = format!(
                "| `{}` | {} | {} |",
                row.test,
                row.case,
                row.why.as_deref().unwrap_or_default()
            );
            assert!(DIFFERENCES.contains(&line), "not in the record:\n{line}");
        }
    }
    let recorded = DIFFERENCES
        .lines()
        .filter(|line| line.contains("_test.go"))
        .count();
    assert_eq!(recorded, differing, "the record lists a case that no row marks");
}
