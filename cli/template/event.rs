//! How CloudWatch would tell of an alarm that fires: the EventBridge event, made of a template's properties.
//!
//! CloudWatch User Guide, "Alarm events and EventBridge". A template writes members with a capital letter, events don't.

use alert_core::time::Timestamp;
use serde_json::{Map, Value, json};

use super::alarm::Alarm;

const ACCOUNT: &str = "111122223333";
const REGION: &str = "us-east-1";

/// The event of an alarm that began to fire at `at`.
pub(crate) fn firing(alarm: &Alarm, at: Timestamp) -> Value {
    let name = &alarm.name;
    json!({
        "version": "0",
        "id": name,
        "detail-type": "CloudWatch Alarm State Change",
        "source": "aws.cloudwatch",
        "account": ACCOUNT,
        "time": at.to_string(),
        "region": REGION,
        "resources": [format!("arn:aws:cloudwatch:{REGION}:{ACCOUNT}:alarm:{name}")],
        "detail": {
            "alarmName": name,
            "state": { "value": "ALARM", "reason": "as if it fired", "timestamp": at.to_string() },
            "previousState": { "value": "OK", "timestamp": at.to_string() },
            "configuration": configuration(&alarm.properties),
        },
    })
}

/// `detail.configuration` of an alarm: its description, and what it watches. `DescribeAlarms` has the words of a template.
pub(crate) fn configuration(properties: &Value) -> Value {
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
