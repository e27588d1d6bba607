//! What an alarm looks at: a metric, an expression over metrics, a query, or other alarms.
//!
//! The EventBridge event and the alarm action spell members `metricStat`, the SNS message spells them `MetricStat`; what
//! they say is the same, and is read by the same code.

use serde_json::Value;

use super::series;
use crate::source::lens;

/// CloudWatch allows 30 dimensions and five contributor attributes; more is not from CloudWatch.
const MAX_DIMENSIONS: usize = 40;

/// What an alarm looks at, as far as the event tells.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Watched {
    /// Which kind of alarm it is.
    pub kind: Kind,
    /// The metric's namespace; of the first metric for expressions.
    pub namespace: Option<String>,
    /// The metric's name; of the first metric for expressions.
    pub metric: Option<String>,
    /// What the alarm's author calls an expression.
    pub label: Option<String>,
    /// The statistic, e.g. `Average` or `p99`.
    pub stat: Option<String>,
    /// CloudWatch's word for the unit, e.g. `Microseconds`, where the alarm asks for one.
    pub unit: Option<String>,
    /// The period in seconds.
    pub period: Option<f64>,
    /// The metric's dimensions by name; for expressions those that all metrics share.
    pub dimensions: Vec<(String, String)>,
    /// The expression, query or alarm rule.
    pub expression: Option<String>,
    /// The threshold, where the message carries it.
    pub threshold: Option<f64>,
    /// CloudWatch's word for the comparison, e.g. `GreaterThanThreshold`.
    pub comparison: Option<String>,
    /// It makes many series, each of which is a contributor with a state of its own.
    pub is_grouped: bool,
}

/// The kinds of alarm (CloudWatch User Guide, "Using Amazon CloudWatch alarms").
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Kind {
    #[default]
    Metric,
    Math,
    Anomaly,
    Insights,
    Promql,
    Log,
    Composite,
}

impl Kind {
    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::Metric => "metric",
            Self::Math => "math",
            Self::Anomaly => "anomaly",
            Self::Insights => "insights",
            Self::Promql => "promql",
            Self::Log => "log",
            Self::Composite => "composite",
        }
    }
}

/// Reads the `configuration` of an event or an alarm action.
pub(super) fn from_configuration(configuration: &Value) -> Watched {
    composite(configuration).unwrap_or_else(|| read(configuration))
}

/// Reads `Trigger` of the SNS message; a composite alarm's rule stands beside it.
pub(super) fn from_message(message: &Value) -> Watched {
    composite(message).unwrap_or_else(|| read(message.get("Trigger").unwrap_or(&Value::Null)))
}

fn composite(value: &Value) -> Option<Watched> {
    let rule = lens::text_either(value, "/alarmRule", "/AlarmRule")?;
    Some(Watched {
        kind: Kind::Composite,
        expression: Some(rule),
        ..Watched::default()
    })
}

fn read(value: &Value) -> Watched {
    let entries = match lens::list(value, "/metrics") {
        [] => lens::list(value, "/Metrics"),
        entries => entries,
    };
    let watched = if entries.is_empty() {
        promql(value)
            .or_else(|| log(value))
            .unwrap_or_else(|| flat(value))
    } else {
        series::watched(entries)
    };
    Watched {
        period: watched.period.or_else(|| lens::number(value, "/Period")),
        threshold: lens::number(value, "/threshold").or_else(|| lens::number(value, "/Threshold")),
        comparison: lens::text_either(value, "/comparisonOperator", "/ComparisonOperator"),
        ..watched
    }
}

/// One metric, without a list: the oldest form of the SNS message.
fn flat(trigger: &Value) -> Watched {
    Watched {
        namespace: lens::text(trigger, "/Namespace"),
        metric: lens::text(trigger, "/MetricName"),
        stat: lens::text(trigger, "/ExtendedStatistic")
            .or_else(|| lens::text(trigger, "/Statistic").map(|stat| capitalised(&stat))),
        unit: lens::text(trigger, "/Unit"),
        dimensions: pairs(trigger.get("Dimensions")),
        ..Watched::default()
    }
}

/// A `PromQL` alarm. Every series of its query is a contributor. No event of one is published: the members are those of
/// the request (API Reference, `AlarmPromQLCriteria`), and a criterion without a query is one all the same.
fn promql(value: &Value) -> Option<Watched> {
    let criteria = lens::either(value, "/evaluationCriteria", "/EvaluationCriteria")?;
    let query = [
        "/promQLCriteria/query",
        "/PromQLCriteria/Query",
        "/query",
        "/Query",
    ]
    .iter()
    .find_map(|path| lens::text(criteria, path));
    Some(Watched {
        kind: Kind::Promql,
        expression: query,
        is_grouped: true,
        ..Watched::default()
    })
}

