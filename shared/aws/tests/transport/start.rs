//! What a start does ahead for the first page, over TLS.

use std::rc::Rc;
use std::time::Duration;

use alert_aws::AwsPorts;
use alert_core::catalog::{Catalog, Mode, ReceiverConfig};
use alert_core::receiver::{HttpRequest, Request, Response};
use alert_core::time::{SignedDuration, Timestamp};
use alert_pipeline::ports::{Ports, Transport};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Notify;
use tokio::task::LocalSet;

use crate::server::Reply;
use crate::world::World;

const LOOPBACK: &str = "127.0.0.0/8";

fn now() -> Timestamp {
    "2026-11-22T08:49:37Z".parse().unwrap()
}

/// A catalog with a webhook for each of these secrets.
fn catalog(secrets: &[&str]) -> Vec<u8> {
    of(
        Mode::Live,
        secrets.iter().map(|secret| receiver("webhook", secret)),
    )
}

fn receiver(kind: &str, secret: &str) -> ReceiverConfig {
    ReceiverConfig {
        name: format!("of {secret}"),
        kind: kind.to_owned(),
        secret: Some(secret.to_owned()),
        ..ReceiverConfig::default()
    }
}

fn of(mode: Mode, receivers: impl Iterator<Item = ReceiverConfig>) -> Vec<u8> {
    let mut file = Catalog::bare("fallback").file().clone();
    file.mode = mode;
    file.receivers.extend(receivers);
    serde_json::to_vec(&file).unwrap()
}

/// What a page to this secret gets.
async fn sent(ports: &AwsPorts, secret: &str) -> Response {
    let request = Request::Http(HttpRequest {
        secret: secret.to_owned(),
        body: "{}".to_owned(),
        ..HttpRequest::default()
    });
    let limit = SignedDuration::from_secs(2);
    ports.transport().send(&request, now(), limit).await
}

#[tokio::test]
async fn a_start_reads_the_secrets_of_receivers_and_connects_to_them() {
    LocalSet::new()
        .run_until(async {
            let world = World::new().await;
            let chat = world.webhook("localhost", |_| Reply::new(200, "", "ok")).await;
            let url = |path: &str| format!("https://localhost:{}/{path}", chat.port);
            // Two lead to one place, one of them by two receivers, one can't be used, and what is more than a handful is left to its first page.
            let names = ["a", "broken", "a", "missing", "b", "late"];
            world.aws.secret("a", url("a"));
            world.aws.secret("b", url("b"));
            world.aws.secret("broken", "http://localhost/");
            world.aws.secret("late", url("late"));
            *world.aws.object.borrow_mut() = Some(("\"1\"", catalog(&names)));
            let (ports, _aws) = world.tls_ports(LOOPBACK).await;

            ports.warm_up(now()).await;
            let read = || {
                let calls = std::mem::take(&mut *world.aws.calls.borrow_mut());
                calls.iter().filter(|call| *call == "GetSecretValue").count()
            };
            assert_eq!(read(), 4);
            assert_eq!(
                (chat.accepted.get(), chat.seen.borrow().len()),
                (1, 0),
                "nothing is sent"
            );

            for (secret, reads) in [("a", 0), ("b", 0), ("late", 1)] {
                let answer = sent(&ports, secret).await;
                assert!(
                    matches!(answer, Response::Answer { status: 200, .. }),
                    "{answer:?}"
                );
                assert_eq!(read(), reads, "{secret}");
            }
            // The connection that the start opened is the one that all of them took.
            assert_eq!((chat.accepted.get(), chat.seen.borrow().len()), (1, 3));
        })
        .await;
}

#[tokio::test]
async fn a_start_connects_to_nobody_who_would_get_no_page() {
    LocalSet::new()
        .run_until(async {
            for (mode, kind, reads, connections) in [
                // The control of this test: anybody may have a webhook.
                (Mode::Live, "webhook", 1, 1),
                // Slack's are at Slack, whatever the secret says.
                (Mode::Live, "slack", 1, 0),
                (Mode::Shadow, "webhook", 0, 0),
            ] {
                let world = World::new().await;
                let chat = world.webhook("localhost", |_| Reply::Hang).await;
                world
                    .aws
                    .secret("a", format!("https://localhost:{}/a", chat.port));
                let catalog = of(mode, [receiver(kind, "a")].into_iter());
                *world.aws.object.borrow_mut() = Some(("\"1\"", catalog));
                let (ports, _aws) = world.tls_ports(LOOPBACK).await;
                ports.warm_up(now()).await;
                let calls = world.aws.calls.borrow();
                let read = calls.iter().filter(|call| *call == "GetSecretValue").count();
                assert_eq!(
                    (read, chat.accepted.get()),
                    (reads, connections),
                    "{mode:?} {kind}"
                );
            }
        })
        .await;
}

/// A way to a server, of which the first connection ends when it is told so.
async fn way_to(port: u16) -> (u16, Rc<Notify>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let (own, cut) = (listener.local_addr().unwrap().port(), Rc::new(Notify::new()));
    let told = cut.clone();
    tokio::task::spawn_local(async move {
        let mut first = Some(told);
        loop {
            let (mut here, _) = listener.accept().await.unwrap();
            let told = first.take();
            tokio::task::spawn_local(async move {
                let mut there = TcpStream::connect(("127.0.0.1", port)).await.unwrap();
                let end = async {
                    match told {
                        Some(told) => told.notified().await,
                        None => std::future::pending().await,
                    }
                };
                tokio::select! {
                    _ = tokio::io::copy_bidirectional(&mut here, &mut there) => {}
                    () = end => {}
                }
            });
        }
    });
    (own, cut)
}

#[tokio::test]
async fn a_page_outlives_a_connection_that_its_start_opened() {
    LocalSet::new()
        .run_until(async {
            let world = World::new().await;
            let chat = world.webhook("localhost", |_| Reply::new(200, "", "ok")).await;
            let (port, cut) = way_to(chat.port).await;
            world.aws.secret("a", format!("https://localhost:{port}/a"));
            *world.aws.object.borrow_mut() = Some(("\"1\"", catalog(&["a"])));
            let (ports, _aws) = world.tls_ports(LOOPBACK).await;
            ports.warm_up(now()).await;
            assert_eq!(chat.accepted.get(), 1);

            cut.notify_one();
            tokio::time::sleep(Duration::from_millis(50)).await;
            let answer = sent(&ports, "a").await;
            assert!(
                matches!(answer, Response::Answer { status: 200, .. }),
                "{answer:?}"
            );
            assert_eq!((chat.accepted.get(), chat.seen.borrow().len()), (2, 1));
        })
        .await;
}
