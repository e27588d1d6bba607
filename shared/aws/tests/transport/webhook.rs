//! Webhooks over real TLS: what each behaviour of a receiver comes to, and that no failure tells the URL.

use crate::server::{Reply, Seen};
use crate::world::World;
use alert_aws::AwsPorts;
use alert_core::receiver::{Failure, HttpRequest, Request, Response, TokenPlace};
use alert_core::time::{SignedDuration, Timestamp};
use alert_pipeline::ports::{Ports, Transport};
use serde_json::json;
use tokio::task::LocalSet;

const NAME: &str = "alert-router/chat";
const TOKEN: &str = "t0k3n-that-nobody-may-read";
const WHSEC: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const LOOPBACK: &str = "127.0.0.0/8";

fn now() -> Timestamp {
    "2026-11-22T08:49:37Z".parse().unwrap()
}

fn request(sign: Option<&str>) -> Request {
    Request::Http(HttpRequest {
        secret: NAME.to_owned(),
        headers: vec![("x-alert-router".to_owned(), "1".to_owned())],
        body: r#"{"text":"disk full"}"#.to_owned(),
        sign: sign.map(str::to_owned),
        ..HttpRequest::default()
    })
}

async fn post(ports: &AwsPorts, sign: Option<&str>) -> Response {
    ports
        .transport()
        .send(&request(sign), now(), SignedDuration::from_millis(700))
        .await
}

/// How a receiver behaves, by path.
fn behave(seen: &Seen) -> Reply {
    let behaviour = seen.path().trim_start_matches('/').split('/').next().unwrap();
    match behaviour {
        "ok" => Reply::new(200, "", "ok"),
        "500" => Reply::new(500, "", "rollup_error"),
        "429" => Reply::new(429, "retry-after: 30\r\n", ""),
        "503" => Reply::new(503, "retry-after: Sun, 22 Nov 2026 08:50:37 GMT\r\n", ""),
        "302" => Reply::new(302, "location: https://localhost/ok\r\n", ""),
        "404" => Reply::new(404, "", "no_service"),
        "huge" => Reply::new(200, "", &"x".repeat(1 << 20)),
        "mute" => Reply::Hang,
        "hang-up" => Reply::Cut(String::new()),
        "half" => Reply::Cut("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\no".to_owned()),
        "half-500" => Reply::Cut("HTTP/1.1 500 X\r\ncontent-length: 9\r\n\r\nro".to_owned()),
        "babble" => Reply::Cut("SSH-2.0-OpenSSH_9.2\r\n".to_owned()),
        other => panic!("no such behaviour: {other}"),
    }
}

fn answer(status: u16, body: &str, retry_after: Option<i64>) -> Response {
    let retry_after = retry_after.map(SignedDuration::from_secs);
    Response::Answer {
        status,
        body: body.to_owned(),
        retry_after,
    }
}

/// A response in a word: which of the four failures it is.
fn word(response: &Response) -> &'static str {
    match response {
        Response::Failed(Failure::NotSent { .. }) => "not sent",
        Response::Failed(Failure::InDoubt { .. }) => "in doubt",
        Response::Failed(Failure::Impossible { .. }) => "impossible",
        Response::Failed(Failure::Busy { .. }) => "busy",
        Response::Answer { .. } | Response::Published { .. } => "answered",
    }
}

/// The leak test: nothing that can be logged or stored tells where the webhook is.
fn tells_nothing(case: &str, ports: &AwsPorts, response: &Response) {
    for text in [format!("{response:?}"), format!("{ports:?}")] {
        for secret in [TOKEN, "localhost", "127.0.0.1", "https://", "MfKQ9r8G"] {
            assert!(!text.contains(secret), "{case}: {text}");
        }
    }
}

