//! What an alarm looks at: a metric, an expression over metrics, a query, or other alarms.

use serde_json::Value;

use crate::source::lens;

/// What an alarm looks at, as far as the event tells.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Watched {
    /// Which kind of alarm it is.
    pub kind: Kind,
    /// The metric's namespace; of the first metric for expressions.
    pub namespace: Option<String>,
    /// The metric's name, or an expression's label.
    pub metric: Option<String>,
    /// The statistic, e.g. `Average` or `p99`.
    pub stat: Option<String>,
    /// The period in seconds.
    pub period: Option<f64>,
    /// The metric's dimensions; for expressions those that all metrics share.
    pub dimensions: Vec<(String, String)>,
    /// The expression, query or alarm rule.
    pub expression: Option<String>,
    /// The threshold, where the message carries it.
    pub threshold: Option<f64>,
    /// CloudWatch's word for the comparison, e.g. `GreaterThanThreshold`.
    pub comparison: Option<String>,
    /// The alarm's series change on their own: their events page, not the parent's.
    pub has_contributors: bool,
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

/// Reads `configuration` of the EventBridge event and of the alarm action.
pub(super) fn from_configuration(configuration: &Value) -> Watched {
    if let Some(rule) = lens::text(configuration, "/alarmRule") {
        return Watched {
            kind: Kind::Composite,
            expression: Some(rule),
            ..Watched::default()
        };
    }
    let metrics = lens::list(configuration, "/metrics").iter().map(|entry| Series {
        expression: lens::text(entry, "/expression"),
        label: lens::text(entry, "/label"),
        period: lens::number(entry, "/metricStat/period").or_else(|| lens::number(entry, "/period")),
        returned: entry.get("returnData").and_then(Value::as_bool).unwrap_or(true),
        namespace: lens::text(entry, "/metricStat/metric/namespace"),
        metric: lens::text(entry, "/metricStat/metric/name"),
        stat: lens::text(entry, "/metricStat/stat"),
        dimensions: pairs(entry.pointer("/metricStat/metric/dimensions")),
    });
    let mut watched = from_series(&metrics.collect::<Vec<_>>());
    if watched.expression.is_none() && watched.metric.is_none() {
        if let Some(query) = first_text(
            configuration,
            &["promQl", "promql", "promQL", "query", "evaluationCriteria"],
            "promql",
        ) {
            watched = Watched {
                kind: Kind::Promql,
                expression: Some(query),
                has_contributors: true,
                ..Watched::default()
            };
        } else if configuration.get("scheduledQuery").is_some()
            || configuration.get("logGroupNames").is_some()
        {
            watched.kind = Kind::Log;
            watched.expression = lens::text(configuration, "/scheduledQuery/queryString");
        }
    }
    watched
}

/// The text of the first of these members, looked for one level deep as well: no sample of a `PromQL` alarm's
/// configuration is published, so the reading is generous.
fn first_text(configuration: &Value, names: &[&str], wanted: &str) -> Option<String> {
    let object = configuration.as_object()?;
    names.iter().find_map(|name| match object.get(*name)? {
        Value::String(text) => Some(text.clone()),
        Value::Object(inner) => inner
            .iter()
            .find(|(key, value)| key.to_ascii_lowercase().starts_with(wanted) || value.is_string())
            .map(|(_, value)| value.as_str().map_or_else(|| value.to_string(), str::to_owned)),
        _ => None,
    })
}

/// Reads `Trigger` and its neighbours of the SNS message.
pub(super) fn from_trigger(message: &Value) -> Watched {
    if let Some(rule) = lens::text(message, "/AlarmRule") {
        return Watched {
            kind: Kind::Composite,
            expression: Some(rule),
            ..Watched::default()
        };
    }
    let trigger = message.get("Trigger").unwrap_or(&Value::Null);
    let entries = lens::list(trigger, "/Metrics");
    let mut watched = if entries.is_empty() {
        Watched {
            namespace: lens::text(trigger, "/Namespace"),
            metric: lens::text(trigger, "/MetricName"),
            stat: lens::text(trigger, "/ExtendedStatistic")
                .or_else(|| lens::text(trigger, "/Statistic").map(|stat| capitalised(&stat))),
            dimensions: pairs(trigger.get("Dimensions")),
            ..Watched::default()
        }
    } else {
        let series = entries.iter().map(|entry| Series {
            expression: lens::text(entry, "/Expression"),
            label: lens::text(entry, "/Label"),
            period: lens::number(entry, "/MetricStat/Period").or_else(|| lens::number(entry, "/Period")),
            returned: entry.get("ReturnData").and_then(Value::as_bool).unwrap_or(true),
            namespace: lens::text(entry, "/MetricStat/Metric/Namespace"),
            metric: lens::text(entry, "/MetricStat/Metric/MetricName"),
            stat: lens::text(entry, "/MetricStat/Stat"),
            dimensions: pairs(entry.pointer("/MetricStat/Metric/Dimensions")),
        });
        from_series(&series.collect::<Vec<_>>())
    };
    watched.period = watched.period.or_else(|| lens::number(trigger, "/Period"));
    watched.threshold = lens::number(trigger, "/Threshold");
    watched.comparison = lens::text(trigger, "/ComparisonOperator");
    watched
}

