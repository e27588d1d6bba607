//! Alarm events as EventBridge sends them: 2 KB, or any size.

use alert_core::time::{SignedDuration, Timestamp, after};
use serde_json::{Value, json};

use crate::catalog::alarm_name;

const SAMPLE: &str = include_str!("../../../events/cloudwatch_alarm/endpoint-5xx-alarm.json");

/// When the first of them is sent.
pub fn start() -> Timestamp {
    Timestamp::from_second(1_800_000_000).expect("it is in range")
}

/// One of a service's alarms, which fires or is over since so many seconds after the start.
pub fn alarm(service: usize, number: usize, firing: bool, seconds: i64) -> Vec<u8> {
    event(service, number, firing, seconds).to_string().into_bytes()
}

/// The same, with a description that makes it `size` bytes long.
pub fn sized(size: usize) -> Vec<u8> {
    let mut event = event(0, 0, true, 0);
    if size < 1_500 {
        // A metric alarm without data is what comes so small.
        let detail = &mut event["detail"];
        detail["previousState"] = json!({"value": "OK", "timestamp": "2026-11-19T16:02:31.118+0000"});
        detail["configuration"]["metrics"] = detail["configuration"]["metrics"][1].take();
        detail["configuration"]["metrics"] = json!([detail["configuration"]["metrics"]]);
        detail["state"]["reasonData"] = Value::Null;
    }
    let missing = size.saturating_sub(event.to_string().len());
    let description = &mut event["detail"]["configuration"]["description"];
    let padding = "Callers get errors instead of predictions. ".repeat(missing / 43 + 1);
    *description = json!(padding.get(..missing).unwrap_or_default());
    event.to_string().into_bytes()
}

fn event(service: usize, number: usize, firing: bool, seconds: i64) -> Value {
    let sample = SAMPLE
        .replace("ml-prod-churn-endpoint-5xx-ratio", &alarm_name(service, number))
        .replace("churn-prod", &format!("e{service:05}-prod"));
    let mut event: Value = serde_json::from_str(&sample).expect("the sample is JSON");
    let at = after(start(), SignedDuration::from_secs(seconds));
    event["time"] = json!(at.to_string());
    let state = &mut event["detail"]["state"];
    state["timestamp"] = json!(at.strftime("%Y-%m-%dT%H:%M:%S%.3f+0000").to_string());
    state["value"] = json!(if firing { "ALARM" } else { "OK" });
    event
}