#[tokio::test]
async fn every_behaviour_of_a_receiver() {
    LocalSet::new()
        .run_until(async {
            let world = World::new().await;
            let webhook = world.webhook("localhost", behave).await;
            for (behaviour, expected) in [
                ("ok", answer(200, "ok", None)),
                ("500", answer(500, "rollup_error", None)),
                ("429", answer(429, "", Some(30))),
                ("503", answer(503, "", Some(60))),
                ("302", answer(302, "", None)), // never followed
                ("404", answer(404, "no_service", None)),
                ("huge", answer(200, &"x".repeat(96 * 1024), None)),
                // An error is an error, however much of it arrived.
                ("half-500", answer(500, "ro", None)),
            ] {
                world.aws.secret(
                    NAME,
                    format!("https://localhost:{}/{behaviour}/{TOKEN}", webhook.port),
                );
                let ports = world.ports(LOOPBACK);
                assert_eq!(post(&ports, None).await, expected, "{behaviour}");
                tells_nothing(behaviour, &ports, &expected);
            }
            // It was sent; whether it was read, nobody knows.
            for behaviour in ["mute", "hang-up", "half", "babble"] {
                world.aws.secret(
                    NAME,
                    format!("https://localhost:{}/{behaviour}/{TOKEN}", webhook.port),
                );
                let ports = world.ports(LOOPBACK);
                let response = post(&ports, None).await;
                assert_eq!(word(&response), "in doubt", "{behaviour}: {response:?}");
                tells_nothing(behaviour, &ports, &response);
            }
        })
        .await;
}

