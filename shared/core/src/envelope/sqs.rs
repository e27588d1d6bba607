//! A message of an SQS batch (Lambda Developer Guide, "Using Lambda with Amazon SQS"). Its body is what somebody sent: an
//! event, an SNS notification, or with raw delivery the notification's message.

use serde_json::{Map, Value};

use super::Hop;
use super::open::{Inner, json_or_text, text};
use crate::time;

/// Whether an object is such a message. One without a body is a message all the same.
pub(super) fn is_message(object: &Map<String, Value>) -> bool {
    let is_named = object
        .get("eventSource")
        .is_some_and(|source| source == "aws:sqs");
    object.contains_key("messageId") && (is_named || object.contains_key("body"))
}

/// What it holds.
pub(super) fn open(mut object: Map<String, Value>) -> Inner {
    let attributes = object.get("attributes").and_then(Value::as_object);
    let receives = attributes.map(|attributes| {
        text(attributes, "ApproximateReceiveCount")
            .and_then(|count| count.parse().ok())
            .unwrap_or(1)
    });
    let sent_at = attributes.and_then(|attributes| attributes.get("SentTimestamp").and_then(time::read));
    let id = text(&object, "messageId");
    Inner {
        hop: Some(Hop::Sqs),
        receipt: id.clone(),
        receives,
        carrier_id: id,
        sent_at,
        event: json_or_text(object.remove("body").unwrap_or_default()),
        ..Inner::default()
    }
}
