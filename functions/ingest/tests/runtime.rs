//! The real binary beside a stand-in for Lambda's Runtime API, on a day on which AWS refuses every connection.
#![allow(clippy::unwrap_used)] // a test that can not go on fails

#[path = "../../lambda/testing/runtime_api.rs"]
mod runtime_api;

use std::process::Command;

use runtime_api::{Answered, ENVIRONMENT, Running};
use serde_json::json;

const BINARY: &str = env!("CARGO_BIN_EXE_ingest");

#[test]
fn what_can_not_be_recorded_comes_again() {
    let mut function = Running::start(BINARY, &[]);

    let alarm = json!({
        "source": "aws.cloudwatch",
        "alarmArn": "arn:aws:cloudwatch:eu-west-1:111122223333:alarm:disk-full",
        "accountId": "111122223333",
        "time": "2026-11-22T08:49:37.000+0000",
        "region": "eu-west-1",
        "alarmData": {
            "alarmName": "disk-full",
            "state": { "value": "ALARM", "reason": "full", "timestamp": "2026-11-22T08:49:37.000+0000" },
            "previousState": { "value": "OK", "reason": "", "timestamp": "2026-11-22T08:00:00.000+0000" },
            "configuration": { "metrics": [] },
        },
    });
    // A message is named; SQS brings it again.
    let message = json!({
        "messageId": "m-1",
        "body": alarm.to_string(),
        "eventSource": "aws:sqs",
        "attributes": { "ApproximateReceiveCount": "1" },
    });
    let batch = function.invoke("r-2", &json!({ "Records": [message] }));
    assert_eq!(
        batch,
        Answered::Response(json!({ "batchItemFailures": [{ "itemIdentifier": "m-1" }] }))
    );

    // An alarm's own invocation fails as a whole, with a stable type; Lambda tries again.
    let Answered::Error(error) = function.invoke("r-3", &alarm) else {
        panic!("it can't have been recorded")
    };
    assert_eq!(error["errorType"], "store_unavailable");

    let log = function.end();
    let failure = log
        .iter()
        .find(|line| line["error.kind"] == "store_unavailable")
        .expect("the failure is logged");
    assert_eq!(failure["level"], "ERROR");
    assert_eq!(failure["span"]["requestId"], "r-2");
    assert!(
        failure["message"]
            .as_str()
            .is_some_and(|message| !message.is_empty())
    );
}

#[test]
fn without_its_settings_it_names_what_is_missing_and_does_not_start() {
    let mut command = Command::new(BINARY);
    command
        .env_clear()
        .envs(ENVIRONMENT.iter().copied())
        .env_remove("TABLE_NAME");
    let ended = command
        .env("AWS_LAMBDA_RUNTIME_API", "127.0.0.1:1")
        .output()
        .unwrap();
    assert!(!ended.status.success());
    assert!(String::from_utf8_lossy(&ended.stdout).contains("TABLE_NAME"));
}
