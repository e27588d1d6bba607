//! `page` over the sample events.

use std::collections::BTreeMap;
use std::fs;

use serde_json::Value;

use crate::binary::{assert_golden, root, run, run_in};

const ALARM: &str = "events/cloudwatch_alarm/endpoint-5xx-alarm.json";
const NOW: &str = "2026-11-20T09:18:31Z";

/// The outcome of every sample, as `events/EXPECTED.tsv` has it.
fn expected() -> BTreeMap<String, String> {
    let table = fs::read_to_string(root().join("events/EXPECTED.tsv")).unwrap();
    let rows = table
        .lines()
        .skip(1)
        .map(|row| row.split('\t').collect::<Vec<_>>());
    rows.map(|row| (row[0].to_owned(), row[1].to_owned())).collect()
}

#[test]
fn every_sample_has_the_outcome_it_should() {
    let expected = expected();
    assert!(expected.len() > 50);
    let run = run(["page", "--format", "json", "--now", NOW]
        .map(str::to_owned)
        .into_iter()
        .chain(expected.keys().cloned()));
    assert_eq!((run.code, run.err.as_str()), (Some(0), ""));
    let mut outcomes: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for line in run.json() {
        let text = |name: &str| line[name].as_str().unwrap().to_owned();
        outcomes.entry(text("event")).or_default().push(text("outcome"));
    }
    let mut wrong = Vec::new();
    for (path, outcome) in &expected {
        match outcomes.get(path) {
            Some(found) if found.iter().all(|found| found == outcome) => {}
            found => wrong.push(format!("{path}: expected {outcome}, found {found:?}")),
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_sample_on_disk_is_in_the_table() {
    let expected = expected();
    for folder in ["cloudwatch_alarm", "raw"] {
        for entry in fs::read_dir(root().join("events").join(folder)).unwrap() {
            let name = entry.unwrap().file_name().into_string().unwrap();
            let path = format!("events/{folder}/{name}");
            assert!(
                expected.contains_key(&path),
                "{path} is not in events/EXPECTED.tsv"
            );
        }
    }
}

#[test]
fn json_has_the_members_of_the_contract_in_their_order() {
    let run = run(["page", "--format", "json", "--now", NOW, ALARM]);
    let members = [
        "event",
        "source",
        "outcome",
        "reason",
        "fingerprint",
        "status",
        "severity",
        "title",
        "labels",
        "annotations",
        "owner",
        "runbook_url",
        "receivers",
    ];
    assert_eq!(members_of(&run.out), members);
    let line = &run.json()[0];
    assert_eq!(line.as_object().unwrap().len(), members.len());
    assert_eq!(line["event"], ALARM);
    assert_eq!(
        (&line["outcome"], &line["reason"], &line["status"]),
        (&"page".into(), &"first".into(), &"firing".into())
    );
    assert_eq!(
        (&line["severity"], &line["owner"]),
        (&"critical".into(), &"ml-serving".into())
    );
    assert_eq!(
        line["runbook_url"],
        "https://runbooks.example.com/runbooks/endpoint-5xx.md#first-action"
    );
    assert_eq!(
        line["receivers"],
        serde_json::json!(["ml-chat", "pages", "audit"])
    );
    assert!(
        line["annotations"]["first_action"]
            .as_str()
            .unwrap()
            .contains("previous endpoint configuration")
    );
    assert!(
        line["annotations"]
            .as_object()
            .unwrap()
            .values()
            .all(Value::is_string)
    );
}

/// The names of an object's own members, as they are written.
fn members_of(object: &str) -> Vec<String> {
    let (mut names, mut depth, mut text, mut in_text, mut escaped) = (vec![], 0, String::new(), false, false);
    for c in object.chars() {
        match c {
            _ if escaped => escaped = false,
            '\\' if in_text => escaped = true,
            '"' => {
                in_text = !in_text;
                if in_text {
                    text.clear();
                }
            }
            _ if in_text => text.push(c),
            '{' | '[' => depth += 1,
            '}' | ']' => depth -= 1,
            ':' if depth == 1 => names.push(text.clone()),
            _ => {}
        }
    }
    names
}

#[test]
fn the_same_change_by_any_way_is_the_same_alert() {
    let copies = [
        "",
        "-action",
        "-eventbridge-sqs",
        "-sns-lambda",
        "-sns-message",
        "-sns-sqs",
        "-sns-sqs-raw-delivery",
    ];
    let paths = copies.map(|copy| format!("events/cloudwatch_alarm/endpoint-5xx-alarm{copy}.json"));
    let run = run(["page".to_owned(), "--format=json".to_owned()]
        .into_iter()
        .chain(paths));
    let lines = run.json();
    assert_eq!(lines.len(), copies.len());
    for line in &lines {
        for member in [
            "fingerprint",
            "title",
            "severity",
            "owner",
            "runbook_url",
            "receivers",
        ] {
            assert_eq!(line[member], lines[0][member], "{}: {member}", line["event"]);
        }
    }
}

#[test]
fn text_is_the_page_that_a_person_reads() {
    let samples = [
        ("endpoint-5xx-alarm", "page.txt"),
        ("endpoint-5xx-ok", "resolve.txt"),
        ("muted-alarm", "suppress.txt"),
        ("creation-to-ok", "ignore.txt"),
    ];
    for (sample, golden) in samples {
        let run = run([
            "page",
            "--now",
            NOW,
            &format!("events/cloudwatch_alarm/{sample}.json"),
        ]);
        assert_eq!(run.code, Some(0));
        assert_golden(golden, &run.out);
    }
}

#[test]
fn what_is_not_json_is_named_and_the_rest_is_processed() {
    let folder = crate::binary::empty_folder("not-json");
    fs::write(folder.join("broken.json"), "{\"detail\": ").unwrap();
    fs::write(folder.join("empty.json"), "").unwrap();
    fs::write(folder.join("text.json"), "plain words").unwrap();
    fs::write(folder.join("good.json"), "{\"source\": \"x\"}").unwrap();
    let arguments = [
        "page",
        "--format=json",
        "broken.json",
        "empty.json",
        "missing.json",
        ".",
        "text.json",
        "good.json",
    ];
    let run = run_in(&folder, arguments, &[], "");
    assert_eq!(run.code, Some(1));
    assert_eq!(run.json().len(), 1);
    assert_eq!(run.json()[0]["event"], "good.json");
    for named in ["broken.json", "empty.json", "missing.json", "text.json", ".: "] {
        assert!(run.err.contains(named), "{named}: {}", run.err);
    }
}

#[test]
fn standard_input_is_a_file_too() {
    let event = fs::read_to_string(root().join(ALARM)).unwrap();
    let run = run_in(root(), ["page", "--format", "json", "-"], &[], &event);
    assert_eq!((run.code, run.json()[0]["event"].as_str()), (Some(0), Some("-")));
}

#[test]
fn a_batch_is_one_object_for_each_observation() {
    let run = run([
        "page",
        "--format=json",
        "events/cloudwatch_alarm/sqs-batch-of-two.json",
    ]);
    let lines = run.json();
    assert_eq!(lines.len(), 2);
    assert_ne!(lines[0]["fingerprint"], lines[1]["fingerprint"]);
}

const KINDS: &str = "amazon_q, discord, eventbridge, google_chat, grafana_irm, incident_io, jira_service_management, \
    mattermost, ntfy, pagerduty, slack, slack_app, sns, teams, telegram, webhook";

#[test]
fn payloads_are_exact_for_every_kind() {
    for kind in KINDS.split(", ") {
        let run = run(["page", "--now", NOW, "--receiver", kind, ALARM]);
        assert_eq!(run.code, Some(0), "{}", run.err);
        let payloads = run.json();
        assert_eq!(payloads.len(), 1, "{kind}");
        assert!(
            run.out.contains("endpoint-5xx.md#first-action"),
            "{kind}: {}",
            run.out
        );
        // Of SNS and EventBridge, which get no POST, the call's own parameters.
        let call = &payloads[0];
        match kind {
            "sns" => {
                assert_eq!(
                    call["TopicArn"],
                    "arn:${AWS::Partition}:sns:${AWS::Region}:${AWS::AccountId}:alert-router-pages"
                );
                assert_eq!(call["MessageStructure"], "json");
                let severity = &call["MessageAttributes"]["severity"];
                assert_eq!(
                    [&severity["DataType"], &severity["StringValue"]],
                    ["String", "critical"]
                );
            }
            "eventbridge" => {
                let entry = &call["Entries"][0];
                assert_eq!(
                    [&entry["Source"], &entry["DetailType"]],
                    ["alert-router", "Alert Firing"]
                );
                let detail: Value = serde_json::from_str(entry["Detail"].as_str().unwrap()).unwrap();
                assert_eq!(detail["severity"], "critical");
            }
            _ => {}
        }
    }
    let ignored = run([
        "page",
        "--receiver",
        "slack",
        "events/cloudwatch_alarm/creation-to-ok.json",
    ]);
    assert_eq!((ignored.code, ignored.out.as_str()), (Some(0), ""));
    let unknown = run(["page", "--receiver", "pager", ALARM]);
    assert_eq!(unknown.code, Some(2));
    assert!(unknown.err.contains(KINDS), "{}", unknown.err);
}

#[test]
fn a_resolve_knows_when_what_it_ends_began_if_that_stands_before_it() {
    let ok = "events/cloudwatch_alarm/endpoint-5xx-ok.json";
    let after = "after 27 min";
    let known = run(["page", "--now", "2026-11-20T09:41:35Z", ALARM, ok]);
    assert!(
        known
            .out
            .contains(&format!("2026-11-20 09:41:31 UTC (10:41 Madrid/CET), {after}")),
        "{}",
        known.out
    );
    let payload = run([
        "page",
        "--receiver",
        "slack",
        "--now",
        "2026-11-20T09:41:35Z",
        ALARM,
        ok,
    ]);
    assert!(
        payload.json()[1].to_string().contains(&format!(
            "Resolved 2026-11-20 09:41:31 UTC (10:41 Madrid/CET) {after}"
        )),
        "{}",
        payload.out
    );
    // What stands behind it, or has ended already, says nothing of it.
    for order in [[ok, ALARM, ALARM], [ALARM, ok, ok]] {
        let run = run(["page", "--now", "2026-11-20T09:41:35Z"].into_iter().chain(order));
        let claims = run.out.matches(after).count();
        assert_eq!(claims, usize::from(order[0] == ALARM), "{}", run.out);
    }
}
