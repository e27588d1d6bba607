//! The collection of events beside the repository, where there is one: alarms as AWS's own documents and tools show them.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::binary::{root, run};

/// What should become of an alarm event, decided from its raw members alone and not by the code under test.
fn expected(event: &Value) -> &'static str {
    let alarm = event.get("detail").or(event.get("alarmData")).unwrap_or(event);
    let state = alarm
        .pointer("/state/value")
        .or(alarm.get("NewStateValue"))
        .and_then(Value::as_str)
        .unwrap();
    if let Some(operation) = alarm.get("operation") {
        // What may be open is closed when its alarm is deleted; no other change of configuration matters.
        return if operation == "delete" && state != "OK" {
            "resolve"
        } else {
            "ignore"
        };
    }
    let is_held_back =
        alarm.pointer("/state/actionsSuppressedBy").is_some() || alarm.get("muteDetail").is_some();
    match state {
        "ALARM" if is_held_back => "suppress",
        "ALARM" => "page",
        "OK" => "resolve",
        _ => "ignore",
    }
}

/// The alarm events in a file: SNS deliveries are opened, everything else is the event.
fn alarms(file: &Value) -> Vec<Value> {
    let Some(records) = file.get("Records").and_then(Value::as_array) else {
        return vec![file.clone()];
    };
    let messages = records
        .iter()
        .filter_map(|record| record.pointer("/Sns/Message").and_then(Value::as_str));
    messages
        .filter_map(|message| serde_json::from_str(message).ok())
        .filter(|event: &Value| event.get("AlarmName").is_some())
        .collect()
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut files: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    files.sort();
    files
}

#[test]
fn every_alarm_of_the_collection_has_the_right_outcome() {
    let collection = root().join("../shared/events");
    if !collection.is_dir() {
        eprintln!("SKIPPED: there is no collection of events beside the repository (../shared/events)");
        return;
    }
    let mut seen = 0;
    for folder in ["aws.cloudwatch", "cloudwatch-alarm-lambda-action", "sns-lambda"] {
        for path in files(&collection.join(folder)) {
            let file: Value = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
            let run = run([Path::new("page"), Path::new("--format=json"), &path]);
            assert_eq!(run.code, Some(0), "{}: {}", path.display(), run.err);
            let alarms = alarms(&file);
            if alarms.is_empty() {
                continue;
            }
            let outcomes: Vec<Value> = run
                .json()
                .into_iter()
                .map(|line| line["outcome"].clone())
                .collect();
            assert_eq!(
                outcomes,
                alarms.iter().map(expected).collect::<Vec<_>>(),
                "{}",
                path.display()
            );
            seen += alarms.len();
        }
    }
    assert!(seen >= 20, "only {seen} alarms");
}