#[tokio::test]
async fn what_keeps_a_request_from_being_sent() {
    LocalSet::new()
        .run_until(async {
            let world = World::new().await;
            let good = world.webhook("localhost", behave).await;
            let other_host = world.webhook("hooks.example.com", behave).await;
            let stranger = World::new().await.webhook("localhost", behave).await;
            let plain = crate::server::Server::plain(behave).await;
            let closed = std::net::TcpListener::bind("127.0.0.1:0")
                .unwrap()
                .local_addr()
                .unwrap()
                .port();
            let port = |port: u16| format!("https://localhost:{port}/ok/{TOKEN}");
            for (case, secret, cidrs, expected) in [
                ("refused", port(closed), LOOPBACK, "not sent"),
                (
                    "no such host",
                    format!("https://no-such-host.invalid/{TOKEN}"),
                    LOOPBACK,
                    "not sent",
                ),
                (
                    "certificate of a stranger",
                    port(stranger.port),
                    LOOPBACK,
                    "not sent",
                ),
                (
                    "certificate of another host",
                    port(other_host.port),
                    LOOPBACK,
                    "not sent",
                ),
                ("no TLS at all", port(plain.port), LOOPBACK, "not sent"),
                ("address not allowed", port(good.port), "", "impossible"),
                (
                    "another block allowed",
                    port(good.port),
                    "10.0.0.0/8",
                    "impossible",
                ),
                (
                    "metadata service",
                    format!("https://169.254.169.254/{TOKEN}"),
                    LOOPBACK,
                    "impossible",
                ),
                (
                    "not https",
                    format!("http://localhost:{}/ok/{TOKEN}", plain.port),
                    LOOPBACK,
                    "impossible",
                ),
                (
                    "user in the URL",
                    format!("https://me:{TOKEN}@localhost:{}/ok", good.port),
                    LOOPBACK,
                    "impossible",
                ),
                ("no URL", TOKEN.to_owned(), LOOPBACK, "impossible"),
                (
                    "broken document",
                    format!(r#"{{"url": ["{TOKEN}"]}}"#),
                    LOOPBACK,
                    "impossible",
                ),
            ] {
                world.aws.secret(NAME, secret);
                let ports = world.ports(cidrs);
                let response = post(&ports, None).await;
                assert_eq!(word(&response), expected, "{case}: {response:?}");
                tells_nothing(case, &ports, &response);
            }
            for server in [&good, &other_host, &stranger] {
                assert!(server.seen.borrow().is_empty(), "a request was sent");
            }
            world.aws.secrets.borrow_mut().clear();
            let missing = post(&world.ports(LOOPBACK), None).await;
            assert_eq!(word(&missing), "impossible", "{missing:?}");
            // No time left: nothing is begun.
            let late = world.ports(LOOPBACK);
            let none = late
                .transport()
                .send(&request(None), now(), SignedDuration::from_secs(-1))
                .await;
            assert_eq!(word(&none), "not sent");
        })
        .await;
}

#[tokio::test]
async fn a_signed_request_carries_the_specifications_headers() {
    LocalSet::new()
        .run_until(async {
            let world = World::new().await;
            let webhook = world.webhook("localhost", behave).await;
            let url = format!("https://localhost:{}/ok/{TOKEN}", webhook.port);
            world.aws.secret(
                NAME,
                format!(r#"{{"url": "{url}", "signing_secrets": ["{WHSEC}", "{WHSEC}"]}}"#),
            );
            let ports = world.ports(LOOPBACK);
            assert_eq!(post(&ports, Some("msg_1")).await, answer(200, "ok", None));
            let seen = webhook.seen.borrow()[0].clone();
            assert!(seen.head.starts_with("POST /ok/"), "{}", seen.head);
            assert_eq!(seen.body, r#"{"text":"disk full"}"#);
            assert_eq!(seen.header("content-type"), Some("application/json"));
            assert_eq!(seen.header("x-alert-router"), Some("1"));
            assert_eq!(seen.header("webhook-id"), Some("msg_1"));
            assert_eq!(seen.header("webhook-timestamp"), Some("1795337377"));
            let signatures: Vec<_> = seen.header("webhook-signature").unwrap().split(' ').collect();
            assert_eq!(signatures.len(), 2);
            assert!(
                signatures[0].starts_with("v1,") && signatures[0] == signatures[1],
                "{signatures:?}"
            );

            // A receiver that signs, and a secret without a key: a fault of the configuration.
            world.aws.secret(NAME, url);
            let keyless = world.ports(LOOPBACK);
            let response = post(&keyless, Some("msg_1")).await;
            assert_eq!(word(&response), "impossible");
            tells_nothing("no key", &keyless, &response);
        })
        .await;
}

#[tokio::test]
async fn a_changed_secret_is_read_again_once() {
    LocalSet::new()
        .run_until(async {
            let world = World::new().await;
            let webhook = world.webhook("localhost", behave).await;
            let url = |behaviour: &str| format!("https://localhost:{}/{behaviour}/{TOKEN}", webhook.port);
            let reads = || world.aws.calls.borrow().len();
            let ports = world.ports(LOOPBACK);

            world.aws.secret(NAME, url("ok"));
            post(&ports, None).await;
            post(&ports, None).await;
            assert_eq!(reads(), 1, "kept while warm");

            // The cached URL is gone and the secret has not changed: read again, not sent again.
            world.aws.secret(NAME, url("404"));
            let other = world.ports(LOOPBACK);
            assert_eq!(post(&other, None).await, answer(404, "no_service", None));
            assert_eq!((reads(), webhook.seen.borrow().len()), (3, 3));

            // Somebody changed the secret meanwhile: sent where it says now.
            world.aws.secret(NAME, url("ok"));
            assert_eq!(post(&other, None).await, answer(200, "ok", None));
            assert_eq!((reads(), webhook.seen.borrow().len()), (4, 5));
        })
        .await;
}

/// Slack says 200 to whatever it is sent; that it does not know the token stands in the answer.
#[tokio::test]
async fn a_token_that_an_answer_of_200_refuses_is_read_again() {
    LocalSet::new()
        .run_until(async {
            let world = World::new().await;
            let slack = world
                .webhook("localhost", |seen| match seen.header("authorization") {
                    // Posted, whatever its page quotes: it is not posted twice.
                    Some("Bearer new") => Reply::new(
                        200,
                        "",
                        r#"{"ok": true, "ts": "1.1", "message": {"error": "token_revoked"}}"#,
                    ),
                    _ => Reply::new(200, "", r#"{"ok": false, "error": "token_revoked"}"#),
                })
                .await;
            let secret = |token: &str| {
                let url = format!("https://localhost:{}/api", slack.port);
                let value = json!({"url": url, "token": token});
                world.aws.secret(NAME, value.to_string());
            };
            let ports = world.ports(LOOPBACK);
            let request = Request::Http(HttpRequest {
                secret: NAME.to_owned(),
                path: "/chat.postMessage".to_owned(),
                token: Some(TokenPlace::Authorization("Bearer".to_owned())),
                token_faults: vec!["token_revoked".to_owned()],
                body: "{}".to_owned(),
                ..HttpRequest::default()
            });
            let post = async || {
                let deadline = SignedDuration::from_secs(2);
                match ports.transport().send(&request, now(), deadline).await {
                    Response::Answer { body, .. } => body,
                    other => panic!("{other:?}"),
                }
            };
            secret("old");
            assert!(post().await.contains("\"ok\": false"), "nothing newer to try");
            assert_eq!(slack.seen.borrow().len(), 1);
            secret("new");
            assert!(
                post().await.contains("\"ok\": true"),
                "the old one first, then the new one"
            );
            assert_eq!(slack.seen.borrow().len(), 3);
            assert!(post().await.contains("\"ok\": true"));
            assert_eq!(slack.seen.borrow().len(), 4);
        })
        .await;
}
