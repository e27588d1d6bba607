//! How CloudWatch would tell of an alarm that fires: the EventBridge event, made of a template's properties.
//!
//! CloudWatch User Guide, "Alarm events and EventBridge". A template writes members with a capital letter, events don't.

use alert_core::reconcile::configuration;
use alert_core::time::Timestamp;
use serde_json::{Value, json};

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