/// An alarm on the results of a scheduled Logs Insights query. No event of one is published: the members are those of
/// the request (API Reference, `ScheduledQueryConfiguration`). `count(*) by host` makes a series for each host.
fn log(value: &Value) -> Option<Watched> {
    let query = lens::either(
        value,
        "/scheduledQueryConfiguration",
        "/ScheduledQueryConfiguration",
    )?;
    let aggregation = lens::text_either(query, "/aggregationExpression", "/AggregationExpression");
    let is_by = |word: &str| word.eq_ignore_ascii_case("by");
    Some(Watched {
        kind: Kind::Log,
        is_grouped: aggregation
            .as_deref()
            .is_some_and(|text| text.split_whitespace().any(is_by)),
        label: aggregation,
        expression: lens::text_either(query, "/queryString", "/QueryString"),
        ..Watched::default()
    })
}

/// Dimensions by name, from an object or from a list of `{name, value}` in either case. Sorted, so that both say the same.
pub(super) fn pairs(dimensions: Option<&Value>) -> Vec<(String, String)> {
    let mut pairs: Vec<_> = match dimensions {
        Some(Value::Object(object)) => object
            .iter()
            .filter_map(|(name, value)| Some((name.clone(), value.as_str()?.to_owned())))
            .collect(),
        Some(Value::Array(list)) => list
            .iter()
            .filter_map(|entry| {
                let name = lens::text_either(entry, "/name", "/Name")?;
                Some((name, lens::text_either(entry, "/value", "/Value")?))
            })
            .collect(),
        _ => vec![],
    };
    pairs.sort();
    pairs.truncate(MAX_DIMENSIONS);
    pairs
}

/// `AVERAGE` of the SNS message is `Average` everywhere else.
fn capitalised(stat: &str) -> String {
    if stat == "SAMPLE_COUNT" {
        return "SampleCount".to_owned();
    }
    let mut chars = stat.chars();
    let first = chars.next().map(|first| first.to_ascii_uppercase().to_string());
    first
        .map(|first| first + &chars.as_str().to_ascii_lowercase())
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn what_typed_readers_trip_over_is_read() {
        // A composite alarm without a suppressor.
        assert_eq!(
            from_configuration(&json!({"alarmRule": "ALARM(a)"})).kind,
            Kind::Composite
        );
        // An expression has no `metricStat`; a period can be a day.
        let math = from_configuration(
            &json!({"metrics": [{"id": "e1", "expression": "m1*2", "label": "Twice"},
            {"id": "m1", "metricStat": {"metric": {"namespace": "N", "name": "M", "dimensions": {}}, "period": 86_400}, "returnData": false}]}),
        );
        assert_eq!(
            (math.kind, math.metric.as_deref(), math.label.as_deref()),
            (Kind::Math, Some("M"), Some("Twice"))
        );
        assert_eq!(math.period, Some(86_400.0));
        // A deletion's configuration has the threshold that the change of state lacks.
        let whole = from_configuration(
            &json!({"threshold": 70, "comparisonOperator": "LessThanThreshold", "metrics": []}),
        );
        assert_eq!(
            (whole.threshold, whole.comparison.as_deref()),
            (Some(70.0), Some("LessThanThreshold"))
        );
    }

    #[test]
    fn both_spellings_say_the_same() {
        let event = from_configuration(
            &json!({"metrics": [{"id": "m1", "returnData": true, "metricStat": {"period": 60, "stat": "p99",
            "unit": "Seconds", "metric": {"namespace": "N", "name": "M", "dimensions": {"B": "2", "A": "1"}}}}]}),
        );
        let message = from_message(
            &json!({"Trigger": {"MetricName": "M", "Namespace": "N", "ExtendedStatistic": "p99", "Unit": "Seconds",
            "Dimensions": [{"value": "2", "name": "B"}, {"value": "1", "name": "A"}], "Period": 60}}),
        );
        assert_eq!(event, message);
        assert_eq!(
            event.dimensions,
            [("A".to_owned(), "1".to_owned()), ("B".to_owned(), "2".to_owned())]
        );
        let stat =
            |stat: &str| from_message(&json!({"Trigger": {"MetricName": "M", "Statistic": stat}})).stat;
        assert_eq!(
            (stat("AVERAGE").as_deref(), stat("SAMPLE_COUNT").as_deref()),
            (Some("Average"), Some("SampleCount"))
        );
    }

    #[test]
    fn queries_are_told_by_their_requests_members() {
        let promql =
            from_configuration(&json!({"evaluationCriteria": {"promQLCriteria": {"query": "up == 0"}}}));
        assert_eq!(
            (promql.kind, promql.expression.as_deref(), promql.is_grouped),
            (Kind::Promql, Some("up == 0"), true)
        );
        let log = |aggregation: &str| {
            from_configuration(&json!({"threshold": 5, "scheduledQueryConfiguration": {
                "queryString": "filter @message like /ERROR/", "aggregationExpression": aggregation}}))
        };
        assert_eq!(
            (
                log("count(*)").kind,
                log("count(*)").is_grouped,
                log("count(*)").threshold
            ),
            (Kind::Log, false, Some(5.0))
        );
        assert!(log("count(*) by host").is_grouped);
        assert_eq!(log("count(*)").label.as_deref(), Some("count(*)"));
    }
}
