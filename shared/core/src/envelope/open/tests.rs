use super::*;
use crate::envelope::Hop;
use serde_json::json;

fn opened(payload: &Value) -> Vec<Envelope> {
    open(payload.to_string().as_bytes())
}

fn notification(message: &Value) -> Value {
    json!({"Type": "Notification", "TopicArn": "arn", "MessageId": "m2", "Subject": "hi",
        "Timestamp": "2026-11-22T10:00:00.000Z", "Message": message.to_string()})
}

#[test]
fn sns_in_sqs_is_taken_off_twice_and_keeps_the_receipt() {
    let event = json!({"detail-type": "t", "source": "s", "detail": {}});
    let batch = json!({"Records": [
        {"messageId": "m1", "body": notification(&event).to_string(), "attributes": {"ApproximateReceiveCount": "3"}},
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

/// A topic that feeds a queue, whose messages a pipe hands to another queue.
#[test]
fn wrappings_are_taken_off_in_any_order() {
    let event = json!({"detail-type": "t", "source": "s", "detail": {}});
    let message =
        json!({"messageId": "m1", "eventSource": "aws:sqs", "body": notification(&event).to_string()});
    for (payload, hops) in [
        (json!([message]), &[Hop::Sqs, Hop::Sns][..]),
        (json!([event]), &[]),
        (
            json!({"Records": [{"messageId": "m0", "body": json!([message]).to_string()}]}),
            &[Hop::Sqs, Hop::Sqs, Hop::Sns],
        ),
        (
            json!({"Records": [{"Sns": notification(&json!({"Records": [message]}))}]}),
            &[Hop::Sns, Hop::Sqs, Hop::Sns],
        ),
        // EventBridge may target a topic, and a topic may be told of an event by hand with its message as an object.
        (
            json!({"Type": "Notification", "TopicArn": "arn", "Message": event}),
            &[Hop::Sns],
        ),
    ] {
        let envelopes = opened(&payload);
        assert_eq!(envelopes.len(), 1, "{payload}");
        assert_eq!(envelopes[0].hops, hops, "{payload}");
        assert_eq!(envelopes[0].event, event, "{payload}");
    }
    let nested = json!({"Records": [{"messageId": "m0", "body": json!([message]).to_string()}]});
    assert_eq!(opened(&nested)[0].receipt.as_deref(), Some("m0"));
}

#[test]
fn lists_and_records_of_others_stay_together() {
    for payload in [
        json!([1, 2]),
        json!([{"a": 1}]),
        json!({"Records": [{"eventSource": "aws:s3", "s3": {}}]}),
        json!({"Records": [{"messageId": "m", "body": ""}, {"eventSource": "aws:s3"}]}),
        json!([{"source": "s", "detail-type": "t", "detail": {}}, {"other": 1}]),
    ] {
        assert_eq!(opened(&payload), [Envelope::bare(payload)]);
    }
}

#[test]
fn our_failure_record_is_opened_and_another_function_s_is_not() {
    let ours = json!({"version": "1.0", "requestContext": {"condition": "RetriesExhausted", "functionArn": "arn:aws:lambda:eu-west-1:111122223333:function:ingest:$LATEST"},
        "requestPayload": {"alarmArn": "a", "alarmData": {}}, "responseContext": {}});
    assert_eq!(opened(&ours)[0].hops, [Hop::FailedInvocation]);
    assert_eq!(opened(&ours)[0].event, json!({"alarmArn": "a", "alarmData": {}}));
    let other = json!({"version": "1.0", "requestContext": {}, "requestPayload": {"order": 1}});
    assert_eq!(opened(&other), [Envelope::bare(other)]);
    let known = |arn: &str| open_as(ours.to_string().as_bytes(), arn).remove(0).hops;
    assert_eq!(
        known("arn:aws:lambda:eu-west-1:111122223333:function:ingest"),
        [Hop::FailedInvocation]
    );
    assert_eq!(
        known("arn:aws:lambda:eu-west-1:111122223333:function:alert-router"),
        []
    );
}

#[test]
fn a_request_by_http_is_its_body() {
    let event = json!({"alerts": []});
    for (body, is_base64) in [
        (event.to_string(), false),
        ("eyJhbGVydHMiOltdfQ==".to_owned(), true),
    ] {
        let request = json!({"version": "2.0", "rawPath": "/", "headers": {}, "body": body, "isBase64Encoded": is_base64,
            "requestContext": {"requestId": "r1", "timeEpoch": 1_795_350_000_000_u64}});
        let opened = opened(&request);
        assert_eq!(
            (&opened[0].hops[..], &opened[0].event),
            (&[Hop::Http][..], &event)
        );
        assert_eq!(opened[0].carrier_id.as_deref(), Some("r1"));
        assert!(opened[0].sent_at.is_some());
    }
    let damaged = json!({"httpMethod": "POST", "headers": {}, "requestContext": {}, "body": "?", "isBase64Encoded": true});
    assert_eq!(opened(&damaged)[0].event, json!("?"));
    // An event of an application that happens to have a body.
    let other = json!({"body": "x", "headers": {}});
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
        b"{\"Records\":{}}",
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

/// A megabyte of records that say nothing is one thing to look at, not 40,000.
#[test]
fn width_is_bounded_and_loses_nothing() {
    let many = json!({"Records": vec![json!({"Sns": {"Message": "m"}}); 20_000]});
    let batch = json!({"Records": [
        {"messageId": "m1", "body": many.to_string()},
        {"messageId": "m2", "body": json!({"Records": vec![json!({"Sns": {"Message": "m"}}); 900]}).to_string()},
    ]});
    let envelopes = opened(&batch);
    assert_eq!(envelopes.len(), 901);
    assert_eq!(envelopes[0].event, many);
    // What the queue hands over is told apart message by message, however large the batch.
    let batch: Vec<_> = (0..2_000)
        .map(|n| json!({"messageId": n.to_string(), "body": "m"}))
        .collect();
    assert_eq!(opened(&json!({"Records": batch})).len(), 2_000);
    let events = vec![json!({"source": "s", "detail-type": "t", "detail": {}}); 2_000];
    assert_eq!(opened(&json!(events)).len(), 1);
}
