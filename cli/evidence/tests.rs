//! What the report says of each kind of alarm, and of what was not looked at.

use std::collections::BTreeMap;

use alert_core::catalog::Catalog;
use alert_core::reconcile::Alarm;
use alert_core::state::AlertRecord;
use alert_core::time::Timestamp;
use serde_json::{Value, json};

use super::{Facts, Report, fingerprint, markdown};

const BEGAN: &str = "2026-11-22T09:00:00Z";

fn now() -> Timestamp {
    "2026-11-22T10:00:00Z".parse().unwrap()
}

fn alarm(name: &str, more: &Value) -> Alarm {
    let mut alarm = json!({
        "AlarmName": name, "AlarmArn": format!("arn:aws:cloudwatch:eu-west-1:111122223333:alarm:{name}"), "StateValue": "OK",
        "Namespace": "AWS/SageMaker", "MetricName": "Invocation5XXErrors", "Statistic": "Sum", "Period": 60,
        "AlarmActions": ["arn:aws:sns:eu-west-1:111122223333:somebody"],
    });
    for (member, value) in more.as_object().into_iter().flatten() {
        alarm[member] = value.clone();
    }
    Alarm(alarm)
}

fn catalog() -> Catalog {
    let catalog = json!({
        "schema": 1, "version": "v1", "runbook_base_url": "https://runbooks.example.com/", "fallback": "chat",
        "owners": [{"name": "ml", "contact": "#ml", "matchers": [["alarm_name=~\"ml-.*\""]]}], "runbooks": [],
        "route": {"receivers": ["chat"]}, "receivers": [{"name": "chat", "kind": "sns", "topic": "t"}],
    });
    Catalog::from_json(catalog.to_string().as_bytes()).unwrap()
}

fn facts(alarms: Vec<Alarm>) -> Facts {
    Facts {
        alarms,
        own: "alert-router-self-".to_owned(),
        ..Facts::default()
    }
}

#[test]
fn what_fires_comes_first_and_what_nobody_looked_at_is_not_missing() {
    let fires = json!({"StateValue": "ALARM", "StateTransitionedTimestamp": BEGAN, "StateReason": "1 out of 2 time series evaluated to ALARM"});
    let report = Report::of(
        &facts(vec![alarm("ml-a", &json!({})), alarm("ml-b", &fires)]),
        &catalog(),
        now(),
    );
    let names: Vec<_> = report.alarms.iter().map(|alarm| alarm.alarm.as_str()).collect();
    assert_eq!(
        (names, report.alarms[0].owner.as_deref()),
        (vec!["ml-b", "ml-a"], Some("ml"))
    );
    assert_eq!(
        report.alarms[0].faults,
        ["no runbook: none has matchers that match it"]
    );
    let of = |what: &str| report.required.iter().find(|one| one.what == what).unwrap();
    assert_eq!(
        of("endpoint: 5xx").met_by.as_deref(),
        Some(&["ml-a".to_owned(), "ml-b".to_owned()][..])
    );
    assert_eq!(of("endpoint: 4xx").met_by.as_deref(), Some(&[][..]));
    assert_eq!(of("saved queries").met_by, None);
    let text = markdown(&report);
    assert!(
        text.contains("**ALARM** since 2026-11-22 09:00:00 UTC") && text.contains("not looked at"),
        "{text}"
    );
}

#[test]
fn a_ratio_counts_for_its_errors_and_not_for_its_traffic() {
    let metric =
        |name: &str| json!({"MetricStat": {"Metric": {"Namespace": "AWS/SageMaker", "MetricName": name}}});
    let ratio = json!({"Namespace": null, "MetricName": null,
        "Metrics": [{"Id": "r", "Expression": "e / n"}, metric("Invocation4XXErrors"), metric("Invocations")]});
    let report = Report::of(&facts(vec![alarm("ml-a", &ratio)]), &catalog(), now());
    let met = report
        .required
        .iter()
        .filter(|one| one.met_by.as_ref().is_some_and(|met| !met.is_empty()));
    assert_eq!(met.map(|one| one.what).collect::<Vec<_>>(), ["endpoint: 4xx"]);
}

