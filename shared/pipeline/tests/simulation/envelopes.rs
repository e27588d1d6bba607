//! A change as AWS tells it, in each of the three shapes.

use std::cell::OnceCell;
use std::rc::Rc;

use alert_core::time::{SignedDuration, Timestamp, after};
use serde_json::{Value, json};

use crate::plan::{Change, Copy, Hold, Path, Plan, State};

/// A moment of the history.
pub(crate) fn at(milliseconds: i64) -> Timestamp {
    let start = Timestamp::from_second(1_800_000_000).expect("in range");
    after(start, SignedDuration::from_millis(milliseconds))
}

/// Milliseconds from the history's start.
pub(crate) fn since_start(moment: Timestamp) -> i64 {
    moment.as_millisecond() - 1_800_000_000_000
}

/// The copies of a plan as they travel. Each is written once, however often it is delivered.
pub(crate) struct Wires {
    plan: Rc<Plan>,
    copies: Vec<Wire>,
}

/// One copy: as an action's payload, and as the body of a message, quoted, by itself and in a record of failure.
#[derive(Default, Clone)]
struct Wire {
    action: OnceCell<String>,
    body: OnceCell<String>,
    failed: OnceCell<String>,
}

impl Wires {
    pub(crate) fn new(plan: &Rc<Plan>) -> Self {
        Self {
            plan: Rc::clone(plan),
            copies: vec![Wire::default(); plan.copies.len()],
        }
    }

    /// The payload of an alarm action.
    pub(crate) fn action(&self, copy: usize) -> &str {
        self.copies[copy]
            .action
            .get_or_init(|| event(&self.plan, &self.plan.copies[copy]).to_string())
    }

    /// A record of an SQS batch; `failed`: what became of an action that failed.
    pub(crate) fn record(&self, copy: usize, failed: bool, message: usize, receives: u32) -> String {
        let event = || event(&self.plan, &self.plan.copies[copy]);
        let quoted = |value: Value| Value::String(value.to_string()).to_string();
        let wire = &self.copies[copy];
        let body = if failed {
            wire.failed.get_or_init(|| quoted(destination_record(&event())))
        } else {
            wire.body.get_or_init(|| quoted(event()))
        };
        format!(
            r#"{{"messageId":"m{message}","body":{body},"attributes":{{"ApproximateReceiveCount":"{receives}"}}}}"#
        )
    }
}

/// The event that a copy carries.
fn event(plan: &Plan, copy: &Copy) -> Value {
    let change = &plan.changes[copy.change];
    let alarm = &plan.alarms[change.alarm];
    if alarm.raw {
        return json!({"source": "my.app", "detail-type": format!("Raw {}", alarm.name), "detail": {"of": alarm.name},
            "time": at(change.at).to_string(), "resources": ["r"]});
    }
    let name = alarm.name.as_str();
    let arn = format!("arn:aws:cloudwatch:eu-west-1:111122223333:alarm:{name}");
    match copy.path {
        Path::EventBridge => json!({"version": "0", "id": format!("{name}-{}", change.at),
            "detail-type": "CloudWatch Alarm State Change", "source": "aws.cloudwatch", "account": "111122223333",
            "time": at(change.at).to_string(), "region": "eu-west-1", "resources": [arn],
            "detail": detail(name, change, true)}),
        Path::Action => json!({"source": "aws.cloudwatch", "alarmArn": arn, "accountId": "111122223333",
            "region": "eu-west-1", "time": aws_time(change.at), "alarmData": detail(name, change, false)}),
        Path::Sns => {
            let message = json!({"AlarmName": name, "AlarmArn": arn, "AWSAccountId": "111122223333",
                "NewStateValue": value(change.state), "NewStateReason": REASON, "StateChangeTime": aws_time(change.at),
                "Region": "EU (Ireland)", "OldStateValue": "OK",
                "Trigger": {"MetricName": "Invocation5XXErrors", "Namespace": "AWS/SageMaker", "Statistic": "SUM",
                    "Dimensions": [{"name": "EndpointName", "value": name}], "Period": 60, "Threshold": 2.0,
                    "ComparisonOperator": "GreaterThanThreshold"}});
            json!({"Type": "Notification", "MessageId": "m", "Message": message.to_string(),
                "TopicArn": "arn:aws:sns:eu-west-1:111122223333:alarms", "Timestamp": at(copy.at).to_string()})
        }
    }
}

/// What becomes of an alarm action that failed: a record of it on the ingest queue.
fn destination_record(action: &Value) -> Value {
    json!({"version": "1.0", "requestContext": {"condition": "RetriesExhausted"}, "requestPayload": action,
        "responseContext": {"functionError": "Unhandled"}})
}

const REASON: &str = "Threshold Crossed: 1 datapoint [7.2 (x)] was greater than the threshold (2.0).";

fn detail(name: &str, change: &Change, with_hold: bool) -> Value {
    let mut state = json!({"value": value(change.state), "timestamp": aws_time(change.at), "reason": REASON});
    if with_hold && change.state == State::Firing(Hold::Suppressor) {
        state["actionsSuppressedBy"] = json!("WaitPeriod");
    }
    let mut detail = json!({
        "alarmName": name, "state": state,
        "previousState": {"value": "OK", "timestamp": aws_time(change.at - 60_000), "reason": REASON},
        "configuration": {"metrics": [{"id": "m", "returnData": true, "metricStat": {
            "metric": {"namespace": "AWS/SageMaker", "name": "Invocation5XXErrors", "dimensions": {"EndpointName": name}},
            "period": 60, "stat": "Sum"}}]},
    });
    if let State::Firing(Hold::Mute(until)) = change.state
        && with_hold
    {
        detail["muteDetail"] = json!({"mutedByArn": "arn:aws:cloudwatch:eu-west-1:111122223333:alarm-mute-rule:m",
            "muteWindowStart": at(change.at).to_string(), "muteWindowEnd": at(until).to_string()});
    }
    detail
}

fn value(state: State) -> &'static str {
    match state {
        State::Firing(_) => "ALARM",
        State::Ok => "OK",
        State::NoData => "INSUFFICIENT_DATA",
    }
}

fn aws_time(milliseconds: i64) -> String {
    at(milliseconds)
        .strftime("%Y-%m-%dT%H:%M:%S%.3f+0000")
        .to_string()
}
