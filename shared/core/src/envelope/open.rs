//! Taking the wrappings off.

use serde_json::{Map, Value};

use super::{Envelope, Hop};
use crate::time;

/// Wrappings inside wrappings beyond this are left on: nothing AWS sends comes near, and depth must be bounded.
const MAX_DEPTH: usize = 8;

/// Every event in a payload, each out of its wrappings. Never empty: a payload that is not JSON is one text event.
pub fn open(payload: &[u8]) -> Vec<Envelope> {
    let event = serde_json::from_slice(payload)
        .unwrap_or_else(|_| Value::String(String::from_utf8_lossy(payload).into_owned()));
    let mut opened = Vec::new();
    unwrap(Envelope::bare(event), &mut opened);
    opened
}

fn unwrap(mut envelope: Envelope, opened: &mut Vec<Envelope>) {
    if envelope.hops.len() < MAX_DEPTH
        && let Value::Object(object) = &mut envelope.event
    {
        if let Some(records) = take_records(object) {
            for record in records {
                unwrap(carried(&envelope, record), opened);
            }
            return;
        }
        if is_notification(object) {
            let message = std::mem::take(object);
            return unwrap(notification(&envelope, message), opened);
        }
        if is_failed_alarm_action(object) {
            let event = object.remove("requestPayload").unwrap_or_default();
            let mut inner = Envelope { event, ..envelope };
            inner.hops.push(Hop::FailedInvocation);
            return unwrap(inner, opened);
        }
    }
    opened.push(envelope);
}

/// The records of an SQS or SNS batch; records of other services stay as they are.
fn take_records(object: &mut Map<String, Value>) -> Option<Vec<Value>> {
    let records = object.get("Records")?.as_array()?;
    let ours = !records.is_empty()
        && records
            .iter()
            .all(|record| is_sqs(record) || record.get("Sns").is_some_and(Value::is_object));
    if !ours {
        return None;
    }
    match object.remove("Records") {
        Some(Value::Array(records)) => Some(records),
        _ => None,
    }
}

fn is_sqs(record: &Value) -> bool {
    let is_named = record
        .get("eventSource")
        .is_some_and(|source| source == "aws:sqs");
    record.get("messageId").is_some() && (is_named || record.get("body").is_some())
}

fn carried(outer: &Envelope, mut record: Value) -> Envelope {
    let Some(object) = record.as_object_mut() else {
        return Envelope::bare(record);
    };
    if let Some(Value::Object(message)) = object.remove("Sns") {
        return notification(outer, message);
    }
    let mut inner = wrapped(outer, Hop::Sqs);
    inner.carrier_id = text(object, "messageId");
    inner.receipt = outer.receipt.clone().or_else(|| inner.carrier_id.clone());
    if let Some(attributes) = object.get("attributes").and_then(Value::as_object) {
        inner.receives = text(attributes, "ApproximateReceiveCount")
            .and_then(|count| count.parse().ok())
            .unwrap_or(1);
        inner.sent_at = attributes.get("SentTimestamp").and_then(time::read);
    }
    inner.event = json_or_text(object.remove("body").unwrap_or_default());
    inner
}

fn is_notification(object: &Map<String, Value>) -> bool {
    object.get("Type").is_some_and(|kind| kind == "Notification")
        && object.get("Message").is_some_and(Value::is_string)
        && object.contains_key("TopicArn")
}

fn notification(outer: &Envelope, mut message: Map<String, Value>) -> Envelope {
    let mut inner = wrapped(outer, Hop::Sns);
    inner.subject = text(&message, "Subject");
    inner.carrier_id = text(&message, "MessageId").or_else(|| outer.carrier_id.clone());
    inner.sent_at = message.get("Timestamp").and_then(time::read).or(outer.sent_at);
    inner.event = json_or_text(message.remove("Message").unwrap_or_default());
    inner
}

fn wrapped(outer: &Envelope, hop: Hop) -> Envelope {
    let mut inner = Envelope {
        event: Value::Null,
        ..outer.clone_without_event()
    };
    inner.hops.push(hop);
    inner
}

