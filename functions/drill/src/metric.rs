//! The metrics of drills and comparisons, in CloudWatch's embedded metric format: how one went, and how long ago the last drill
//! passed.

use alert_core::time::Timestamp;
use serde_json::{Map, Value, json};
use std::io::Write;

/// The router's namespace.
const NAMESPACE: &str = "AlertRouter";

/// Counts a drill by how it went.
pub(crate) fn outcome(has_passed: bool, now: Timestamp) -> Value {
    let name = if has_passed { "DrillPassed" } else { "DrillFailed" };
    line(name, "Count", 1, now)
}

/// How long ago the last drill passed, in seconds. Without one there is no metric: its alarm takes silence for trouble.
pub(crate) fn age(last_passed: Option<Timestamp>, now: Timestamp) -> Option<Value> {
    let age = now.duration_since(last_passed?).as_secs().max(0);
    Some(line("DrillAge", "Seconds", age, now))
}

/// Counts a comparison: whether it came to its end, and what there was to say.
pub(crate) fn reconciled(has_succeeded: bool, counts: &[(&str, usize)], now: Timestamp) -> Value {
    let name = if has_succeeded {
        "Reconciled"
    } else {
        "ReconcileFailed"
    };
    // A metric costs for each hour in which it is written, and most runs have nothing to say.
    let counts = counts.iter().filter(|(_, count)| *count > 0);
    let counts = counts.map(|(name, count)| (*name, "Count", Value::from(*count)));
    lines(std::iter::once((name, "Count", 1.into())).chain(counts), now)
}

/// A line of its own: CloudWatch makes metrics of it.
pub(crate) fn write(line: &Value) {
    // A metric that can't be written must not fail what it counts.
    drop(writeln!(std::io::stdout().lock(), "{line}"));
}

fn line(name: &str, unit: &str, value: i64, now: Timestamp) -> Value {
    lines(std::iter::once((name, unit, value.into())), now)
}

fn lines<'a>(metrics: impl Iterator<Item = (&'a str, &'a str, Value)>, now: Timestamp) -> Value {
    let (mut line, mut named) = (Map::new(), Vec::new());
    for (name, unit, value) in metrics {
        named.push(json!({ "Name": name, "Unit": unit }));
        line.insert(name.to_owned(), value);
    }
    line.insert(
        "_aws".to_owned(),
        json!({
            "Timestamp": now.as_millisecond(),
            "CloudWatchMetrics": [{ "Namespace": NAMESPACE, "Dimensions": [[]], "Metrics": named }],
        }),
    );
    Value::Object(line)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_age_is_what_the_alarm_watches() {
        let now: Timestamp = "2026-11-24T10:00:00Z".parse().unwrap();
        let line = age("2026-11-24T09:00:00Z".parse().ok(), now).unwrap();
        assert_eq!(line["DrillAge"], 3_600);
        let directive = &line["_aws"]["CloudWatchMetrics"][0];
        assert_eq!(directive["Namespace"], "AlertRouter");
        assert_eq!(
            directive["Metrics"],
            json!([{ "Name": "DrillAge", "Unit": "Seconds" }])
        );
        assert_eq!(age(None, now), None);
    }

    #[test]
    fn a_drill_is_counted_by_how_it_went() {
        assert_eq!(outcome(true, Timestamp::UNIX_EPOCH)["DrillPassed"], 1);
        assert_eq!(outcome(false, Timestamp::UNIX_EPOCH)["DrillFailed"], 1);
    }

    #[test]
    fn a_comparison_counts_what_there_was_to_say() {
        let line = reconciled(
            true,
            &[("ReconcileOpened", 2), ("ReconcileLeft", 0)],
            Timestamp::UNIX_EPOCH,
        );
        assert_eq!(
            (&line["Reconciled"], &line["ReconcileOpened"]),
            (&json!(1), &json!(2))
        );
        let directive = &line["_aws"]["CloudWatchMetrics"][0];
        let names = [
            json!({ "Name": "Reconciled", "Unit": "Count" }),
            json!({ "Name": "ReconcileOpened", "Unit": "Count" }),
        ];
        assert_eq!(directive["Metrics"], json!(names));
        assert_eq!(
            reconciled(false, &[], Timestamp::UNIX_EPOCH)["ReconcileFailed"],
            1
        );
    }
}
