//! The work of a platform that ended is counted once, however often and late its events come.

use alert_core::stage::Ended;
use alert_core::time::SignedDuration;
use alert_pipeline::memory::MemoryPorts;
use alert_pipeline::{Invocation, ingest};
use futures_util::FutureExt;
use serde_json::{Value, json};

#[allow(clippy::wildcard_imports)] // the scenarios' own words
use crate::given::*;

fn step(status: &str, minute: i64) -> Value {
    let arn = "arn:aws:sagemaker:eu-west-1:111122223333:pipeline/churn";
    json!({
        "version": "0", "id": format!("{status}-{minute}"), "source": "aws.sagemaker", "account": "111122223333",
        "region": "eu-west-1", "time": at(60 * minute).to_string(), "resources": [arn],
        "detail-type": "SageMaker Model Building Pipeline Execution Step Status Change",
        "detail": {"stepName": "Train", "stepType": "Training", "currentStepStatus": status, "pipelineArn": arn,
            "pipelineExecutionArn": format!("{arn}/execution/p{minute}"),
            "stepStartTime": at(60 * (minute - 10)).to_string(), "stepEndTime": at(60 * minute).to_string()},
    })
}

/// What ended, by an event that comes at a minute.
fn ended(ports: &MemoryPorts, event: &Value, minute: i64) -> Vec<Ended> {
    let invocation = Invocation {
        now: at(60 * minute),
        remaining: SignedDuration::from_secs(30),
        id: &format!("{}-{minute}", event["id"]),
        function_arn: "",
        last_resort_topic: LAST_RESORT,
    };
    let payload = json!({"Records": [{"messageId": "m", "body": event.to_string()}]}).to_string();
    let done = ingest(ports, payload.as_bytes(), &invocation).now_or_never();
    done.expect("memory answers at once").ended
}

fn training(succeeded: bool) -> Ended {
    Ended::Stage {
        stage: "training",
        pipeline: "churn".to_owned(),
        succeeded,
        lasted: Some(SignedDuration::from_mins(10)),
    }
}

#[test]
fn each_end_counts_once() {
    let ports = MemoryPorts::new(compiled(&catalog()));
    // Success after success, failure after failure: each run is one more.
    for (status, minute, succeeded) in [
        ("Succeeded", 20, true),
        ("Succeeded", 40, true),
        ("Failed", 60, false),
        ("Failed", 80, false),
        ("Succeeded", 100, true),
    ] {
        let event = step(status, minute);
        assert_eq!(
            ended(&ports, &event, minute),
            [training(succeeded)],
            "{status} at {minute}"
        );
        for later in [minute, minute + 1] {
            assert_eq!(
                ended(&ports, &event, later),
                [],
                "{status} at {minute}, again at {later}"
            );
        }
    }
    assert_eq!(ended(&ports, &step("Executing", 120), 120), []);
    assert_eq!(ended(&ports, &event("a", "ALARM", 7200), 121), []);
}

#[test]
fn a_deployment_is_taken_back_once() {
    let ports = MemoryPorts::new(compiled(&catalog()));
    let path = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../events/sagemaker/endpoint-rolling-back.json"
    );
    let mut event: Value = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    let endpoint = "churn-prod".to_owned();
    assert_eq!(ended(&ports, &event, 1), [Ended::RolledBack { endpoint }]);
    let later = event["detail"]["LastModifiedTime"].as_i64().unwrap() + 60_000;
    event["detail"]["LastModifiedTime"] = json!(later);
    assert_eq!(ended(&ports, &event, 2), []);
}
