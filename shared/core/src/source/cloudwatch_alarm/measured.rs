//! What an alarm measured, and against what: `7.2 > 2`.
//!
//! The reason is asked first. It lists the datapoints that decided, newest first (`[7.2 (20/11/26 09:13:00), …]`), and
//! every delivery of a change carries it; `reasonData` lists all datapoints, so that its newest may be a harmless one of
//! an alarm that wants three out of five, and SNS does not carry it. Only a reason in CloudWatch's own words counts:
//! `SetAlarmState` takes any.

use serde_json::Value;

use super::change::Change;
use super::watched::Kind;
use crate::source::lens;
use crate::text;

/// The measured value and the comparison, or as much of it as is known.
pub(super) fn measured(change: &Change) -> Option<String> {
    let Some(value) = latest(change) else {
        return had_no_data(change).then(|| "has no data".to_owned());
    };
    let against = match (change.watched.kind, threshold(change)) {
        (Kind::Anomaly, _) => band(change),
        (_, Some(threshold)) => Some(format!("{} {}", sign(change), quantity(threshold, change))),
        (_, None) => None,
    };
    let value = quantity(value, change);
    Some(against.map_or_else(|| value.clone(), |against| format!("{value} {against}")))
}

/// A number in the unit that the alarm asks for, as people say it: nobody reads 1190042 microseconds.
fn quantity(value: f64, change: &Change) -> String {
    let seconds = match change.watched.unit.as_deref() {
        Some("Seconds") => value,
        Some("Milliseconds") => value / 1e3,
        Some("Microseconds") => value / 1e6,
        Some("Percent") => return format!("{} %", text::number(value)),
        _ => return text::number(value),
    };
    match seconds.abs() {
        size if size >= 1.0 || size == 0.0 => format!("{} s", text::number(seconds)),
        size if size >= 1e-3 => format!("{} ms", text::number(seconds * 1e3)),
        _ => format!("{} µs", text::number(seconds * 1e6)),
    }
}

/// The reason, if it is in CloudWatch's words.
fn words(change: &Change) -> Option<&str> {
    change
        .reason
        .as_deref()
        .filter(|reason| reason.starts_with("Threshold"))
}

/// `Threshold Crossed: no datapoints were received for 3 periods and 3 missing datapoints were treated as [Breaching].`
fn had_no_data(change: &Change) -> bool {
    words(change).is_some_and(|reason| reason.contains("no datapoints were received"))
}

fn latest(change: &Change) -> Option<f64> {
    let named = words(change).and_then(|reason| {
        after(reason, "[")
            .or_else(|| after(reason, "datapoint ("))
            .filter(|_| !had_no_data(change))
    });
    named.or_else(|| change.reason_data.as_ref().and_then(newest))
}

/// The newest value that is one: datapoints are null, or without a value, where data is missing.
fn newest(data: &Value) -> Option<f64> {
    let evaluated = || {
        lens::list(data, "/evaluatedDatapoints")
            .iter()
            .find_map(|point| lens::number(point, "/value"))
    };
    let recent = || {
        lens::list(data, "/recentDatapoints")
            .iter()
            .rev()
            .find_map(Value::as_f64)
    };
    // Of a log alarm; in no documented order.
    let results = || {
        let results = lens::list(data, "/results").iter();
        let latest = results.max_by_key(|result| lens::text(result, "/timestamp"));
        latest.and_then(|result| lens::number(result, "/value"))
    };
    evaluated().or_else(recent).or_else(results)
}

fn threshold(change: &Change) -> Option<f64> {
    let data = change
        .reason_data
        .as_ref()
        .and_then(|data| lens::number(data, "/threshold"));
    words(change)
        .and_then(|reason| after(reason, "threshold ("))
        .or(data)
        .or(change.watched.threshold)
}

/// The number right after `mark`.
fn after(reason: &str, mark: &str) -> Option<f64> {
    let (_, rest) = reason.split_once(mark)?;
    rest.split([' ', ']', ')', ','])
        .next()?
        .parse()
        .ok()
        .filter(|value: &f64| value.is_finite())
}

/// The comparison as it came out: an alarm that is OK did not meet its own. The reason says it in words, which is all
/// that EventBridge has; the SNS message has the alarm's operator.
fn sign(change: &Change) -> &'static str {
    let reason = words(change).unwrap_or_default();
    let told = [
        ("greater than or equal to", Some(">=")),
        ("less than or equal to", Some("<=")),
        ("greater than", Some(">")),
        ("less than", Some("<")),
    ];
    let told = told
        .into_iter()
        .find(|(words, _)| reason.contains(words))
        .and_then(|(_, sign)| sign);
    let (sign, is_met) = match told {
        Some(sign) => (sign, !reason.contains(" not ")),
        None => (operator(change), change.value != "OK"),
    };
    match (sign, is_met) {
        (">", true) | ("<=", false) => ">",
        (">=", true) | ("<", false) => "≥",
        ("<", true) | (">=", false) => "<",
        ("<=", true) | (">", false) => "≤",
        _ => "vs",
    }
}

fn operator(change: &Change) -> &'static str {
    match change.watched.comparison.as_deref() {
        Some("GreaterThanThreshold") => ">",
        Some("GreaterThanOrEqualToThreshold") => ">=",
        Some("LessThanThreshold") => "<",
        Some("LessThanOrEqualToThreshold") => "<=",
        _ => "",
    }
}

