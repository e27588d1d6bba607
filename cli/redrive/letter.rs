//! What a dead letter says, and why it was put aside, as far as it tells.

use alert_core::envelope;
use alert_core::observation::{Observation, State};
use alert_core::source;
use alert_core::time::Timestamp;
use serde::Serialize;
use serde_json::Value;

use crate::queues::Letter;

/// A dead letter as a person reads it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Read {
    /// What it is: an alarm's change, a wake-up, the record of a sweep.
    pub(crate) what: String,
    /// What its sender says of why it was not delivered.
    pub(crate) why: Option<String>,
    /// It is the record of a sweep that failed: evidence, and nothing that could go back.
    #[serde(skip)]
    pub(crate) is_sweep: bool,
}

/// Why, in the attributes of `EventBridge` and its scheduler, and of Lambda's own dead letters.
const CODES: [&str; 2] = ["ERROR_CODE", "ErrorCode"];
const MESSAGES: [&str; 2] = ["ERROR_MESSAGE", "ErrorMessage"];

/// Reads one.
pub(crate) fn read(letter: &Letter, now: Timestamp) -> Read {
    let body: Value = serde_json::from_str(&letter.body).unwrap_or(Value::Null);
    let payload = body.get("requestPayload").unwrap_or(&body);
    let is_sweep = payload["sweep"].is_boolean();
    let what = match (is_sweep, body["wake"].as_str()) {
        (true, _) => "a sweep that failed".to_owned(),
        (false, Some(kind)) => format!("wake-up for {kind} {}", body["id"].as_str().unwrap_or_default()),
        (false, None) => event(&letter.body, now),
    };
    Read {
        what,
        why: why(letter, &body),
        is_sweep,
    }
}

/// What the router makes of an event.
fn event(body: &str, now: Timestamp) -> String {
    let envelopes = envelope::open(body.as_bytes());
    let decoded = envelopes
        .iter()
        .flat_map(|envelope| source::decode(envelope, now));
    let all: Vec<String> = decoded.map(|observation| said(&observation)).collect();
    if all.is_empty() {
        "nothing that the router knows".to_owned()
    } else {
        all.join("; ")
    }
}

fn said(observation: &Observation) -> String {
    let state = match observation.state {
        State::Firing => "firing",
        State::Resolved => "resolved",
        State::NoData => "no data",
        State::Configured { .. } | State::Noise(_) => "noise",
    };
    let name = observation.labels.get("alertname");
    let name = if name.is_empty() {
        &observation.symptom
    } else {
        name
    };
    format!(
        "{} {name}: {state} at {}",
        observation.source, observation.state_at
    )
}

fn why(letter: &Letter, body: &Value) -> Option<String> {
    let attribute = |names: [&str; 2]| {
        let mut all = letter.attributes.iter();
        all.find(|(name, _)| names.contains(&name.as_str()))
            .map(|(_, value)| value.as_str())
    };
    let told = [attribute(CODES), attribute(MESSAGES)];
    // The record of an asynchronous invocation (Lambda Developer Guide, "Capturing records of Lambda asynchronous invocations").
    let recorded = [
        body["requestContext"]["condition"].as_str(),
        body["responsePayload"]["errorType"].as_str(),
        body["responsePayload"]["errorMessage"].as_str(),
    ];
    let parts: Vec<&str> = told.into_iter().chain(recorded).flatten().collect();
    (!parts.is_empty()).then(|| parts.join(": "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn letter(body: &Value, attributes: &[(&str, &str)]) -> Read {
        let attributes = attributes
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        let letter = Letter {
            body: body.to_string(),
            sent_at: None,
            attributes: attributes.collect(),
        };
        read(&letter, "2026-11-22T10:00:00Z".parse().unwrap())
    }

    #[test]
    fn each_kind_of_letter_says_what_it_is_and_why_it_lies_there() {
        let event = json!({
            "version": "0", "id": "e", "detail-type": "CloudWatch Alarm State Change", "source": "aws.cloudwatch",
            "account": "111122223333", "time": "2026-11-22T09:00:00Z", "region": "eu-west-1",
            "resources": ["arn:aws:cloudwatch:eu-west-1:111122223333:alarm:churn-5xx"],
            "detail": {"alarmName": "churn-5xx", "state": {"value": "ALARM", "reason": "x"}},
        });
        let refused = letter(
            &event,
            &[
                ("ERROR_CODE", "NO_PERMISSIONS"),
                ("RULE_ARN", "r"),
                ("ERROR_MESSAGE", "denied"),
            ],
        );
        assert_eq!(
            refused.what,
            "cloudwatch_alarm churn-5xx: firing at 2026-11-22T09:00:00Z"
        );
        assert_eq!(refused.why.as_deref(), Some("NO_PERMISSIONS: denied"));
        let wake = letter(&json!({"wake": "group", "id": "g1"}), &[]);
        assert_eq!(
            (wake.what.as_str(), wake.why, wake.is_sweep),
            ("wake-up for group g1", None, false)
        );
        let record = json!({"requestContext": {"condition": "RetriesExhausted"}, "requestPayload": {"sweep": true},
            "responsePayload": {"errorType": "StoreUnavailable", "errorMessage": "no answer"}});
        let sweep = letter(&record, &[]);
        assert_eq!(
            sweep.why.as_deref(),
            Some("RetriesExhausted: StoreUnavailable: no answer")
        );
        assert!(sweep.is_sweep && letter(&json!({"sweep": true}), &[]).is_sweep);
        // What nobody can read is paged raw, and goes back like the rest.
        assert!(letter(&json!("?"), &[]).what.starts_with("raw "));
    }
}
