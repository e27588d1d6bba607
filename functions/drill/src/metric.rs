//! The metrics of drills, in CloudWatch's embedded metric format: how one went, and how long ago the last one passed.

use alert_core::time::Timestamp;
use serde_json::{Map, Value, json};

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

fn line(name: &str, unit: &str, value: i64, now: Timestamp) -> Value {
    let mut line = Map::new();
    line.insert(
        "_aws".to_owned(),
        json!({
            "Timestamp": now.as_millisecond(),
            "CloudWatchMetrics": [{
                "Namespace": NAMESPACE, "Dimensions": [[]], "Metrics": [{ "Name": name, "Unit": unit }],
            }],
        }),
    );
    line.insert(name.to_owned(), value.into());
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
}
