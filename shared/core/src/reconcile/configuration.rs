//! What an alarm's events say of what it watches, made of what CloudWatch describes.

use serde_json::{Map, Value, json};

/// `detail.configuration` of an alarm: its description, and what it watches. `DescribeAlarms` has the words of a template.
pub fn configuration(properties: &Value) -> Value {
    let mut configuration = Map::new();
    let mut copy = |from: &str, to: &str| {
        if let Some(value) = properties.get(from) {
            configuration.insert(to.to_owned(), value.clone());
        }
    };
    copy("AlarmDescription", "description");
    copy("AlarmRule", "alarmRule");
    copy("ActionsSuppressor", "actionsSuppressor");
    if properties.get("AlarmRule").is_none() {
        configuration.insert("metrics".to_owned(), metrics(properties));
    }
    Value::Object(configuration)
}

fn metrics(properties: &Value) -> Value {
    if let Some(entries) = properties["Metrics"].as_array() {
        return entries.iter().map(entry).collect();
    }
    let stat = properties
        .get("ExtendedStatistic")
        .or_else(|| properties.get("Statistic"));
    json!([{ "id": "m1", "returnData": true, "metricStat": {
        "metric": metric(properties), "period": properties["Period"], "stat": stat } }])
}

fn entry(entry: &Value) -> Value {
    let mut described = Map::new();
    for (from, to) in [
        ("Id", "id"),
        ("Expression", "expression"),
        ("Label", "label"),
        ("Period", "period"),
    ] {
        if let Some(value) = entry.get(from) {
            described.insert(to.to_owned(), value.clone());
        }
    }
    let returned = entry.get("ReturnData").cloned().unwrap_or(Value::Bool(true));
    described.insert("returnData".to_owned(), returned);
    if let Some(stat) = entry.get("MetricStat") {
        let stat =
            json!({ "metric": metric(&stat["Metric"]), "period": stat["Period"], "stat": stat["Stat"] });
        described.insert("metricStat".to_owned(), stat);
    }
    Value::Object(described)
}

fn metric(metric: &Value) -> Value {
    let dimensions = metric["Dimensions"]
        .as_array()
        .map(Vec::as_slice)
        .unwrap_or_default();
    let dimensions: Map<String, Value> = dimensions
        .iter()
        .filter_map(|dimension| Some((dimension["Name"].as_str()?.to_owned(), dimension["Value"].clone())))
        .collect();
    json!({ "namespace": metric["Namespace"], "name": metric["MetricName"], "dimensions": dimensions })
}
