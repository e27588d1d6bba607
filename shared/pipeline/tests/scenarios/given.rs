//! What the scenarios are written in.

use alert_core::catalog::Catalog;
use alert_core::receiver::{Failure, Response};
use alert_core::time::{SignedDuration, Timestamp, after};
use alert_pipeline::memory::MemoryPorts;
use alert_pipeline::ports::Ports;
use alert_pipeline::simulator::World;
use serde_json::{Value, json};

pub(crate) const CHAT: &str = "alert-router/chat";
pub(crate) const HOOK: &str = "alert-router/hook";
pub(crate) const FALLBACK: &str = "fallback-topic";
pub(crate) const LAST_RESORT: &str = "last-resort-topic";

/// A chat for everything, a signed webhook besides for critical alerts. `name~crit` is critical, the rest an error.
pub(crate) fn catalog() -> Value {
    json!({
        "schema": 1, "version": "test", "runbook_base_url": "https://runbooks.example.com/", "fallback": "fallback",
        "labels": [{"matchers": [["alarm_name=~.*crit.*"]], "set": {"severity": "critical"}}],
        "owners": [{"name": "ml", "contact": "#ml", "matchers": [[]]}],
        "runbooks": [],
        "route": {"receivers": ["chat"], "group_by": ["service"], "routes": [
            {"matchers": [["severity=critical"]], "receivers": ["chat", "hook"]}]},
        "receivers": [
            {"name": "chat", "kind": "slack", "secret": CHAT},
            {"name": "hook", "kind": "webhook", "secret": HOOK},
            {"name": "fallback", "kind": "sns", "topic": FALLBACK}],
    })
}

pub(crate) fn compiled(catalog: &Value) -> Catalog {
    Catalog::from_json(catalog.to_string().as_bytes()).expect("the test's catalog is one")
}

pub(crate) fn world() -> World<MemoryPorts> {
    World::new(MemoryPorts::new(compiled(&catalog())), at(0))
}

/// Seconds from the scenario's start.
pub(crate) fn at(seconds: i64) -> Timestamp {
    let start = Timestamp::from_second(1_800_000_000).expect("in range");
    after(start, SignedDuration::from_secs(seconds))
}

/// A sample event, as AWS sends it.
pub(crate) fn sample(name: &str) -> Value {
    let path = format!(
        "{}/../../events/cloudwatch_alarm/{name}.json",
        env!("CARGO_MANIFEST_DIR")
    );
    let text = std::fs::read_to_string(&path).unwrap_or_else(|why| panic!("{path}: {why}"));
    serde_json::from_str(&text).expect("the sample is JSON")
}

/// When an event happened, by itself.
pub(crate) fn time_of(event: &Value) -> Timestamp {
    let time = event["time"].as_str().expect("an event has a time");
    time.parse().expect("an event's time is one")
}

fn aws_time(at: Timestamp) -> String {
    at.strftime("%Y-%m-%dT%H:%M:%S%.3f+0000").to_string()
}

fn state(value: &str, seconds: i64) -> Value {
    json!({"value": value, "timestamp": aws_time(at(seconds)), "reason": "Threshold Crossed: 1 datapoint [7.2 (x)] was greater than the threshold (2.0)."})
}

fn detail(name: &str, value: &str, seconds: i64) -> Value {
    let before = if value == "OK" { "ALARM" } else { "OK" };
    json!({
        "alarmName": name, "state": state(value, seconds), "previousState": state(before, seconds - 600),
        "configuration": {"metrics": [{"id": "m", "returnData": true, "metricStat": {
            "metric": {"namespace": "AWS/SageMaker", "name": "Invocation5XXErrors", "dimensions": {"EndpointName": name}},
            "period": 60, "stat": "Sum"}}]},
    })
}

fn arn(name: &str) -> String {
    format!("arn:aws:cloudwatch:eu-west-1:111122223333:alarm:{name}")
}

/// The change as `EventBridge` sends it.
pub(crate) fn event(name: &str, value: &str, seconds: i64) -> Value {
    json!({"version": "0", "id": format!("{name}-{value}-{seconds}"), "detail-type": "CloudWatch Alarm State Change",
        "source": "aws.cloudwatch", "account": "111122223333", "time": at(seconds).to_string(), "region": "eu-west-1",
        "resources": [arn(name)], "detail": detail(name, value, seconds)})
}

/// The same change as the alarm action sends it.
pub(crate) fn action(name: &str, value: &str, seconds: i64) -> Value {
    json!({"source": "aws.cloudwatch", "alarmArn": arn(name), "accountId": "111122223333", "region": "eu-west-1",
        "time": aws_time(at(seconds)), "alarmData": detail(name, value, seconds)})
}

/// The same change as SNS delivers it to the queue.
pub(crate) fn notice(name: &str, value: &str, seconds: i64) -> Value {
    let message = json!({"AlarmName": name, "AlarmArn": arn(name), "AWSAccountId": "111122223333", "NewStateValue": value,
        "NewStateReason": "Threshold Crossed: 1 datapoint [7.2 (x)] was greater than the threshold (2.0).",
        "StateChangeTime": aws_time(at(seconds)), "Region": "EU (Ireland)", "OldStateValue": "OK",
        "Trigger": {"MetricName": "Invocation5XXErrors", "Namespace": "AWS/SageMaker", "Statistic": "SUM",
            "Dimensions": [{"name": "EndpointName", "value": name}], "Period": 60, "Threshold": 2.0,
            "ComparisonOperator": "GreaterThanThreshold"}});
    json!({"Type": "Notification", "MessageId": "m", "TopicArn": "arn:aws:sns:eu-west-1:111122223333:alarms",
        "Message": message.to_string(), "Timestamp": at(seconds).to_string()})
}

/// What was told: `"40 chat first firing"`, in order.
pub(crate) fn told<P: Ports + AsRef<MemoryPorts>>(world: &World<P>) -> Vec<String> {
    let line = |notification: &alert_pipeline::simulator::Notification| {
        format!(
            "{} {} {} +{} -{}",
            notification.at.duration_since(at(0)).as_secs(),
            notification.receiver,
            notification.page.reason.as_str(),
            notification.firing.len(),
            notification.resolved.len(),
        )
    };
    world.notifications().iter().map(line).collect()
}

/// How often an address was called, whatever it answered.
pub(crate) fn calls<P: Ports + AsRef<MemoryPorts>>(world: &World<P>, address: &str) -> usize {
    let sent = world.ports.as_ref().transport.sent();
    sent.iter()
        .filter(|sent| alert_pipeline::memory::MemoryTransport::address(&sent.request) == address)
        .count()
}

/// Promise 5.
pub(crate) fn assert_balanced<P: Ports + AsRef<MemoryPorts>>(world: &World<P>) {
    let balance = world.balance();
    assert!(balance.balances(), "{balance:?}");
    assert_eq!(balance.pending, 0, "something is left to tell: {balance:?}");
}

pub(crate) fn status(status: u16) -> Response {
    Response::Answer {
        status,
        body: String::new(),
        retry_after: None,
    }
}

pub(crate) fn refused() -> Response {
    Response::Failed(Failure::NotSent {
        why: "connection refused".to_owned(),
    })
}

pub(crate) fn hung() -> Response {
    Response::Failed(Failure::InDoubt {
        why: "no answer in time".to_owned(),
    })
}