/// Only alarm actions invoke `ingest` asynchronously, so only they come back in a failure record that is ours. The
/// failure record of somebody else's function is an event of its own.
fn is_failed_alarm_action(object: &Map<String, Value>) -> bool {
    object.contains_key("requestContext")
        && object
            .get("requestPayload")
            .is_some_and(|payload| payload.get("alarmData").is_some())
}

/// JSON in a string, or else the string. A string that holds a bare number or word is text: no service sends those.
fn json_or_text(body: Value) -> Value {
    match body {
        Value::String(text) => match serde_json::from_str(&text) {
            Ok(inner @ (Value::Object(_) | Value::Array(_))) => inner,
            _ => Value::String(text),
        },
        other => other,
    }
}

fn text(object: &Map<String, Value>, name: &str) -> Option<String> {
    object.get(name).and_then(Value::as_str).map(str::to_owned)
}

impl Envelope {
    fn clone_without_event(&self) -> Self {
        Self {
            hops: self.hops.clone(),
            receipt: self.receipt.clone(),
            receives: self.receives,
            subject: self.subject.clone(),
            carrier_id: self.carrier_id.clone(),
            sent_at: self.sent_at,
            event: Value::Null,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn opened(payload: &Value) -> Vec<Envelope> {
        open(payload.to_string().as_bytes())
    }

    #[test]
    fn sns_in_sqs_is_taken_off_twice_and_keeps_the_receipt() {
        let event = json!({"detail-type": "t", "source": "s", "detail": {}});
        let sns = json!({"Type": "Notification", "TopicArn": "arn", "MessageId": "m2", "Subject": "hi",
            "Timestamp": "2026-11-22T10:00:00.000Z", "Message": event.to_string()});
        let batch = json!({"Records": [
            {"messageId": "m1", "body": sns.to_string(), "attributes": {"ApproximateReceiveCount": "3"}},
            {"messageId": "m3", "body": "plain words"},
        ]});
        let envelopes = opened(&batch);
        assert_eq!(envelopes.len(), 2);
        assert_eq!(envelopes[0].hops, [Hop::Sqs, Hop::Sns]);
        assert_eq!(envelopes[0].receipt.as_deref(), Some("m1"));
        assert_eq!(envelopes[0].carrier_id.as_deref(), Some("m2"));
        assert_eq!((envelopes[0].receives, envelopes[1].receives), (3, 1));
        assert_eq!(envelopes[0].subject.as_deref(), Some("hi"));
        assert!(envelopes[0].is_eventbridge());
        assert_eq!(envelopes[0].event, event);
        assert_eq!(envelopes[1].event, json!("plain words"));
    }

    #[test]
    fn our_failure_record_is_opened_and_another_function_s_is_not() {
        let ours = json!({"version": "1.0", "requestContext": {"condition": "RetriesExhausted"},
            "requestPayload": {"alarmArn": "a", "alarmData": {}}, "responseContext": {}});
        assert_eq!(opened(&ours)[0].hops, [Hop::FailedInvocation]);
        assert_eq!(opened(&ours)[0].event, json!({"alarmArn": "a", "alarmData": {}}));
        let other = json!({"version": "1.0", "requestContext": {}, "requestPayload": {"order": 1}});
        assert_eq!(opened(&other), [Envelope::bare(other)]);
    }

    #[test]
    fn whatever_comes_is_one_event_at_least() {
        for payload in [
            &b""[..],
            b"{",
            b"null",
            b"[]",
            b"\xff\xfe",
            b"{\"Records\":[]}",
            b"{\"Records\":[1]}",
        ] {
            assert_eq!(open(payload).len(), 1, "{payload:?}");
        }
    }

    #[test]
    fn depth_is_bounded() {
        let mut payload = json!("core");
        for _ in 0..20 {
            payload = json!({"Type": "Notification", "TopicArn": "t", "Message": payload.to_string()});
        }
        assert_eq!(opened(&payload)[0].hops.len(), MAX_DEPTH);
    }
}