#[test]
fn the_router_s_own_alarms_need_an_action_and_count_for_no_platform() {
    let errors = json!({"Namespace": "AWS/Lambda", "MetricName": "Errors"});
    let mute = json!({"ActionsEnabled": false});
    let alarms = vec![
        alarm("alert-router-self-errors", &errors),
        alarm("alert-router-self-mute", &mute),
        alarm("ml-drill-page", &errors),
    ];
    let report = Report::of(&facts(alarms), &catalog(), now());
    assert_eq!(
        (&report.alarms[0].receivers[..], report.alarms[0].is_own),
        (&["somebody".to_owned()][..], true)
    );
    assert!(
        report.alarms[1]
            .faults
            .iter()
            .any(|fault| fault.contains("no action"))
    );
    assert!(
        report
            .required
            .iter()
            .all(|one| one.met_by.as_ref().is_none_or(Vec::is_empty))
    );
}

#[test]
fn a_test_is_what_the_router_has_heard() {
    let seen = alarm("ml-a", &json!({}));
    let record = AlertRecord {
        starts_at: BEGAN.parse().ok(),
        state_at: "2026-11-22T09:30:00Z".parse().ok(),
        ..AlertRecord::blank()
    };
    let mut facts = facts(vec![seen.clone(), alarm("ml-b", &json!({}))]);
    facts.records = Some(BTreeMap::from([(fingerprint(&seen, now()).unwrap(), record)]));
    let text = markdown(&Report::of(&facts, &catalog(), now()));
    assert!(
        text.contains("2026-11-22 09:00:00 UTC to 2026-11-22 09:30:00 UTC |"),
        "{text}"
    );
    assert!(text.contains("| seen by the router to fire | 1 |"), "{text}");
}

#[test]
fn a_drill_names_the_receiver_that_failed() {
    let mut facts = facts(vec![
        alarm("ml-drill-page", &json!({})),
        alarm("ml-drill-other", &json!({})),
    ]);
    let outcomes = |facts: &Facts| {
        let report = Report::of(facts, &catalog(), now());
        let outcomes = report
            .drills
            .iter()
            .map(|drill| drill.outcome.as_str())
            .collect::<Vec<_>>();
        (outcomes, markdown(&report))
    };
    assert_eq!(outcomes(&facts).0, ["not looked at", "not looked at"]);
    let word = json!({"at": BEGAN, "proof": "arrived", "id": "", "arrived_at": null});
    let legs = json!([{"receiver": "chat", "told": word, "resolved": word, "fault": null},
        {"receiver": "hook", "told": null, "resolved": null, "fault": "HTTP 404"}]);
    let mut record = json!({"schema": 1, "last": {"ended_at": BEGAN, "legs": legs, "faults": []}});
    facts.drills = Some(BTreeMap::from([("ml-drill-page".to_owned(), record.clone())]));
    let (found, text) = outcomes(&facts);
    assert_eq!(found, ["**never drilled**", "**failed**"]);
    assert!(text.contains("| hook |  |  | HTTP 404 |"), "{text}");
    record["passed_at"] = json!(BEGAN);
    facts.drills = Some(BTreeMap::from([("ml-drill-page".to_owned(), record)]));
    assert_eq!(outcomes(&facts).0[1], "passed");
}

#[test]
fn a_hostile_name_ends_no_cell_and_begins_no_link() {
    let report = Report::of(
        &facts(vec![alarm("ml-|a](https://x)<img>\n# b\u{1b}[2J", &json!({}))]),
        &catalog(),
        now(),
    );
    let text = markdown(&report);
    assert!(text.contains("[ml-\\|a\\](https://x)&lt;img&gt; \\# b"), "{text}");
    assert!(!text.contains('\u{1b}') && !text.contains("\n# b"), "{text}");
}
