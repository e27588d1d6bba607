//! The list of series that an alarm computes with: metrics and expressions, in either spelling.

use serde_json::Value;

use super::query::Query;
use super::watched::{Kind, Watched, pairs};
use crate::source::lens;

/// One entry of the list.
struct Series {
    expression: Option<String>,
    label: Option<String>,
    period: Option<f64>,
    /// The alarm compares this one with its threshold.
    is_returned: bool,
    namespace: Option<String>,
    metric: Option<String>,
    stat: Option<String>,
    unit: Option<String>,
    dimensions: Vec<(String, String)>,
}

impl Series {
    fn read(entry: &Value) -> Self {
        let dimensions = lens::either(
            entry,
            "/metricStat/metric/dimensions",
            "/MetricStat/Metric/Dimensions",
        );
        let returned = lens::either(entry, "/returnData", "/ReturnData");
        Self {
            expression: lens::text_either(entry, "/expression", "/Expression"),
            label: lens::text_either(entry, "/label", "/Label"),
            period: ["/metricStat/period", "/MetricStat/Period", "/period", "/Period"]
                .iter()
                .find_map(|path| lens::number(entry, path)),
            is_returned: returned.and_then(Value::as_bool).unwrap_or(true),
            namespace: lens::text_either(
                entry,
                "/metricStat/metric/namespace",
                "/MetricStat/Metric/Namespace",
            ),
            metric: lens::text_either(entry, "/metricStat/metric/name", "/MetricStat/Metric/MetricName"),
            stat: lens::text_either(entry, "/metricStat/stat", "/MetricStat/Stat"),
            unit: lens::text_either(entry, "/metricStat/unit", "/MetricStat/Unit"),
            dimensions: pairs(dimensions),
        }
    }
}

/// What an alarm over these entries looks at.
pub(super) fn watched(entries: &[Value]) -> Watched {
    let series: Vec<Series> = entries.iter().map(Series::read).collect();
    let metrics: Vec<&Series> = series.iter().filter(|entry| entry.metric.is_some()).collect();
    let is_band = |entry: &&Series| {
        entry
            .expression
            .as_deref()
            .is_some_and(|text| text.contains("ANOMALY_DETECTION_BAND"))
    };
    let band = series.iter().find(is_band);
    let expression = band.or_else(|| {
        series
            .iter()
            .find(|entry| entry.expression.is_some() && entry.is_returned)
    });
    let text = expression.and_then(|entry| entry.expression.clone());
    let query = text.as_deref().and_then(Query::parse);
    let kind = match (&text, band, &query) {
        (None, _, _) => Kind::Metric,
        (_, Some(_), _) => Kind::Anomaly,
        (_, _, Some(_)) => Kind::Insights,
        _ => Kind::Math,
    };
    // Of many metrics the one that returns data, else the first: alarms are written with what they are about in front.
    let shown = metrics.iter().find(|entry| entry.is_returned).or(metrics.first());
    let is_grouped = query.as_ref().is_some_and(|query| query.is_grouped);
    let (metric, namespace) = query
        .map(|query| (query.metric, query.namespace))
        .unwrap_or_default();
    Watched {
        kind,
        namespace: shown.and_then(|entry| entry.namespace.clone()).or(namespace),
        metric: shown.and_then(|entry| entry.metric.clone()).or(metric),
        // The band's label is "ModelLatency (expected)": the alarm is about what was not expected.
        label: expression
            .filter(|_| kind != Kind::Anomaly)
            .and_then(|entry| entry.label.clone()),
        stat: shown
            .filter(|_| kind != Kind::Math)
            .and_then(|entry| entry.stat.clone()),
        unit: shown
            .filter(|_| kind != Kind::Math)
            .and_then(|entry| entry.unit.clone()),
        period: shown.or(expression.as_ref()).and_then(|entry| entry.period),
        dimensions: shared_dimensions(&metrics),
        expression: text,
        is_grouped,
        ..Watched::default()
    }
}

/// The dimensions that all metrics have with the same value.
fn shared_dimensions(metrics: &[&Series]) -> Vec<(String, String)> {
    let Some((first, rest)) = metrics.split_first() else {
        return vec![];
    };
    let everywhere = |pair: &&(String, String)| rest.iter().all(|entry| entry.dimensions.contains(pair));
    first.dimensions.iter().filter(everywhere).cloned().collect()
}
