//! EventBridge over a real connection: what is sent, what each answer comes to, and that nothing is put twice behind a
//! delivery's back.

use crate::server::Reply;
use crate::world::World;
use alert_core::receiver::{EventBridgeRequest, Failure, Outcome, Request, Response, kind};
use alert_core::time::{SignedDuration, Timestamp};
use alert_pipeline::ports::{Ports, Transport};
use serde_json::{Value, json};
use tokio::task::LocalSet;

fn now() -> Timestamp {
    "2026-11-22T10:12:03Z".parse().unwrap()
}

fn request(bus: &str) -> Request {
    Request::EventBridge(EventBridgeRequest {
        bus: bus.to_owned(),
        source: "alert-router".to_owned(),
        detail_type: "Alert Firing".to_owned(),
        time: "2026-11-22T10:12:00Z".parse().unwrap(),
        resources: vec!["arn:aws:cloudwatch:eu-west-1:111122223333:alarm:a".to_owned()],
        detail: r#"{"schema":1}"#.to_owned(),
    })
}

/// What one answer comes to: a word, and why.
async fn outcome(world: &World, bus: &str, reply: Reply) -> (&'static str, String) {
    *world.aws.answer.borrow_mut() = Some(reply);
    world.aws.calls.borrow_mut().clear();
    world.aws.heads.borrow_mut().clear();
    let deadline = SignedDuration::from_millis(500);
    let ports = world.ports("");
    let response = ports.transport().send(&request(bus), now(), deadline).await;
    match kind("eventbridge").unwrap().classify(&response) {
        Outcome::Delivered(receipt) => ("delivered", receipt.id),
        Outcome::Retry {
            in_doubt: true, why, ..
        } => ("in doubt", why),
        Outcome::Retry { why, .. } => ("retry", why),
        Outcome::Rejected { why } => ("rejected", why),
    }
}

#[tokio::test]
async fn every_answer_of_eventbridge() {
    LocalSet::new()
        .run_until(async {
            let world = World::new().await;
            let entry = |entry: Value| {
                let failed = u8::from(entry.get("ErrorCode").is_some());
                Reply::json(200, json!({"FailedEntryCount": failed, "Entries": [entry]}))
            };
            for (reply, word, why) in [
                (entry(json!({"EventId": "e-1"})), "delivered", "e-1"),
                (
                    entry(json!({"ErrorCode": "ThrottlingException", "ErrorMessage": "no"})),
                    "retry",
                    "EventBridge: ThrottlingException (200)",
                ),
                (
                    entry(json!({"ErrorCode": "InternalFailure", "ErrorMessage": "no"})),
                    "retry",
                    "EventBridge: InternalFailure (200)",
                ),
                (
                    entry(json!({"ErrorCode": "NotAuthorizedForSourceException", "ErrorMessage": "no"})),
                    "rejected",
                    "EventBridge: NotAuthorizedForSourceException (200)",
                ),
                (
                    Reply::json(400, json!({"__type": "AccessDeniedException"})),
                    "rejected",
                    "EventBridge: AccessDeniedException (400)",
                ),
                (
                    Reply::json(400, json!({"__type": "ThrottlingException"})),
                    "retry",
                    "EventBridge: ThrottlingException (400)",
                ),
                (
                    Reply::json(500, json!({"__type": "InternalException"})),
                    "in doubt",
                    "EventBridge: InternalException (500)",
                ),
                (Reply::Cut(String::new()), "in doubt", "the connection broke"),
                (Reply::Hang, "in doubt", "no answer in time"),
            ] {
                let found = outcome(&world, "pages", reply).await;
                assert_eq!(found, (word, why.to_owned()));
                assert_eq!(world.aws.calls.borrow().len(), 1, "{why}: tried once");
            }
        })
        .await;
}

#[tokio::test]
async fn what_is_sent_is_a_signed_call_with_one_entry() {
    LocalSet::new()
        .run_until(async {
            let world = World::new().await;
            let taken = || Reply::json(200, json!({"FailedEntryCount": 0, "Entries": [{"EventId": "e"}]}));
            for (bus, region) in [
                ("pages", "eu-west-1"),
                (
                    "arn:aws:events:us-east-1:444455556666:event-bus/pages",
                    "us-east-1",
                ),
            ] {
                assert_eq!(outcome(&world, bus, taken()).await.0, "delivered");
                let sent: Value = serde_json::from_str(&world.aws.calls.borrow()[0]).unwrap();
                assert_eq!(
                    sent,
                    json!({"Entries": [{
                        "EventBusName": bus, "Source": "alert-router", "DetailType": "Alert Firing",
                        "Time": 1_795_342_320, "Detail": r#"{"schema":1}"#,
                        "Resources": ["arn:aws:cloudwatch:eu-west-1:111122223333:alarm:a"],
                    }]})
                );
                let head = world.aws.heads.borrow()[0].to_lowercase();
                for part in [
                    "x-amz-target: awsevents.putevents",
                    "content-type: application/x-amz-json-1.1",
                    "x-amz-date: 20261122t101203z",
                    &format!("/20261122/{region}/events/aws4_request"),
                ] {
                    assert!(head.contains(part), "{part} is not in {head}");
                }
            }
        })
        .await;
}

/// A catalog that nobody checked must not choose the host that the call goes to.
#[tokio::test]
async fn a_bus_that_is_none_is_not_called() {
    LocalSet::new()
        .run_until(async {
            let world = World::new().await;
            let bus = "arn:aws:events:evil.example/:111122223333:event-bus/pages";
            let ports = world.ports("");
            let deadline = SignedDuration::from_millis(500);
            let response = ports.transport().send(&request(bus), now(), deadline).await;
            assert!(
                matches!(&response, Response::Failed(Failure::Impossible { why }) if !why.contains("evil")),
                "{response:?}"
            );
            assert!(world.aws.calls.borrow().is_empty());
        })
        .await;
}

#[tokio::test]
async fn without_a_connection_nothing_was_sent() {
    LocalSet::new()
        .run_until(async {
            let world = World::new().await;
            let ports = world.ports("");
            drop(world);
            tokio::task::yield_now().await;
            let deadline = SignedDuration::from_secs(2);
            let response = ports.transport().send(&request("pages"), now(), deadline).await;
            assert!(
                matches!(response, Response::Failed(Failure::NotSent { .. })),
                "{response:?}"
            );
        })
        .await;
}
