//! One change of an alarm as AWS tells it: by EventBridge, by a topic, as an action.

use alert_core::time::Timestamp;
use serde_json::{Value, json};

use crate::alarm::Alarm;
use crate::day::{Change, State, at};

/// The event on the default bus. Mutes are told here alone.
pub(crate) fn event(alarm: &Alarm, change: &Change) -> Value {
    let mut event = alarm.event.clone();
    event["id"] = json!(format!("{}-{}", alarm.name, change.at));
    event["time"] = json!(at(change.at).to_string());
    let detail = &mut event["detail"];
    detail["state"]["value"] = json!(change.state.word());
    detail["state"]["timestamp"] = json!(aws_time(at(change.at)));
    detail["previousState"]["value"] = json!(change.before.word());
    match change.state {
        State::Alarm => {}
        State::Ok => {
            detail["state"]["reason"] = json!("Threshold Crossed: no datapoint was over the threshold.");
        }
        State::NoData => {
            detail["state"]["reason"] = json!("Insufficient Data: 3 datapoints were unknown.");
        }
        State::Created => {
            detail["state"]["reason"] = json!("Unchecked: Initial alarm creation");
        }
    }
    if change.before == State::Created {
        detail["previousState"]["reason"] = json!("Unchecked: Initial alarm creation");
    }
    if let Some(until) = change.muted_until {
        detail["muteDetail"] = json!({
            "mutedByArn": "arn:aws:cloudwatch:eu-west-1:111122223333:alarm-mute-rule:nightly-retraining",
            "muteWindowStart": aws_time(at(0)), "muteWindowEnd": aws_time(at(until)),
        });
    }
    event
}

/// What the router's function is given as an alarm action.
pub(crate) fn action(alarm: &Alarm, change: &Change) -> Value {
    let event = event(alarm, change);
    json!({"source": "aws.cloudwatch", "alarmArn": alarm.arn(), "accountId": "111122223333",
        "time": aws_time(at(change.at)), "region": event["region"], "alarmData": event["detail"]})
}

/// What a topic brings.
pub(crate) fn notice(alarm: &Alarm, change: &Change) -> Value {
    let event = event(alarm, change);
    let detail = &event["detail"];
    let metric = &detail["configuration"]["metrics"][0]["metricStat"];
    let dimensions: Vec<Value> = metric["metric"]["dimensions"]
        .as_object()
        .into_iter()
        .flatten()
        .map(|(name, value)| json!({"name": name, "value": value}))
        .collect();
    let message = json!({
        "AlarmName": alarm.name, "AlarmArn": alarm.arn(), "AWSAccountId": "111122223333", "Region": "EU (Ireland)",
        "AlarmDescription": detail["configuration"]["description"], "NewStateValue": change.state.word(),
        "NewStateReason": detail["state"]["reason"], "StateChangeTime": detail["state"]["timestamp"],
        "OldStateValue": change.before.word(),
        "Trigger": {"MetricName": metric["metric"]["name"], "Namespace": metric["metric"]["namespace"],
            "Dimensions": dimensions, "Period": metric["period"], "Statistic": "SUM", "Threshold": 1.0,
            "ComparisonOperator": "GreaterThanThreshold"},
    });
    json!({"Type": "Notification", "MessageId": format!("{}-{}", alarm.name, change.at),
        "TopicArn": "arn:aws:sns:eu-west-1:111122223333:ml-alarms", "Message": message.to_string(),
        "Timestamp": at(change.at).to_string()})
}

fn aws_time(at: Timestamp) -> String {
    at.strftime("%Y-%m-%dT%H:%M:%S%.3f+0000").to_string()
}
