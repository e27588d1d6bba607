//! Envelopes: the wrappings an event arrives in, detected by shape and taken off to any depth that occurs.
//!
//! SQS batches, SNS deliveries to Lambda, SNS message bodies, subscriptions of CloudWatch Logs, HTTP requests, and the
//! failure records that our own `ingest` leaves when an asynchronous invocation gives up. What is left inside is the event
//! as its service wrote it. Opening never fails: what is no wrapping is the event, what can't be unpacked stays wrapped, and
//! what is not JSON is text. Depth, width and what compressed data may become are bounded.

mod failed_invocation;
mod http;
mod logs;
mod open;
mod sns;
mod sqs;

use serde_json::Value;

use crate::time::Timestamp;

pub use open::{open, open_as};

/// One event, out of its wrappings.
#[derive(Debug, Clone, PartialEq)]
pub struct Envelope {
    /// The wrappings taken off, outermost first.
    pub hops: Vec<Hop>,
    /// The SQS message that carried it: what a partial batch response names when the event has to come again.
    pub receipt: Option<String>,
    /// How often SQS has handed that message out, 1 at first.
    pub receives: u32,
    /// The SNS subject, where there is one.
    pub subject: Option<String>,
    /// The innermost carrier's id for the message (SNS or SQS message id).
    pub carrier_id: Option<String>,
    /// When the innermost carrier took it: the event's time for events that have none.
    pub sent_at: Option<Timestamp>,
    /// The event; text that is not JSON is a JSON string.
    pub event: Value,
}

/// One kind of wrapping.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hop {
    /// A message of an SQS batch.
    Sqs,
    /// An SNS notification, to Lambda, to SQS or as an HTTP body.
    Sns,
    /// A batch of log events that a subscription filter of CloudWatch Logs sent.
    LogsSubscription,
    /// A request by HTTP.
    Http,
    /// The record of our own failed asynchronous invocation; the event is its `requestPayload`.
    FailedInvocation,
}

impl Hop {
    /// The word used in logs and by `explain`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Sqs => "sqs",
            Self::Sns => "sns",
            Self::LogsSubscription => "logs_subscription",
            Self::Http => "http",
            Self::FailedInvocation => "failed_invocation",
        }
    }
}

impl Envelope {
    /// An event without any wrapping.
    pub fn bare(event: Value) -> Self {
        Self {
            hops: vec![],
            receipt: None,
            receives: 1,
            subject: None,
            carrier_id: None,
            sent_at: None,
            event,
        }
    }

    /// Whether the event is in EventBridge's form: `source`, `detail-type` and `detail`.
    pub fn is_eventbridge(&self) -> bool {
        self.event.get("detail-type").is_some_and(Value::is_string)
            && self.event.get("source").is_some_and(Value::is_string)
            && self.event.get("detail").is_some()
    }
}
