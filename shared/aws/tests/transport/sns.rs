//! SNS over the real SDK: what each answer comes to, and that nothing is published twice behind a delivery's back.

use crate::server::Reply;
use crate::world::World;
use alert_core::receiver::{Failure, Fifo, Request, Response, SnsRequest};
use alert_core::time::{SignedDuration, Timestamp};
use alert_pipeline::ports::{Ports, Transport};
use tokio::task::LocalSet;

fn request() -> Request {
    Request::Sns(SnsRequest {
        topic: "pages.fifo".to_owned(),
        subject: "[error] disk full".to_owned(),
        message: r#"{"default":"disk full"}"#.to_owned(),
        attributes: vec![
            ("severity".to_owned(), "error".to_owned()),
            ("owner".to_owned(), String::new()),
        ],
        fifo: Some(Fifo {
            group_id: "g1".to_owned(),
            deduplication_id: "n1".to_owned(),
        }),
    })
}

fn published() -> Reply {
    let body = "<PublishResponse><PublishResult><MessageId>m-1</MessageId></PublishResult></PublishResponse>";
    Reply::new(200, "content-type: text/xml\r\n", body)
}

fn refused(status: u16, code: &str) -> Reply {
    let body =
        format!("<ErrorResponse><Error><Code>{code}</Code><Message>no</Message></Error></ErrorResponse>");
    Reply::new(status, "content-type: text/xml\r\n", &body)
}

#[tokio::test]
async fn every_answer_of_sns() {
    LocalSet::new()
        .run_until(async {
            let world = World::new().await;
            for (case, reply, expected) in [
                (
                    "published",
                    published(),
                    Response::Published {
                        message_id: "m-1".to_owned(),
                    },
                ),
                (
                    "throttled",
                    refused(400, "Throttled"),
                    failed("busy", "SNS: Throttled (400)"),
                ),
                (
                    "unavailable",
                    refused(503, "ServiceUnavailable"),
                    failed("busy", "SNS: ServiceUnavailable (503)"),
                ),
                (
                    "no topic",
                    refused(404, "NotFound"),
                    failed("impossible", "SNS: NotFound (404)"),
                ),
                (
                    "denied",
                    refused(403, "AuthorizationError"),
                    failed("impossible", "SNS: AuthorizationError (403)"),
                ),
                (
                    "internal",
                    refused(500, "InternalError"),
                    failed("in doubt", "SNS: InternalError (500)"),
                ),
                (
                    "cut",
                    Reply::Cut(String::new()),
                    failed("in doubt", "SNS: the connection broke"),
                ),
                ("mute", Reply::Hang, failed("in doubt", "SNS: no answer in time")),
            ] {
                *world.aws.answer.borrow_mut() = Some(reply);
                world.aws.calls.borrow_mut().clear();
                let ports = world.ports("");
                let deadline = SignedDuration::from_millis(500);
                let response = ports
                    .transport()
                    .send(&request(), Timestamp::UNIX_EPOCH, deadline)
                    .await;
                assert_eq!(response, expected, "{case}");
                assert_eq!(world.aws.calls.borrow().len(), 1, "{case}: tried once");
            }
            let sent = world.aws.calls.borrow()[0].clone();
            for part in [
                "TopicArn=arn%3Aaws%3Asns%3Aeu-west-1%3A111122223333%3Apages.fifo",
                "MessageStructure=json",
                "MessageGroupId=g1",
                "MessageDeduplicationId=n1",
                "MessageAttributes.entry.1.Name=severity",
            ] {
                assert!(sent.contains(part), "{part} is not in {sent}");
            }
            assert!(!sent.contains("owner"), "an empty attribute was sent: {sent}");
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
            let response = ports
                .transport()
                .send(&request(), Timestamp::UNIX_EPOCH, deadline)
                .await;
            assert_eq!(response, failed("not sent", "SNS: not connected"));
        })
        .await;
}

fn failed(word: &str, why: &str) -> Response {
    let why = why.to_owned();
    Response::Failed(match word {
        "busy" => Failure::Busy { why },
        "impossible" => Failure::Impossible { why },
        "in doubt" => Failure::InDoubt { why },
        _ => Failure::NotSent { why },
    })
}