/// One entry of an alarm's metric list, in either spelling.
struct Series {
    expression: Option<String>,
    label: Option<String>,
    period: Option<f64>,
    returned: bool,
    namespace: Option<String>,
    metric: Option<String>,
    stat: Option<String>,
    dimensions: Vec<(String, String)>,
}

fn from_series(series: &[Series]) -> Watched {
    let metrics: Vec<&Series> = series.iter().filter(|entry| entry.metric.is_some()).collect();
    let band = series.iter().find(|entry| {
        entry
            .expression
            .as_deref()
            .is_some_and(|text| text.contains("ANOMALY_DETECTION_BAND"))
    });
    // What the alarm compares with its threshold is the entry that returns data; of an anomaly alarm it is the metric.
    let expression = band.or_else(|| {
        series
            .iter()
            .find(|entry| entry.expression.is_some() && entry.returned)
    });
    let text = expression.and_then(|entry| entry.expression.clone());
    let kind = match text.as_deref() {
        None => Kind::Metric,
        Some(_) if band.is_some() => Kind::Anomaly,
        Some(text) if text.trim_start().to_ascii_uppercase().starts_with("SELECT") => Kind::Insights,
        Some(_) => Kind::Math,
    };
    let shown = metrics.iter().find(|entry| entry.returned).or(metrics.first());
    let label = expression
        .filter(|_| kind != Kind::Anomaly)
        .and_then(|entry| entry.label.clone());
    Watched {
        kind,
        namespace: shown.and_then(|entry| entry.namespace.clone()),
        metric: label.or_else(|| shown.and_then(|entry| entry.metric.clone())),
        stat: shown
            .filter(|_| kind != Kind::Math)
            .and_then(|entry| entry.stat.clone()),
        period: shown
            .and_then(|entry| entry.period)
            .or_else(|| expression.and_then(|entry| entry.period)),
        dimensions: shared_dimensions(&metrics),
        has_contributors: text
            .as_deref()
            .is_some_and(|text| kind == Kind::Insights && text.to_ascii_uppercase().contains("GROUP BY")),
        expression: text,
        threshold: None,
        comparison: None,
    }
}

fn shared_dimensions(metrics: &[&Series]) -> Vec<(String, String)> {
    let Some((first, rest)) = metrics.split_first() else {
        return vec![];
    };
    let everywhere = |pair: &&(String, String)| rest.iter().all(|entry| entry.dimensions.contains(pair));
    first.dimensions.iter().filter(everywhere).cloned().collect()
}

/// Dimensions as an object or as a list of `{name, value}` in either case.
fn pairs(dimensions: Option<&Value>) -> Vec<(String, String)> {
    match dimensions {
        Some(Value::Object(object)) => object
            .iter()
            .filter_map(|(name, value)| Some((name.clone(), value.as_str()?.to_owned())))
            .collect(),
        Some(Value::Array(list)) => list
            .iter()
            .filter_map(|entry| {
                let either =
                    |lower: &str, upper: &str| lens::text(entry, lower).or_else(|| lens::text(entry, upper));
                Some((either("/name", "/Name")?, either("/value", "/Value")?))
            })
            .collect(),
        _ => vec![],
    }
}

/// `AVERAGE` of the SNS message is `Average` everywhere else.
fn capitalised(stat: &str) -> String {
    if stat == "SAMPLE_COUNT" {
        return "SampleCount".to_owned();
    }
    let mut chars = stat.chars();
    chars
        .next()
        .map(|first| first.to_ascii_uppercase().to_string() + &chars.as_str().to_ascii_lowercase())
        .unwrap_or_default()
}
