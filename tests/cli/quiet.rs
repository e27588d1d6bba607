//! A catalog's calendars and inhibition rules, by the engine that the functions run.

use std::fs;
use std::path::PathBuf;

use serde_json::{Value, json};

use crate::binary::{empty_folder, root, run};

/// An alarm that goes into ALARM at a time.
fn alarm(name: &str, at: &str) -> Value {
    let sample = root().join("events/cloudwatch_alarm/endpoint-5xx-alarm.json");
    let mut event: Value = serde_json::from_str(&fs::read_to_string(sample).unwrap()).unwrap();
    event["detail"]["alarmName"] = name.into();
    event["resources"] = json!([format!("arn:aws:cloudwatch:eu-west-1:111122223333:alarm:{name}")]);
    event["detail"]["state"]["timestamp"] = at.replace('Z', ".000+0000").into();
    event["time"] = at.into();
    json!({ "at": at, "event": event })
}

/// A catalog with a calendar, a hold and an inhibition rule.
fn catalog(name: &str) -> PathBuf {
    let folder = empty_folder(name);
    let sound = root().join("tests/cli/catalogs/intervals-sound");
    for entry in fs::read_dir(&sound).unwrap() {
        let path = entry.unwrap().path();
        fs::copy(&path, folder.join(path.file_name().unwrap())).unwrap();
    }
    // Each alert is a group of its own, and critical by its runbook, so it waits for nothing else.
    fs::write(
        folder.join("router.yaml"),
        r#"schema: 1
runbook_base_url: https://runbooks.example.com/runbooks/
fallback: chat
time_intervals:
  - name: nights
    time_intervals: [{ times: [{ start_time: 22:00, end_time: 06:00 }], location: Europe/Madrid }]
inhibit_rules:
  - name: down-over-slow
    source_matchers: ['alarm_name="down"']
    target_matchers: ['alarm_name="slow"']
    equal: [region]
    wait: 30s
route:
  receivers: [chat]
  group_by: [alarm_name]
  repeat_interval: 30d
  routes:
    - matchers: ['alarm_name=~"night-.*"']
      mute_time_intervals: [nights]
      hold: 10m
receivers:
  - { name: chat, kind: slack, secret: alert-router/chat }
"#,
    )
    .unwrap();
    folder
}

/// `TIME REASON ALARM` for each page that a simulation sends.
fn pages(name: &str, script: &[Value], until: &str) -> Vec<String> {
    let folder = catalog(name);
    let lines: Vec<String> = script.iter().map(ToString::to_string).collect();
    let path = folder.join("script.jsonl");
    fs::write(&path, lines.join("\n")).unwrap();
    let simulated = run([
        "simulate",
        "--format=json",
        "--catalog",
        folder.to_str().unwrap(),
        "--until",
        until,
        path.to_str().unwrap(),
    ]);
    assert_eq!((simulated.code, simulated.err.as_str()), (Some(0), ""));
    simulated
        .json()
        .iter()
        .filter_map(|line| {
            let key = line["group_key"].as_str()?;
            let name = key.split('"').rev().nth(1)?;
            Some(format!(
                "{} {} {name}",
                line["at"].as_str()?,
                line["reason"].as_str()?
            ))
        })
        .collect()
}

#[test]
fn a_route_is_quiet_at_night_by_its_own_clock() {
    // Madrid is an hour ahead in November: 21:30 UTC is 22:30 there, and its night ends at 05:00 UTC.
    let script = [
        alarm("night-batch", "2026-11-20T21:30:00Z"),
        alarm("day-batch", "2026-11-20T21:30:00Z"),
    ];
    assert_eq!(
        pages("nights", &script, "2026-11-21T12:00:00Z"),
        [
            "2026-11-20T21:30:00Z first day-batch",
            "2026-11-21T05:00:00Z first night-batch"
        ]
    );
}

#[test]
fn an_alert_is_held_back_by_its_cause() {
    let script = [
        alarm("down", "2026-11-20T10:00:00Z"),
        alarm("slow", "2026-11-20T10:05:00Z"),
    ];
    assert_eq!(
        pages("inhibition", &script, "2026-11-20T16:00:00Z"),
        ["2026-11-20T10:00:00Z first down"]
    );
}

#[test]
fn explain_says_what_holds_an_alert_back_and_which_parts_it_plays() {
    let folder = catalog("explained");
    let explain = |name: &str, now: &str| {
        let event = alarm(name, now)["event"].to_string();
        let path = folder.join("event.json");
        fs::write(&path, event).unwrap();
        let arguments = ["explain", "--now", now, "--catalog", folder.to_str().unwrap()];
        let text = run(arguments.into_iter().chain([path.to_str().unwrap()]));
        let json = run(arguments
            .into_iter()
            .chain(["--format=json", path.to_str().unwrap()]));
        assert_eq!((text.code, json.code), (Some(0), Some(0)), "{}", text.err);
        (text.out, json.json().remove(0))
    };
    // A critical alert waits for no hold.
    let (text, json) = explain("night-batch", "2026-11-20T21:30:00Z");
    assert_eq!(
        json["routes"][0]["held"],
        json!([{ "cause": "time_interval", "by": "nights", "until": "2026-11-21T05:00:00Z" }])
    );
    assert!(
        text.contains("held back   by the route's time intervals (nights) until 2026-11-21 05:00:00")
            && text.contains("Outcome       page: first, when nothing holds it back any more"),
        "{text}"
    );
    let (text, json) = explain("night-batch", "2026-11-21T12:00:00Z");
    assert_eq!(json["routes"][0]["held"], json!([]));
    assert!(text.contains("Outcome       page: first\n"), "{text}");

    let (text, json) = explain("slow", "2026-11-20T12:00:00Z");
    assert_eq!(json["routes"][0]["held"][0]["cause"], "inhibition");
    assert_eq!(
        json["held_back_by"],
        json!(["sources of down-over-slow with the same region"])
    );
    assert!(
        text.contains("by the wait for another alert until 2026-11-20 12:00:30"),
        "{text}"
    );
    let (_, json) = explain("down", "2026-11-20T12:00:00Z");
    assert_eq!(
        json["holds_back"],
        json!(["targets of down-over-slow with the same region"])
    );
}
