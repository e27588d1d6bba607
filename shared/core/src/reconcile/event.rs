//! What CloudWatch would have said: the events of its User Guide, "Alarm events and EventBridge", made of what it says now.
//!
//! What is not known is left out: the state before, and its reason.

use serde_json::{Value, json};

use super::alarm::{Alarm, place};
use super::configuration::configuration;
use crate::time::Timestamp;

/// That an alarm is in the state it is in, since then.
pub(super) fn state(alarm: &Alarm, at: Timestamp) -> Value {
    let mut state = json!({ "value": alarm.state(), "timestamp": at.to_string() });
    for (from, to) in [
        ("StateReason", "reason"),
        ("StateReasonData", "reasonData"),
        ("EvaluationState", "evaluationState"),
        ("ActionsSuppressedBy", "actionsSuppressedBy"),
        ("ActionsSuppressedReason", "actionsSuppressedReason"),
    ] {
        if let Some(text) = alarm.text(from) {
            state[to] = text.into();
        }
    }
    let detail =
        json!({ "alarmName": alarm.name(), "state": state, "configuration": configuration(&alarm.0) });
    envelope("CloudWatch Alarm State Change", alarm.arn(), at, &detail)
}

/// That an alarm fires, as it may one day: nothing holds it back, and its own word is the only one.
pub fn firing(alarm: &Alarm, at: Timestamp) -> Value {
    let mut fires = alarm.0.clone();
    for (member, text) in [("StateValue", "ALARM"), ("StateReason", "as if it fired")] {
        fires[member] = text.into();
    }
    for member in ["StateReasonData", "EvaluationState", "ActionsSuppressedBy"] {
        fires[member] = Value::Null;
    }
    state(&Alarm(fires), at)
}

/// That one series of an alarm is in this state, since then.
pub(super) fn contributor(alarm: &Alarm, contributor: &Value, value: &str, at: Timestamp) -> Value {
    let mut state = json!({ "value": value, "timestamp": at.to_string() });
    if let Some(reason) = contributor.get("StateReason") {
        state["reason"] = reason.clone();
    }
    let detail = json!({
        "alarmName": alarm.name(),
        "alarmContributor": { "id": contributor["ContributorId"], "attributes": contributor["ContributorAttributes"] },
        "state": state,
        "configuration": configuration(&alarm.0),
    });
    envelope(
        "CloudWatch Alarm Contributor State Change",
        alarm.arn(),
        at,
        &detail,
    )
}

/// That an alarm is gone, as of then.
pub(super) fn deleted(arn: &str, name: &str, contributor: &str, at: Timestamp) -> Value {
    let mut detail = json!({
        "alarmName": name,
        "operation": "delete",
        "state": { "value": "ALARM" },
        "configuration": {},
    });
    if !contributor.is_empty() {
        detail["alarmContributor"] = json!({ "id": contributor, "attributes": {} });
    }
    envelope("CloudWatch Alarm Configuration Change", arn, at, &detail)
}

fn envelope(kind: &str, arn: &str, at: Timestamp, detail: &Value) -> Value {
    let (region, account) = place(arn).unwrap_or_default();
    json!({
        "version": "0",
        // Says in the log where it came from.
        "id": format!("reconcile/{at}"),
        "detail-type": kind,
        "source": "aws.cloudwatch",
        "account": account,
        "time": at.to_string(),
        "region": region,
        "resources": [arn],
        "detail": detail,
    })
}
