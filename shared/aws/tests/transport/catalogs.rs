//! The catalog over the real SDK: what S3 does, and which catalog is decided with.

use alert_core::catalog::Catalog;
use alert_core::time::Timestamp;
use alert_pipeline::ports::{Catalogs, CatalogsError, Ports};
use tokio::task::LocalSet;

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
            let (ports, _server) = world.tls_ports().await;
            ports.warm_up(at(0)).await;
            let mut calls = std::mem::take(&mut *world.aws.calls.borrow_mut());
            calls.sort();
            assert_eq!(calls, ["GET /", "GetObject"]);
            let catalog = ports.catalogs().current(at(1)).await.unwrap();
            assert_eq!((catalog.version(), world.aws.calls.borrow().len()), ("one", 0));

            // A start on a day on which S3 fails says nothing; the first use asks again and tells.
            *world.aws.object.borrow_mut() = None;
            let (ports, _server) = world.tls_ports().await;
            ports.warm_up(at(0)).await;
            assert_eq!(ports.take_catalog_failures(), 0);
            *world.aws.object.borrow_mut() = Some(("\"1\"", super::catalogs::catalog("one")));
            assert!(ports.catalogs().current(at(0)).await.is_ok());
        })
        .await;
}
