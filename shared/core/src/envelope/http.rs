//! A request to an HTTP API or a function URL in front of the router (Lambda Developer Guide, "Invoking Lambda function
//! URLs"; API Gateway Developer Guide, "Lambda proxy integrations"): the way for whoever can do nothing but POST.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value};

use super::Hop;
use super::open::{Inner, json_or_text, text};
use crate::time;

/// Whether an object is such a request, of either version of the format.
pub(super) fn is_request(object: &Map<String, Value>) -> bool {
    object.get("headers").is_some_and(Value::is_object)
        && object.get("requestContext").is_some_and(Value::is_object)
        && object.get("body").is_some_and(Value::is_string)
        && (object.contains_key("rawPath") || object.contains_key("httpMethod"))
}

/// What it holds.
pub(super) fn open(object: &mut Map<String, Value>) -> Option<Inner> {
    let is_base64 = object.get("isBase64Encoded").and_then(Value::as_bool) == Some(true);
    let context = object.get("requestContext")?.as_object()?;
    let sent_at = ["timeEpoch", "requestTimeEpoch"]
        .iter()
        .find_map(|member| context.get(*member).and_then(time::read));
    let id = text(context, "requestId");
    let body = match object.remove("body")? {
        Value::String(body) if is_base64 => match STANDARD.decode(&body) {
            Ok(bytes) => Value::String(String::from_utf8_lossy(&bytes).into_owned()),
            // Whoever said that it is base64 was wrong; it is shown as it came.
            Err(_) => Value::String(body),
        },
        body => body,
    };
    Some(Inner {
        hop: Some(Hop::Http),
        carrier_id: id,
        sent_at,
        event: json_or_text(body),
        ..Inner::default()
    })
}
