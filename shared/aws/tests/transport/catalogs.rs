//! The catalog over real connections: what S3 does, and which catalog is decided with.

use alert_core::catalog::Catalog;
use alert_core::time::Timestamp;
use alert_pipeline::ports::{Catalogs, CatalogsError, Ports};
use tokio::task::LocalSet;

use crate::server::Reply;
use crate::world::World;

fn at(second: i64) -> Timestamp {
    Timestamp::from_second(1_795_350_000 + second).unwrap()
}

/// A catalog with this version.
fn catalog(version: &str) -> Vec<u8> {
    let mut file = Catalog::bare("fallback").file().clone();
    version.clone_into(&mut file.version);
    serde_json::to_vec(&file).unwrap()
}

#[tokio::test]
async fn the_catalog_is_kept_revalidated_and_never_lost() {
    LocalSet::new()
        .run_until(async {
            let world = World::new().await;
            let ports = world.ports("");
            let put = |etag: &'static str, body: Vec<u8>| *world.aws.object.borrow_mut() = Some((etag, body));
            let version = async |second| {
                ports
                    .catalogs()
                    .current(at(second))
                    .await
                    .map(|c| c.version().to_owned())
            };
            let asked = || std::mem::take(&mut *world.aws.calls.borrow_mut()).len();

            // Never one: an error, and S3 is left alone for some seconds.
            assert_eq!(
                version(0).await,
                Err(CatalogsError::Unavailable("AccessDenied (403)".to_owned()))
            );
            assert!(version(4).await.is_err());
            assert_eq!((asked(), ports.take_catalog_failures()), (1, 1));

            put("\"1\"", catalog("one"));
            assert_eq!(version(5).await, Ok("one".to_owned()));
            assert_eq!(version(64).await, Ok("one".to_owned()));
            assert_eq!(asked(), 1, "kept for a minute");

            // Asked after, and unchanged; then changed.
            assert_eq!(version(65).await, Ok("one".to_owned()));
            put("\"2\"", catalog("two"));
            assert_eq!(version(125).await, Ok("two".to_owned()));
            assert_eq!((asked(), ports.take_catalog_failures()), (2, 0));

            // Everything that can go wrong with it leaves the last good one.
            put("\"3\"", b"{ not json".to_vec());
            assert_eq!(version(185).await, Ok("two".to_owned()));
            put("\"4\"", br#"{"schema": 999, "of": "tomorrow"}"#.to_vec());
            assert_eq!(version(245).await, Ok("two".to_owned()));
            *world.aws.object.borrow_mut() = None;
            assert_eq!(version(305).await, Ok("two".to_owned()));
            assert_eq!(ports.take_catalog_failures(), 3);

            put("\"5\"", catalog("five"));
            assert_eq!(version(310).await, Ok("five".to_owned()));
        })
        .await;
}

#[tokio::test]
async fn a_start_opens_connections_that_the_first_invocation_uses() {
    LocalSet::new()
        .run_until(async {
            let world = World::new().await;
            *world.aws.object.borrow_mut() = Some(("\"1\"", catalog("one")));
            let (ports, _server) = world.tls_ports("").await;
            ports.warm_up(at(0)).await;
            let mut calls = std::mem::take(&mut *world.aws.calls.borrow_mut());
            calls.sort();
            assert_eq!(calls, ["GET /", "GetItem", "GetObject"]);
            let catalog = ports.catalogs().current(at(1)).await.unwrap();
            assert_eq!((catalog.version(), world.aws.calls.borrow().len()), ("one", 0));

            // A start on a day on which S3 fails says nothing; the first use asks again and tells.
            *world.aws.object.borrow_mut() = None;
            let (ports, _server) = world.tls_ports("").await;
            ports.warm_up(at(0)).await;
            assert_eq!(ports.take_catalog_failures(), 0);
            *world.aws.object.borrow_mut() = Some(("\"1\"", super::catalogs::catalog("one")));
            assert!(ports.catalogs().current(at(0)).await.is_ok());
        })
        .await;
}

/// What becomes of one load when S3 answers with these first, and how often it was asked.
async fn load(first: impl Into<std::collections::VecDeque<Reply>>) -> (Result<String, CatalogsError>, usize) {
    let world = World::new().await;
    *world.aws.object.borrow_mut() = Some(("\"1\"", catalog("one")));
    *world.aws.first.borrow_mut() = first.into();
    let ports = world.ports("");
    let loaded = ports.catalogs().current(at(0)).await;
    let asked = world.aws.calls.borrow().len();
    (loaded.map(|catalog| catalog.version().to_owned()), asked)
}

fn error(status: u16, code: &str) -> Reply {
    Reply::new(status, "", &format!("<Error><Code>{code}</Code></Error>"))
}

#[tokio::test]
async fn what_may_pass_is_asked_again() {
    LocalSet::new()
        .run_until(async {
            let well = || Ok("one".to_owned());
            let cut = |head: &str, body: &str| Reply::Cut(format!("HTTP/1.1 200 OK\r\n{head}\r\n{body}"));
            for first in [
                error(503, "SlowDown"),
                error(500, "InternalError"),
                // Hangs up without a word, in the midst of a body, of a chunk; or just ends, as a body without a length does.
                Reply::Cut(String::new()),
                cut("content-length: 99\r\n", "{\"schema\":"),
                cut("transfer-encoding: chunked\r\n", "9\r\n{\"sch"),
                cut("connection: close\r\n", "{\"schema\":"),
            ] {
                assert_eq!(load([first.clone()]).await, (well(), 2), "{first:?}");
            }
        })
        .await;
}

#[tokio::test]
async fn what_is_refused_is_not_asked_again_and_says_why() {
    LocalSet::new()
        .run_until(async {
            let elsewhere = "x-amz-bucket-region: us-west-2\r\nlocation: http://127.0.0.1:1/\r\n";
            let moved = |status, code: &str| {
                Reply::new(status, elsewhere, &format!("<Error><Code>{code}</Code></Error>"))
            };
            let long = 33 << 20;
            for (first, why) in [
                (error(404, "NoSuchKey"), "NoSuchKey (404)"),
                (error(403, "RequestTimeTooSkewed"), "RequestTimeTooSkewed (403)"),
                (
                    moved(301, "PermanentRedirect"),
                    "PermanentRedirect (301): the bucket is in us-west-2, not in eu-west-1",
                ),
                (
                    moved(307, "TemporaryRedirect"),
                    "TemporaryRedirect (307): the bucket is in us-west-2, not in eu-west-1",
                ),
                (
                    Reply::new(200, "", &" ".repeat(long)),
                    "the answer has more than 33554432 bytes",
                ),
            ] {
                let (loaded, asked) = load([first]).await;
                assert_eq!(
                    (loaded, asked),
                    (Err(CatalogsError::Unavailable(why.to_owned())), 1)
                );
            }
        })
        .await;
}

#[tokio::test]
async fn a_silent_s3_is_waited_for_no_longer_than_a_load_may_take() {
    LocalSet::new()
        .run_until(async {
            let begun = std::time::Instant::now();
            let (loaded, asked) = load([Reply::Hang, Reply::Hang, Reply::Hang]).await;
            assert_eq!(
                loaded,
                Err(CatalogsError::Unavailable("no answer in time".to_owned()))
            );
            // Two seconds for the first; the second ends with the load.
            assert!((1..=2).contains(&asked), "{asked}");
            let took = begun.elapsed().as_secs_f64();
            assert!((2.9..4.0).contains(&took), "{took}");
        })
        .await;
}

#[tokio::test]
async fn the_request_is_signed_with_the_session_and_names_what_is_known() {
    LocalSet::new()
        .run_until(async {
            let world = World::new().await;
            *world.aws.object.borrow_mut() = Some(("\"1\"", catalog("one")));
            let ports = world.ports("");
            for second in [0, 60] {
                ports.catalogs().current(at(second)).await.unwrap();
            }
            let heads = world.aws.heads.borrow();
            let [first, second] = &heads[..] else {
                panic!("{heads:?}")
            };
            assert!(!first.contains("if-none-match"), "{first}");
            assert!(second.contains("if-none-match: \"1\""), "{second}");
            assert!(
                first.contains("x-amz-security-token: aws_session_token\r\n"),
                "{first}"
            );
            assert!(
                first.contains("/eu-west-1/s3/aws4_request, SignedHeaders=host;x-amz-content-sha256;x-amz-date;x-amz-security-token, "),
                "{first}"
            );
            assert!(
                second.contains("SignedHeaders=host;if-none-match;x-amz-content-sha256;x-amz-date;x-amz-security-token, "),
                "{second}"
            );
        })
        .await;
}
