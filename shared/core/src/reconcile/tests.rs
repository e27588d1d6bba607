//! What is said for each way in which CloudWatch and the table can differ.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::suspect::observed;
use super::{Alarm, Place, Plan, Survey, Verb, plan};
use crate::alert::Alert;
use crate::catalog::Catalog;
use crate::observation::Observation;
use crate::state::AlertRecord;
use crate::state::observe::{Observed, observe};
use crate::time::Timestamp;

const NOW: &str = "2026-11-22T10:00:00Z";
const BEGAN: &str = "2026-11-22T09:00:00.204Z";
const ARN: &str = "arn:aws:cloudwatch:eu-west-1:111122223333:alarm:";

fn now() -> Timestamp {
    NOW.parse().unwrap()
}

fn here() -> Place {
    Place {
        region: "eu-west-1".to_owned(),
        account: "111122223333".to_owned(),
        own: "alert-router-self-".to_owned(),
    }
}

/// An alarm as CloudWatch describes it, with what `more` says.
fn alarm(name: &str, state: &str, more: &Value) -> Alarm {
    let mut alarm = json!({
        "AlarmName": name, "AlarmArn": format!("{ARN}{name}"), "StateValue": state, "StateReason": "Threshold Crossed",
        "StateTransitionedTimestamp": BEGAN, "ActionsEnabled": true, "Namespace": "AWS/SageMaker",
        "MetricName": "Invocation5XXErrors", "Statistic": "Sum", "Period": 60,
        "Dimensions": [{"Name": "EndpointName", "Value": "churn-prod"}],
    });
    for (member, value) in more.as_object().into_iter().flatten() {
        alarm[member] = value.clone();
    }
    Alarm(alarm)
}

/// What the router knows after it has heard CloudWatch's own event of an alarm, changed by `more` as JSON.
fn heard(name: &str, at: &str, more: &Value) -> (Alert, AlertRecord) {
    let mut event = json!({
        "version": "0", "id": "e", "detail-type": "CloudWatch Alarm State Change", "source": "aws.cloudwatch",
        "account": "111122223333", "time": at, "region": "eu-west-1", "resources": [format!("{ARN}{name}")],
        "detail": {"alarmName": name, "state": {"value": "ALARM", "reason": "x", "timestamp": at},
            "previousState": {"value": "OK"}, "configuration": {"metrics": []}},
    });
    for (member, value) in more.as_object().into_iter().flatten() {
        event["detail"][member] = value.clone();
    }
    record(&observed(&event, now()).unwrap())
}

fn record(observation: &Observation) -> (Alert, AlertRecord) {
    let catalog = json!({"schema": 1, "version": "t", "runbook_base_url": "https://r.example.com/", "fallback": "f",
        "owners": [], "runbooks": [], "route": {"receivers": ["f"]},
        "receivers": [{"name": "f", "kind": "sns", "topic": "t"}]});
    let catalog = Catalog::from_json(catalog.to_string().as_bytes()).unwrap();
    let alert = catalog.enrich(observation);
    match observe(&AlertRecord::blank(), observation) {
        Observed::Changed(_, record) => (alert, *record),
        Observed::Nothing(cause) => panic!("nothing came of it: {cause:?}"),
    }
}

fn compared(alarms: &[Alarm], known: &[(Alert, AlertRecord)]) -> Plan {
    looked(alarms, known, true)
}

fn see(survey: &mut Survey<'_>, alarms: &[Alarm]) {
    for alarm in alarms {
        survey.see(alarm);
    }
}

/// What is to be said when these alarms were seen, all that there are or not.
fn looked(alarms: &[Alarm], known: &[(Alert, AlertRecord)], was_seen: bool) -> Plan {
    let open: Vec<Alert> = known
        .iter()
        .filter(|(_, record)| record.firing)
        .map(|(alert, _)| alert.clone())
        .collect();
    let records: BTreeMap<_, _> = known
        .iter()
        .map(|(alert, record)| (alert.fingerprint.clone(), record.clone()))
        .collect();
    let here = here();
    let mut survey = Survey::new(&open, &here, now());
    see(&mut survey, alarms);
    plan(survey.suspects(was_seen), &records)
}

/// How many events go into the ingest queue.
fn events(plan: &Plan) -> usize {
    plan.steps.iter().filter(|step| step.event.is_some()).count()
}

fn steps(plan: &Plan) -> Vec<(Verb, &str)> {
    plan.steps
        .iter()
        .map(|step| (step.verb, step.alarm.as_str()))
        .collect()
}

#[test]
fn what_fires_unheard_is_said_as_cloudwatch_would_have_said_it() {
    let found = compared(&[alarm("a", "ALARM", &json!({}))], &[]);
    assert_eq!(steps(&found), [(Verb::Open, "a")]);
    // The event that was lost, and comes after all, is a duplicate: the same identity, state and time.
    let (_, known) = record(&observed(found.steps[0].event.as_ref().unwrap(), now()).unwrap());
    let (alert, late) = heard("a", BEGAN, &json!({}));
    assert_eq!(alert.fingerprint, found.steps[0].fingerprint);
    assert_eq!((known.state_at, known.firing), (late.state_at, late.firing));
    // And so a second run has nothing to say.
    let again = compared(&[alarm("a", "ALARM", &json!({}))], &[(alert, known)]);
    assert_eq!((steps(&again), again.agreed), (vec![], 1));
}

