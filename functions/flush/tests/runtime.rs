//! The real binary beside a stand-in for Lambda's Runtime API, on a day on which AWS refuses every connection.
#![allow(clippy::unwrap_used)] // a test that can not go on fails

#[path = "../../lambda/testing/runtime_api.rs"]
mod runtime_api;

use runtime_api::{Answered, Running};
use serde_json::json;

#[test]
fn what_can_not_be_flushed_comes_again() {
    let mut function = Running::start(env!("CARGO_BIN_EXE_flush"), &[]);

    let wake = |id: &str, body: &str| json!({ "messageId": id, "body": body, "attributes": { "ApproximateReceiveCount": "1" } });
    let batch =
        json!({ "Records": [wake("m-1", r#"{"wake":"group","id":"g1"}"#), wake("m-2", "no wake-up")] });
    let failed = json!({ "batchItemFailures": [{ "itemIdentifier": "m-1" }, { "itemIdentifier": "m-2" }] });
    assert_eq!(function.invoke("r-1", &batch), Answered::Response(failed));

    let Answered::Error(error) = function.invoke("r-2", &json!({ "sweep": true })) else {
        panic!("it can't sweep")
    };
    assert_eq!(error["errorType"], "store_unavailable");

    // A payload of nobody's is an error, and the function lives on.
    assert!(matches!(
        function.invoke("r-3", &json!({ "hello": 1 })),
        Answered::Error(_)
    ));
    assert_eq!(
        function.invoke("r-4", &json!({ "Records": [] })),
        Answered::Response(json!({ "batchItemFailures": [] }))
    );

    let log = function.end();
    assert!(
        log.iter()
            .any(|line| line["message.id"] == "m-2" && line["span"]["requestId"] == "r-1"),
        "{log:?}"
    );
}
