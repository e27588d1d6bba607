//! The real binary beside a stand-in for Lambda's Runtime API, on a day on which AWS refuses every connection: as `drill` and as
//! `reconcile`, each with its own environment.
#![allow(clippy::unwrap_used)] // a test that can not go on fails

#[path = "../../lambda/testing/runtime_api.rs"]
mod runtime_api;

use runtime_api::{Answered, Running};
use serde_json::{Value, json};

const DRILL: &[(&str, &str)] = &[
    ("DRILL_ALARM", "alert-router-drill-page"),
    ("DRILL_SECRET", "alert-router-drill"),
    ("DRILL_RECEIPTS_URL", "http://127.0.0.1:1/111122223333/receipts"),
];
const RECONCILE: &[(&str, &str)] = &[
    ("INGEST_QUEUE_URL", "http://127.0.0.1:1/111122223333/ingest"),
    ("OWN_ALARMS_PREFIX", "alert-router-self-"),
];

fn binary(environment: &[(&str, &str)]) -> Running {
    Running::start(env!("CARGO_BIN_EXE_drill"), environment)
}

/// The word that metric filters know the failure by, and what the log of the invocation says.
fn failure(answered: Answered) -> (String, String) {
    let Answered::Error(error) = answered else {
        panic!("it can't have worked: {answered:?}")
    };
    let text = |member: &str| error[member].as_str().unwrap().to_owned();
    (text("errorType"), text("errorMessage"))
}

fn lines<'a>(log: &'a [Value], message: &str) -> Vec<&'a Value> {
    log.iter().filter(|line| line["message"] == message).collect()
}

#[test]
fn a_drill_that_can_not_begin_is_a_failed_invocation() {
    let mut function = binary(DRILL);
    let (kind, why) = failure(function.invoke("r-1", &json!({ "drill": true })));
    assert_eq!(kind, "drill_call_failed");
    assert!(why.contains("the secret `alert-router-drill`"), "{why}");
    // Nor can it say how long ago the last one passed.
    assert_eq!(
        failure(function.invoke("r-2", &json!({ "drill": false }))).0,
        "drill_call_failed"
    );

    // A payload of nobody's is an error, and the function lives on.
    assert!(matches!(
        function.invoke("r-3", &json!({ "hello": 1 })),
        Answered::Error(_)
    ));
    // It has no queue to say anything to.
    assert_eq!(
        failure(function.invoke("r-4", &json!({ "reconcile": true }))).0,
        "setting_missing"
    );
    assert_eq!(
        function.invoke("r-5", &json!({ "reconcile": false })),
        Answered::Response(Value::Null)
    );

    let log = function.end();
    let told = lines(&log, "no drill");
    assert_eq!(told.len(), 2, "{log:?}");
    assert!(told.iter().all(|line| line["level"] == "ERROR"));
    // No metric says that a drill was held.
    assert!(!log.iter().any(|line| line.get("_aws").is_some()), "{log:?}");
}

#[test]
fn a_comparison_without_a_catalog_says_so_and_counts_no_success() {
    let mut function = binary(RECONCILE);
    let (kind, why) = failure(function.invoke("r-1", &json!({ "reconcile": true })));
    assert_eq!(kind, "no_catalog");
    assert!(why.starts_with("the catalog is unavailable"), "{why}");
    // The next hour is the next try.
    assert_eq!(
        failure(function.invoke("r-2", &json!({ "reconcile": true }))).0,
        "no_catalog"
    );
    assert_eq!(
        failure(function.invoke("r-3", &json!({ "drill": true }))).0,
        "setting_missing"
    );

    let log = function.end();
    let told = lines(&log, "there is no catalog yet: nothing was compared");
    assert_eq!(told.len(), 2, "{log:?}");
    assert_eq!(told[0]["span"]["requestId"], "r-1");
    assert!(
        !log.iter().any(|line| line.get("Reconciled").is_some()),
        "{log:?}"
    );
}
