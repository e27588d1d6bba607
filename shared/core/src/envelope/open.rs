//! Taking the wrappings off.

use serde_json::{Map, Value};

use super::{Envelope, failed_invocation, http, logs, sns, sqs};

/// Wrappings inside wrappings beyond this are left on: nothing AWS sends comes near, and depth must be bounded.
const MAX_DEPTH: usize = 8;
/// Events of one payload beyond this stay together as one. A batch of SQS brings 10; a megabyte of `{"Sns":{}}` would be
/// 40,000 pages.
const MAX_EVENTS: usize = 1_000;
/// What all compressed data of one payload may become. A batch of log events is up to a megabyte; a megabyte of nothing
/// but zeros compresses to a kilobyte.
const MAX_INFLATED: usize = 8 * 1024 * 1024;

/// Every event in a payload, each out of its wrappings. Never empty: a payload that is not JSON is one text event.
///
/// The failure record of an alarm action is taken for our own; [`open_as`] knows better.
pub fn open(payload: &[u8]) -> Vec<Envelope> {
    open_as(payload, "")
}

/// [`open`] for the function with this ARN: its own failure records are opened, those of other functions are events.
pub fn open_as(payload: &[u8], function_arn: &str) -> Vec<Envelope> {
    let event = serde_json::from_slice(payload)
        .unwrap_or_else(|_| Value::String(String::from_utf8_lossy(payload).into_owned()));
    let mut opening = Opening {
        function_arn,
        inflatable: MAX_INFLATED,
        opened: Vec::new(),
    };
    opening.unwrap(Envelope::bare(event));
    opening.opened
}

/// What is left of the bounds, and what was found.
struct Opening<'a> {
    function_arn: &'a str,
    inflatable: usize,
    opened: Vec<Envelope>,
}

impl Opening<'_> {
    fn unwrap(&mut self, mut envelope: Envelope) {
        if envelope.hops.len() < MAX_DEPTH {
            if let Some(records) = self.take_records(&mut envelope) {
                for record in records {
                    self.unwrap(carried(&envelope, record));
                }
                return;
            }
            if let Value::Object(object) = &mut envelope.event
                && let Some(inner) = self.carried_alone(object)
            {
                return self.unwrap(envelope.inner(inner));
            }
        }
        self.opened.push(envelope);
    }

    /// The records of a batch: SQS's and SNS's under `Records`, and bare lists of messages or events, as EventBridge Pipes
    /// hands them to a target. Records of other services stay as they are.
    fn take_records(&self, envelope: &mut Envelope) -> Option<Vec<Value>> {
        let records = match &mut envelope.event {
            Value::Object(object) => object.get_mut("Records")?.as_array_mut()?,
            Value::Array(list) => list,
            _ => return None,
        };
        let is_ours = !records.is_empty() && records.iter().all(is_record);
        // The messages of a queue's batch have to be told apart, however many: each comes again by itself.
        let is_batch = envelope.hops.is_empty() && records.iter().all(is_message);
        let fits = is_batch || self.opened.len() + records.len() <= MAX_EVENTS;
        (fits && is_ours).then(|| std::mem::take(records))
    }

    /// What an object carries that carries one thing.
    fn carried_alone(&mut self, object: &mut Map<String, Value>) -> Option<Inner> {
        if sns::is_notification(object) {
            Some(sns::open(std::mem::take(object)))
        } else if failed_invocation::is_own(object, self.function_arn) {
            failed_invocation::open(object)
        } else if let Some(inner) = logs::open(object, &mut self.inflatable) {
            Some(inner)
        } else if http::is_request(object) {
            http::open(object)
        } else {
            None
        }
    }
}

/// What a wrapping held, and what it says of it; nothing known replaces nothing.
#[derive(Debug, Default)]
pub(super) struct Inner {
    pub hop: Option<super::Hop>,
    pub receipt: Option<String>,
    pub receives: Option<u32>,
    pub subject: Option<String>,
    pub carrier_id: Option<String>,
    pub sent_at: Option<crate::time::Timestamp>,
    pub event: Value,
}

fn is_record(record: &Value) -> bool {
    let Value::Object(object) = record else {
        return false;
    };
    sqs::is_message(object) || sns::is_record(object) || is_event(object)
}

fn is_message(record: &Value) -> bool {
    record.as_object().is_some_and(sqs::is_message)
}

/// An event of EventBridge in a list of them.
fn is_event(object: &Map<String, Value>) -> bool {
    ["source", "detail-type", "detail"]
        .iter()
        .all(|member| object.contains_key(*member))
}

fn carried(outer: &Envelope, record: Value) -> Envelope {
    let inner = match record {
        Value::Object(mut object) => match object.remove("Sns") {
            Some(Value::Object(message)) => sns::open(message),
            _ if sqs::is_message(&object) => sqs::open(object),
            _ => Inner {
                event: Value::Object(object),
                ..Inner::default()
            },
        },
        event => Inner {
            event,
            ..Inner::default()
        },
    };
    outer.inner(inner)
}

impl Envelope {
    /// What is inside of this one. The receipt is the outermost message's: that is the one which comes again.
    fn inner(&self, inner: Inner) -> Self {
        let mut hops = self.hops.clone();
        hops.extend(inner.hop);
        Self {
            hops,
            receipt: self.receipt.clone().or(inner.receipt),
            receives: inner.receives.unwrap_or(self.receives),
            subject: inner.subject.or_else(|| self.subject.clone()),
            carrier_id: inner.carrier_id.or_else(|| self.carrier_id.clone()),
            sent_at: inner.sent_at.or(self.sent_at),
            event: inner.event,
        }
    }
}

/// JSON in a string, or else the string. A string that holds a bare number or word is text: no service sends those.
pub(super) fn json_or_text(body: Value) -> Value {
    match body {
        Value::String(text) => match serde_json::from_str(&text) {
            Ok(inner @ (Value::Object(_) | Value::Array(_))) => inner,
            _ => Value::String(text),
        },
        other => other,
    }
}

pub(super) fn text(object: &Map<String, Value>, name: &str) -> Option<String> {
    object.get(name).and_then(Value::as_str).map(str::to_owned)
}

#[cfg(test)]
mod tests;
