//! A message that came out of a topic: the proof that SNS delivers what it accepted.

use alert_core::drill::Token;
use alert_core::time::{Timestamp, read_str};
use serde::Deserialize;

/// A drill's page as it came out of a topic.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Arrived {
    /// SNS's id of the message: the one it gave to whoever published.
    pub message_id: String,
    /// The drill that it is of.
    pub token: Token,
    /// When it was there.
    pub at: Timestamp,
}

/// What SNS wraps a message in.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Envelope {
    message_id: String,
    message_attributes: Attributes,
}

#[derive(Deserialize)]
struct Attributes {
    drill: Attribute,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Attribute {
    value: String,
}

impl Arrived {
    /// Reads the body of a message on the receipt queue that was sent there at `at`. Nothing for what is no drill's: any
    /// page may come by, and the queue's subscription need not filter.
    pub fn read(body: &str, at: Timestamp) -> Option<Self> {
        let envelope: Envelope = serde_json::from_str(body).ok()?;
        Some(Self {
            message_id: envelope.message_id,
            token: Token::read(&envelope.message_attributes.drill.value)?,
            at,
        })
    }

    /// [`read`](Self::read) with SQS's own words for the time, milliseconds since 1970; `now` where it has none.
    pub fn of_queue(body: &str, sent: Option<&str>, now: Timestamp) -> Option<Self> {
        Self::read(body, sent.and_then(read_str).unwrap_or(now))
    }
}
