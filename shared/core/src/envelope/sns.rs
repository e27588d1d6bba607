//! An SNS notification: in a batch for Lambda, as an HTTP body, or as the body of an SQS message (SNS Developer Guide,
//! "HTTP/HTTPS notification JSON format").
//!
//! The two other types of message, which ask to confirm a subscription, are events: nothing here ever follows their URL.

use serde_json::{Map, Value};

use super::Hop;
use super::open::{Inner, json_or_text, text};
use crate::time;

/// Whether an object is a record of a batch for Lambda.
pub(super) fn is_record(object: &Map<String, Value>) -> bool {
    object.get("Sns").is_some_and(Value::is_object)
}

/// Whether an object is a notification by itself.
pub(super) fn is_notification(object: &Map<String, Value>) -> bool {
    object.get("Type").is_some_and(|kind| kind == "Notification")
        && object.contains_key("Message")
        && object.contains_key("TopicArn")
}

/// What it holds.
pub(super) fn open(mut message: Map<String, Value>) -> Inner {
    Inner {
        hop: Some(Hop::Sns),
        subject: text(&message, "Subject"),
        carrier_id: text(&message, "MessageId"),
        sent_at: message.get("Timestamp").and_then(time::read),
        event: json_or_text(message.remove("Message").unwrap_or_default()),
        ..Inner::default()
    }
}