#[test]
fn what_is_over_or_gone_is_closed() {
    let known = [
        heard("ok", BEGAN, &json!({})),
        heard("gone", BEGAN, &json!({})),
        heard("blind", BEGAN, &json!({})),
    ];
    let later = json!({"StateTransitionedTimestamp": "2026-11-22T09:30:00Z"});
    let alarms = [
        alarm("ok", "OK", &later),
        alarm("blind", "INSUFFICIENT_DATA", &later),
    ];
    let found = compared(&alarms, &known);
    assert_eq!(
        steps(&found),
        [
            (Verb::NoData, "blind"),
            (Verb::Resolve, "gone"),
            (Verb::Resolve, "ok")
        ]
    );
    assert_eq!(events(&found), 3);
}

#[test]
fn a_word_that_cannot_be_right_is_left_to_a_person() {
    // Somebody's own event, later than any state of the alarm.
    let known = [heard("a", "2026-11-22T09:59:00Z", &json!({}))];
    let found = compared(&[alarm("a", "OK", &json!({}))], &known);
    assert_eq!((steps(&found), events(&found)), (vec![(Verb::Leave, "a")], 0));
    // Told anew since it began, as when a suppressor lets go: both agree that it fires.
    assert_eq!(steps(&compared(&[alarm("a", "ALARM", &json!({}))], &known)), []);
}

#[test]
fn actions_that_are_disabled_open_nothing() {
    let found = compared(&[alarm("a", "ALARM", &json!({"ActionsEnabled": false}))], &[]);
    assert_eq!((steps(&found), events(&found)), (vec![(Verb::Leave, "a")], 0));
}

#[test]
fn a_suppressor_that_let_go_releases_and_a_mute_does_not() {
    let phase = json!({"state": {"value": "ALARM", "reason": "x", "timestamp": BEGAN, "actionsSuppressedBy": "Alarm"}});
    let rule = json!({"AlarmRule": "ALARM(\"b\")", "Namespace": null, "MetricName": null});
    let found = compared(&[alarm("a", "ALARM", &rule)], &[heard("a", BEGAN, &phase)]);
    assert_eq!(steps(&found), [(Verb::Release, "a")]);
    let mut held = rule.clone();
    held["ActionsSuppressedBy"] = json!("Alarm");
    assert_eq!(
        steps(&compared(
            &[alarm("a", "ALARM", &held)],
            &[heard("a", BEGAN, &phase)]
        )),
        []
    );
    let mute =
        json!({"muteDetail": {"mutedByArn": "arn:aws:cloudwatch:eu-west-1:111122223333:alarm-mute-rule:m"}});
    assert_eq!(
        steps(&compared(
            &[alarm("a", "ALARM", &json!({}))],
            &[heard("a", BEGAN, &mute)]
        )),
        []
    );
}

#[test]
fn each_series_of_an_alarm_is_an_alert() {
    let series = |id: &str| json!({"ContributorId": id, "ContributorAttributes": {"EndpointName": id}, "StateTransitionedTimestamp": BEGAN});
    let metrics = json!([{"Id": "q", "Expression": "SELECT MAX(CPUUtilization) FROM \"x\" GROUP BY EndpointName", "Period": 60}]);
    let many = json!({"StateReason": "1 out of 6 time series evaluated to ALARM", "Metrics": metrics, "Contributors": [series("one")]});
    let told = json!({"alarmContributor": {"id": "two", "attributes": {"EndpointName": "two"}}});
    let known = [heard("a", BEGAN, &told)];
    let found = compared(&[alarm("a", "ALARM", &many)], &known);
    assert_eq!(steps(&found), [(Verb::Open, "a"), (Verb::Resolve, "a")]);
    assert_eq!(found.steps[1].fingerprint, known[0].0.fingerprint);
    // With the alarm deleted, its series are closed like it.
    assert_eq!(steps(&compared(&[], &known)), [(Verb::Resolve, "a")]);
}

#[test]
fn the_router_s_own_alarms_and_other_places_are_left_alone() {
    let elsewhere = json!({"AlarmArn": "arn:aws:cloudwatch:us-east-1:111122223333:alarm:a"});
    let own = alarm("alert-router-self-ingest-errors", "ALARM", &json!({}));
    let alarms = [own, alarm("a", "ALARM", &elsewhere)];
    assert_eq!(steps(&compared(&alarms, &[])), []);
    let here = here();
    let sees = |alarms: &[Alarm]| {
        let mut survey = Survey::new([], &here, now());
        see(&mut survey, alarms);
        survey.sees_own()
    };
    assert!(sees(&alarms));
    assert!(!sees(&alarms[1..]));
}

#[test]
fn half_a_list_opens_and_closes_and_takes_nothing_for_deleted() {
    let known = [heard("gone", BEGAN, &json!({})), heard("ok", BEGAN, &json!({}))];
    let later = json!({"StateTransitionedTimestamp": "2026-11-22T09:30:00Z"});
    let alarms = [alarm("ok", "OK", &later), alarm("new", "ALARM", &json!({}))];
    let found = looked(&alarms, &known, false);
    assert_eq!(steps(&found), [(Verb::Open, "new"), (Verb::Resolve, "ok")]);
    // What was not on the list is asked for by its name before anything is said of it.
    let open: Vec<Alert> = known.iter().map(|(alert, _)| alert.clone()).collect();
    let here = here();
    let mut survey = Survey::new(&open, &here, now());
    see(&mut survey, &alarms);
    assert_eq!((survey.missing(), survey.alarms()), (vec!["gone"], 2));
    survey.see(&alarm("gone", "ALARM", &json!({})));
    assert_eq!(survey.missing(), Vec::<&str>::new());
}
