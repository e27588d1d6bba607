//! The record that Lambda leaves of an asynchronous invocation of ours that failed (Lambda Developer Guide, "Capturing
//! records of Lambda asynchronous invocations"). The event is its `requestPayload`.
//!
//! The same record of somebody else's function is an event of its own: that function has failed.

use serde_json::{Map, Value};

use super::Hop;
use super::open::Inner;

/// Whether an object is the record of the function with this ARN.
///
/// Who does not know its own ARN, as on a laptop, goes by what was asked of the function: of those that invoke
/// asynchronously, an alarm's action and a subscription of log events are what `ingest` is given.
pub(super) fn is_own(object: &Map<String, Value>, function_arn: &str) -> bool {
    let Some(payload) = object.get("requestPayload") else {
        return false;
    };
    let Some(context) = object.get("requestContext").and_then(Value::as_object) else {
        return false;
    };
    match context.get("functionArn").and_then(Value::as_str) {
        Some(failed) if !function_arn.is_empty() => unqualified(failed) == unqualified(function_arn),
        _ => ["alarmData", "awslogs"]
            .iter()
            .any(|member| payload.get(member).is_some()),
    }
}

/// What it holds.
pub(super) fn open(object: &mut Map<String, Value>) -> Option<Inner> {
    Some(Inner {
        hop: Some(Hop::FailedInvocation),
        event: object.remove("requestPayload")?,
        ..Inner::default()
    })
}

/// An ARN without the version or alias behind it: `arn:aws:lambda:REGION:ACCOUNT:function:NAME:QUALIFIER`.
fn unqualified(arn: &str) -> &str {
    arn.match_indices(':')
        .nth(6)
        .and_then(|(at, _)| arn.get(..at))
        .unwrap_or(arn)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    const OURS: &str = "arn:aws:lambda:eu-west-1:111122223333:function:alert-router-ingest";

    fn is_own_of(function: &str, payload: &Value) -> bool {
        let record = json!({"requestContext": {"functionArn": function}, "requestPayload": payload});
        is_own(record.as_object().unwrap(), OURS)
    }

    #[test]
    fn a_record_is_ours_when_the_function_is() {
        let alarm = json!({"alarmData": {}});
        assert!(is_own_of(OURS, &alarm));
        assert!(is_own_of(&format!("{OURS}:$LATEST"), &json!({"anything": 1})));
        // Somebody else's function may be an alarm's action too.
        assert!(!is_own_of(
            "arn:aws:lambda:eu-west-1:111122223333:function:other:7",
            &alarm
        ));
    }

    #[test]
    fn without_an_arn_what_was_asked_decides() {
        for (payload, expected) in [
            (json!({"alarmData": {}}), true),
            (json!({"awslogs": {"data": ""}}), true),
            (json!({"order": 1}), false),
            (json!(null), false),
        ] {
            let record = json!({"requestContext": {}, "requestPayload": payload});
            assert_eq!(is_own(record.as_object().unwrap(), ""), expected, "{record}");
            assert_eq!(is_own(record.as_object().unwrap(), OURS), expected, "{record}");
        }
        let alarm = json!({"alarmData": {}});
        assert!(!is_own(json!({"requestPayload": alarm}).as_object().unwrap(), ""));
    }
}
