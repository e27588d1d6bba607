//! What a start does ahead for the first page, over TLS.

use alert_core::catalog::{Catalog, ReceiverConfig};
use alert_core::receiver::{HttpRequest, Request, Response};
use alert_core::time::{SignedDuration, Timestamp};
use alert_pipeline::ports::{Ports, Transport};
use tokio::task::LocalSet;

use crate::server::Reply;
use crate::world::World;

const LOOPBACK: &str = "127.0.0.0/8";

fn now() -> Timestamp {
    "2026-11-22T08:49:37Z".parse().unwrap()
}

/// A catalog with a receiver for each of these secrets.
fn catalog(secrets: &[&str]) -> Vec<u8> {
    let mut file = Catalog::bare("fallback").file().clone();
    let receiver = |secret: &&str| ReceiverConfig {
        name: format!("of {secret}"),
        kind: "webhook".to_owned(),
        secret: Some((*secret).to_owned()),
        ..ReceiverConfig::default()
    };
    file.receivers.extend(secrets.iter().map(receiver));
    serde_json::to_vec(&file).unwrap()
}

#[tokio::test]
async fn a_start_reads_the_secrets_of_receivers_and_connects_to_them() {
    LocalSet::new()
        .run_until(async {
            let world = World::new().await;
            let chat = world.webhook("localhost", |_| Reply::new(200, "", "ok")).await;
            let url = |path: &str| format!("https://localhost:{}/{path}", chat.port);
            // Two lead to one place, one can't be used, and what is more than a handful is left to its first page.
            let names = ["a", "b", "broken", "missing", "late"];
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
                let request = Request::Http(HttpRequest {
                    secret: secret.to_owned(),
                    body: "{}".to_owned(),
                    ..HttpRequest::default()
                });
                let limit = SignedDuration::from_secs(2);
                let answer = ports.transport().send(&request, now(), limit).await;
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
