//! The alarm that everything is counted with: a sample event, under other names and at other times.

use alert_core::catalog::Catalog;
use alert_core::time::{SignedDuration, Timestamp, after};
use serde_json::{Value, json};

const SAMPLE: &str = include_str!("../../events/cloudwatch_alarm/endpoint-5xx-alarm.json");

/// The name of the silence's and the router's one owner.
pub(crate) const OWNER: &str = "ml-serving";

/// Seconds from the start.
pub(crate) fn at(seconds: i64) -> Timestamp {
    let start = Timestamp::from_second(1_800_000_000).unwrap();
    after(start, SignedDuration::from_secs(seconds))
}

/// An alarm of a service that fires or is over, in milliseconds after the start.
pub(crate) fn change(name: &str, service: &str, firing: bool, milliseconds: i64) -> Value {
    let sample = SAMPLE
        .replace("ml-prod-churn-endpoint-5xx-ratio", name)
        .replace("churn-prod", service);
    let mut event: Value = serde_json::from_str(&sample).unwrap();
    let at = after(at(0), SignedDuration::from_millis(milliseconds));
    event["time"] = json!(at.to_string());
    let state = &mut event["detail"]["state"];
    state["timestamp"] = json!(at.strftime("%Y-%m-%dT%H:%M:%S%.3f+0000").to_string());
    state["value"] = json!(if firing { "ALARM" } else { "OK" });
    event
}

/// One chat for everybody, a group for each service. What is called `slow-...` waits 30 s for company; the rest is critical
/// and told at once.
pub(crate) fn catalog(group_by: &[&str]) -> Catalog {
    let file = json!({
        "schema": 1, "version": "2026-11-20T08:00:00Z", "runbook_base_url": "https://runbooks.example.com/", "fallback": "fallback",
        "labels": [{"matchers": [["alarm_name!~slow-.*"]], "set": {"severity": "critical", "environment": "prod"}}],
        "owners": [{"name": OWNER, "contact": "#ml-serving-oncall", "matchers": [[]],
            "escalation": "Serving lead: ml-serving-lead@example.com, then the phone list in the team handbook",
            "digest": {"receiver": "chat", "when": {"every": 86_400}}}],
        "runbooks": [{"name": "endpoint-5xx", "title": "Endpoint errors", "path": "endpoint-5xx.md", "section": "first-action",
            "matchers": [[]], "owner": OWNER,
            "impact": "Callers of the model get errors instead of predictions.",
            "first_action": "If a deployment ran in the last hour, put the previous endpoint configuration back; else read the container's log."}],
        "route": {"receivers": ["chat"], "group_by": group_by},
        "receivers": [
            {"name": "chat", "kind": "slack", "secret": "alert-router/chat"},
            {"name": "fallback", "kind": "sns", "topic": "fallback-topic"}],
    });
    Catalog::from_json(file.to_string().as_bytes()).unwrap()
}
