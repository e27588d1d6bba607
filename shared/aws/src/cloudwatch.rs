//! The two calls to CloudWatch that a drill makes.

use std::sync::Arc;

use alert_core::drill::Token;
use alert_core::time::read;
use alert_pipeline::drill::{Alarm, AlarmState, DrillError};
use serde_json::{Value, json};

use crate::json_call::Api;
use crate::pool::Pool;
use crate::sdk::Sdk;

/// CloudWatch.
pub(crate) struct CloudWatch(Api);

impl CloudWatch {
    pub(crate) fn new(sdk: &Sdk, pool: Arc<Pool>) -> Self {
        Self(Api::cloudwatch(sdk.config().clone(), pool))
    }

    /// The metric alarm of this name.
    pub(crate) async fn alarm(&self, name: &str) -> Result<Alarm, DrillError> {
        let answer = self
            .call("DescribeAlarms", &json!({ "AlarmNames": [name] }))
            .await?;
        let alarm = answer.pointer("/MetricAlarms/0");
        alarm.and_then(described).ok_or_else(|| {
            DrillError::Call(format!(
                "CloudWatch has no metric alarm `{name}` in this account and region"
            ))
        })
    }

    /// Forces its state.
    pub(crate) async fn set(&self, name: &str, state: AlarmState, token: &Token) -> Result<(), DrillError> {
        let input = json!({
            "AlarmName": name,
            "StateValue": state.as_str(),
            "StateReason": token.reason(),
            "StateReasonData": token.reason_data(),
        });
        self.call("SetAlarmState", &input).await.map(drop)
    }

    async fn call(&self, operation: &str, input: &Value) -> Result<Value, DrillError> {
        let answer = self.0.call(operation, input).await;
        answer.map_err(|why| DrillError::Call(format!("CloudWatch {operation}: {why}")))
    }
}

fn described(alarm: &Value) -> Option<Alarm> {
    let text = |name: &str| alarm.get(name).and_then(Value::as_str).map(str::to_owned);
    let data = text("StateReasonData");
    Some(Alarm {
        name: text("AlarmName")?,
        arn: text("AlarmArn")?,
        is_firing: text("StateValue")? == "ALARM",
        since: alarm.get("StateUpdatedTimestamp").and_then(read),
        reason: text("StateReason"),
        reason_data: data.and_then(|data| serde_json::from_str(&data).ok()),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_alarm_is_read_as_cloudwatch_describes_it() {
        let alarm = described(&json!({
            "AlarmName": "ml-drill-page", "AlarmArn": "arn:aws:cloudwatch:eu-west-1:111122223333:alarm:ml-drill-page",
            "StateValue": "ALARM", "StateReason": "DRILL", "StateReasonData": "{\"a\":1}", "StateUpdatedTimestamp": 1_795_514_400.5,
        }))
        .unwrap();
        assert!(alarm.is_firing && alarm.since == "2026-11-24T10:00:00.5Z".parse().ok());
        assert_eq!(alarm.reason_data, Some(json!({"a": 1})));
        assert_eq!(described(&json!({"AlarmName": "a"})), None);
    }
}