/// An anomaly alarm's band, where a threshold would stand.
fn band(change: &Change) -> Option<String> {
    let bound = |mark, name| {
        let data = change.reason_data.as_ref();
        let listed = || lens::list(data?, name).iter().rev().find_map(Value::as_f64);
        words(change)
            .and_then(|reason| after(reason, mark))
            .or_else(listed)
            .map(text::number)
    };
    let lower = bound("lower thresholds [", "/recentLowerThresholds");
    let upper = bound("upper thresholds [", "/recentUpperThresholds");
    match (lower, upper, change.value == "OK") {
        (Some(lower), Some(upper), false) => Some(format!("outside {lower}–{upper}")),
        (Some(lower), Some(upper), true) => Some(format!("within {lower}–{upper}")),
        (None, Some(upper), false) => Some(format!("> {upper}")),
        (None, Some(upper), true) => Some(format!("≤ {upper}")),
        (Some(lower), None, false) => Some(format!("< {lower}")),
        (Some(lower), None, true) => Some(format!("≥ {lower}")),
        (None, None, _) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::cloudwatch_alarm::watched::Watched;
    use serde_json::json;

    fn change(value: &str, reason: &str, data: Value) -> Change {
        Change {
            value: value.into(),
            reason: Some(reason.into()),
            reason_data: Some(data),
            ..Change::default()
        }
    }

    #[test]
    fn the_reason_names_the_value_that_decided() {
        let reason = "Threshold Crossed: 3 out of the last 5 datapoints [7.2 (20/11/26 09:13:00), 6.1 (20/11/26 09:12:00), \
                      2.9 (20/11/26 09:10:00)] were greater than the threshold (2.0) (minimum 3 datapoints for OK -> ALARM transition).";
        // The newest datapoint, 0.5, is not what the alarm is about.
        let data = json!({"recentDatapoints": [2.9, 0.1, 6.1, 7.2, 0.5], "threshold": 2.0});
        assert_eq!(
            measured(&change("ALARM", reason, data)).as_deref(),
            Some("7.2 > 2")
        );
    }

    #[test]
    fn missing_points_are_passed_over() {
        for data in [
            json!({"recentDatapoints": [1.0, 3.0, null], "threshold": 2}),
            json!({"evaluatedDatapoints": [{"timestamp": "t"}, {"value": 3.0}, {"value": 1.0}], "threshold": 2.0}),
            json!({"results": [{"timestamp": "2026-01-02", "value": 3}, {"timestamp": "2026-01-01", "value": 9}], "threshold": "2"}),
        ] {
            let mut change = change("ALARM", "set by hand", data);
            change.watched.comparison = Some("GreaterThanThreshold".into());
            assert_eq!(measured(&change).as_deref(), Some("3 > 2"));
        }
    }

    #[test]
    fn a_caller_s_reason_and_data_are_not_read_as_cloudwatch_s() {
        for data in [
            json!(["not", "an", "object", null]),
            json!(null),
            json!("x"),
            json!({"recentDatapoints": "7"}),
        ] {
            assert_eq!(measured(&change("ALARM", "testing [7 or (8", data)), None);
        }
    }

    #[test]
    fn a_unit_is_said_where_the_alarm_has_one() {
        for (unit, said) in [
            ("Microseconds", "1.19 s > 400 ms"),
            ("Milliseconds", "1190 s > 400 s"),
            ("Percent", "1190042 % > 400000 %"),
            ("Count", "1190042 > 400000"),
        ] {
            let reason = "Threshold Crossed: 1 datapoint [1190042.2 (20/11/26 19:05:00)] was greater than the threshold (400000.0).";
            let mut change = change("ALARM", reason, json!(null));
            change.watched.unit = Some(unit.to_owned());
            assert_eq!(measured(&change).as_deref(), Some(said));
        }
    }

    #[test]
    fn no_data_is_said() {
        let reason = "Threshold Crossed: no datapoints were received for 3 periods and 3 missing datapoints were treated as [Breaching].";
        assert_eq!(
            measured(&change("ALARM", reason, json!({"threshold": 1.0}))).as_deref(),
            Some("has no data")
        );
    }

    #[test]
    fn recovery_reads_the_other_way_round_in_every_delivery() {
        let reason = "Threshold Crossed: 1 datapoint [1.0 (21/05/24 08:29:00)] was not greater than or equal to the threshold (2.0).";
        let told = change("OK", reason, json!(null));
        assert_eq!(measured(&told).as_deref(), Some("1 < 2"));
        let watched = Watched {
            comparison: Some("LessThanThreshold".into()),
            threshold: Some(2.0),
            ..Watched::default()
        };
        let known = Change {
            watched,
            ..change("OK", "", json!({"recentDatapoints": [5.0]}))
        };
        assert_eq!(measured(&known).as_deref(), Some("5 ≥ 2"));
    }

    #[test]
    fn a_band_stands_in_the_reason_as_in_the_data() {
        let reason = "Thresholds Crossed: 1 out of the last 1 datapoints [310442.75 (20/11/26 13:55:00)] was less than the lower \
                      thresholds [96120.5] or greater than the upper thresholds [164901.25] (minimum 1 datapoint for OK -> ALARM transition).";
        let mut change = change("ALARM", reason, json!(null));
        change.watched.kind = Kind::Anomaly;
        assert_eq!(measured(&change).as_deref(), Some("310443 outside 96120–164901"));
        change.reason = Some("x".into());
        change.reason_data = Some(json!({"recentDatapoints": [5], "recentUpperThresholds": [3]}));
        assert_eq!(measured(&change).as_deref(), Some("5 > 3"));
    }
}
