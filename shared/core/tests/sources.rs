//! Every sample event against what it has to become: goldens, one change in many deliveries, and whatever else may come.

mod support;

use std::collections::{BTreeMap, BTreeSet};

use alert_core::envelope::{self, Envelope};
use alert_core::language::Language;
use alert_core::observation::{Observation, State};
use alert_core::source::mapping::{Compiled, Mapping, Mappings};
use alert_core::source::{self, SOURCES};
use alert_core::time::Timestamp;
use proptest::prelude::*;
use serde_json::{Value, json};
use support::golden::Goldens;
use support::{pages, samples, sentences};

/// Later than every sample: what has no time of its own shows in the goldens.
fn now() -> Timestamp {
    pages::at("2030-01-01T00:00:00Z")
}

/// Every folder of samples: one for each name that a source gives its observations.
fn folders() -> impl Iterator<Item = &'static str> {
    SOURCES.iter().flat_map(|source| source.names())
}

fn decoded(payload: &[u8]) -> Vec<Observation> {
    envelope::open(payload)
        .iter()
        .flat_map(|envelope| source::decode(envelope, now()))
        .collect()
}

fn shown(observation: &Observation) -> Value {
    let state = match &observation.state {
        State::Firing => "firing".to_owned(),
        State::Resolved => "resolved".to_owned(),
        State::NoData => "no data".to_owned(),
        State::Configured { actions_enabled } => format!("configured: actions_enabled {actions_enabled}"),
        State::Noise(why) => format!("noise: {why}"),
    };
    let facts: Vec<_> = observation
        .evidence
        .iter()
        .map(|fact| format!("{}: {}", fact.name, fact.value))
        .collect();
    let links: Vec<_> = observation
        .links
        .iter()
        .map(|link| format!("{}: {}", link.name, link.url))
        .collect();
    json!({
        "source": observation.source, "event_id": observation.event_id, "fingerprint": observation.fingerprint(),
        "identity": observation.identity, "labels": observation.labels, "state": state, "state_at": observation.state_at,
        "severity": observation.severity, "symptom": observation.symptom, "evidence": facts, "links": links,
        "suppression": observation.suppression,
        "resolve_after_seconds": observation.resolve_after.map(|after| after.as_secs()),
    })
}

#[test]
fn every_sample_becomes_what_was_reviewed() {
    for folder in folders() {
        let mut goldens = Goldens::of(&format!("sources/{folder}"));
        for (name, payload) in samples::of(folder) {
            goldens.json(&name, &decoded(&payload).iter().map(shown).collect());
        }
        goldens.finish();
    }
}

/// A name that a source gives a fact or a link is said in the page's language.
#[test]
fn every_name_of_a_fact_or_a_link_has_a_word_in_every_language() {
    let mut names = BTreeSet::new();
    for (_, payload) in folders().flat_map(samples::of) {
        for observation in decoded(&payload) {
            names.extend(observation.evidence.into_iter().map(|fact| fact.name));
            names.extend(observation.links.into_iter().map(|link| link.name));
        }
    }
    for row in samples::rows() {
        names_in(&row, &mut names);
    }
    assert!(
        names.contains("state before") && names.contains("target"),
        "{names:?}"
    );
    for language in Language::ALL.iter().filter(|language| !language.is_usual()) {
        let known: Vec<_> = sentences::rows(language.names)
            .map(|(english, _)| english.to_lowercase())
            .collect();
        let unknown: Vec<_> = names
            .iter()
            .filter(|name| !known.contains(&name.to_lowercase()))
            .collect();
        assert!(
            unknown.is_empty(),
            "{} has no word for {unknown:?}",
            language.code()
        );
        // Names are the keys of what a channel shows: two that become one would lose a fact.
        let said: BTreeSet<_> = sentences::rows(language.names).map(|(_, ours)| ours).collect();
        assert_eq!(said.len(), known.len(), "{}", language.code());
    }
}

/// The names that a row gives: of `["reason", "/detail/cause"]` the first.
fn names_in(row: &Value, names: &mut BTreeSet<String>) {
    match row {
        Value::Array(items) => items.iter().for_each(|item| names_in(item, names)),
        Value::Object(members) => {
            for (member, value) in members {
                match (member.as_str(), value) {
                    ("evidence" | "links", Value::Array(pairs)) => {
                        let first = pairs.iter().filter_map(|pair| pair[0].as_str());
                        names.extend(first.map(str::to_owned));
                    }
                    _ => names_in(value, names),
                }
            }
        }
        _ => {}
    }
}

/// The order of the sources decides nothing but who is last.
#[test]
fn every_sample_is_claimed_by_its_source_alone() {
    for (position, source) in SOURCES.iter().enumerate() {
        for (name, payload) in source.names().into_iter().flat_map(samples::of) {
            for envelope in envelope::open(&payload) {
                let claims = |other: &&&dyn source::Source| other.decode(&envelope, now()).is_some();
                let claimed: Vec<_> = SOURCES.iter().filter(claims).map(|other| other.name()).collect();
                let is_last = position + 1 == SOURCES.len();
                // The samples of the last source are what the others do not claim, or claim and can't read.
                assert!(
                    is_last || claimed == [source.name(), "raw"],
                    "{name}: {claimed:?}"
                );
            }
        }
    }
}

/// `events/EXPECTED.tsv` was written from AWS's documentation alone.
#[test]
fn every_sample_has_the_outcome_that_its_list_states() {
    let listed = String::from_utf8(samples::file("EXPECTED.tsv")).expect("the list is text");
    let mut seen = BTreeMap::new();
    for row in listed.lines().skip(1) {
        let columns: Vec<_> = row.split('\t').collect();
        let (path, expected) = (columns[0], columns[1]);
        let file = path.trim_start_matches("events/");
        let observations = decoded(&samples::file(file));
        for observation in &observations {
            assert_eq!(outcome(observation), expected, "{path}: {}", shown(observation));
        }
        *seen.entry(expected.to_owned()).or_insert(0) += observations.len();
    }
    assert!(
        seen.len() == 4 && seen.values().all(|count| *count > 1),
        "{seen:?}"
    );
}

fn outcome(observation: &Observation) -> &'static str {
    match (&observation.state, &observation.suppression) {
        (State::Firing, Some(_)) => "suppress",
        (State::Firing, None) => "page",
        (State::Resolved, _) => "resolve",
        (State::NoData | State::Configured { .. } | State::Noise(_), _) => "ignore",
    }
}

/// EventBridge, SNS, SQS, the alarm action and our own failure record of one change say the same. They may differ in
/// what only one of them knows: facts, and the event's id.
#[test]
fn one_change_is_one_change_whichever_way_it_comes() {
    for (first, copies) in [
        (
            "endpoint-5xx-alarm",
            &[
                "endpoint-5xx-alarm-action",
                "endpoint-5xx-alarm-eventbridge-sqs",
                "endpoint-5xx-alarm-sns-lambda",
                "endpoint-5xx-alarm-sns-message",
                "endpoint-5xx-alarm-sns-sqs-raw-delivery",
                "endpoint-5xx-alarm-sns-sqs",
                "failure-destination-alarm-action",
                "failure-destination-alarm-action-sqs",
            ][..],
        ),
        ("endpoint-5xx-ok", &["endpoint-5xx-ok-sns-sqs"]),
        (
            "composite-alarm",
            &["composite-alarm-action", "composite-alarm-sns-sqs"],
        ),
        (
            "insights-contributor-alarm",
            &["insights-contributor-alarm-sns-sqs"],
        ),
        // Here alone the copy is no duplicate, for nothing holds it back any more.
        ("muted-alarm", &["muted-alarm-after-window-sns-sqs"]),
    ] {
        let first = decoded(&samples::one("cloudwatch_alarm", first)).remove(0);
        for name in copies {
            let copy = decoded(&samples::one("cloudwatch_alarm", name)).remove(0);
            assert_eq!(copy.fingerprint(), first.fingerprint(), "{name}");
            assert_eq!(copy.identity, first.identity, "{name}");
            assert_eq!(
                (copy.state_at, &copy.state),
                (first.state_at, &first.state),
                "{name}"
            );
            assert_eq!(copy.labels, first.labels, "{name}");
            assert_eq!(
                (&copy.symptom, &copy.links),
                (&first.symptom, &first.links),
                "{name}"
            );
            assert_eq!(
                (copy.severity, copy.resolve_after),
                (first.severity, first.resolve_after),
                "{name}"
            );
        }
    }
}

#[test]
fn two_contributors_are_two_alerts_and_their_alarm_is_none() {
    let of = |name| decoded(&samples::one("cloudwatch_alarm", name)).remove(0);
    let (one, two) = (
        of("insights-contributor-alarm"),
        of("insights-contributor-alarm-second"),
    );
    assert_ne!(one.fingerprint(), two.fingerprint());
    assert_eq!(one.fingerprint(), of("insights-contributor-ok").fingerprint());
    assert!(matches!(of("insights-parent-alarm").state, State::Noise(_)));
}

/// A deletion ends the state that it carries, so it has to be later.
#[test]
fn a_deletion_is_later_than_what_it_closes() {
    let mut event: Value =
        serde_json::from_slice(&samples::one("cloudwatch_alarm", "configuration-delete-in-alarm"))
            .expect("JSON");
    let fired_at = pages::at("2026-11-20T19:06:05.602Z");
    let state_at = |event: &Value| {
        source::decode(&Envelope::bare(event.clone()), now())
            .remove(0)
            .state_at
    };
    assert_eq!(state_at(&event), pages::at("2026-11-20T19:15:02Z"));
    for time in [json!("2026-11-20T19:06:05Z"), json!(null), json!("soon")] {
        event["time"] = time;
        assert!(state_at(&event) > fired_at && state_at(&event) < now());
    }
}

#[test]
fn an_event_that_its_source_cannot_read_is_paged_and_says_why() {
    let observation = decoded(&samples::one("raw", "malformed-alarm")).remove(0);
    assert_eq!(
        (observation.source.as_ref(), &observation.state),
        ("raw", &State::Firing)
    );
    assert_eq!(observation.evidence[0].name, "not understood");
    assert_eq!(
        observation.evidence[0].value,
        "cloudwatch_alarm: the event has no `state.value`"
    );
}

/// What no source of any event may do to a page.
fn is_presentable(observation: &Observation) {
    let hidden = |text: &str| {
        text.chars()
            .any(|c| c.is_control() || matches!(c, '\u{202a}'..='\u{202e}' | '\u{feff}'))
    };
    assert!(
        (1..=300).contains(&observation.symptom.chars().count()),
        "{:?}",
        observation.symptom
    );
    assert!(!hidden(&observation.symptom), "{:?}", observation.symptom);
    assert!(
        observation.labels.len() <= 60
            && observation.labels.has("alertname")
            && observation.labels.has("source")
    );
    for (name, value) in observation.labels.iter() {
        assert!(
            name.chars().count() <= 255 && value.chars().count() <= 1_024,
            "{name}"
        );
        assert!(
            observation.identity.has(name) || !hidden(value),
            "{name}={value:?}"
        );
    }
    for fact in &observation.evidence {
        assert!(
            (1..=280).contains(&fact.value.chars().count()) && !hidden(&fact.value),
            "{fact:?}"
        );
    }
    assert!(
        observation
            .links
            .iter()
            .all(|link| link.url.starts_with("https://") && link.url.len() <= 1_500)
    );
}

#[test]
fn every_sample_is_presentable() {
    for folder in folders() {
        for (name, payload) in samples::of(folder) {
            let observations = decoded(&payload);
            assert!(!observations.is_empty(), "{name}");
            observations.iter().for_each(is_presentable);
        }
    }
}

/// JSON, text or bytes inside wrappings inside wrappings, and depth without end.
#[test]
fn depth_costs_nothing_and_loses_nothing() {
    for (open, close) in [
        ("[", "]"),
        ("{\"detail\":", "}"),
        ("{\"Records\":[{\"messageId\":\"m\",\"body\":", "}]}"),
    ] {
        for depth in [10, 127, 128, 129, 100_000] {
            let payload = format!("{}1{}", open.repeat(depth), close.repeat(depth));
            decoded(payload.as_bytes()).iter().for_each(is_presentable);
        }
    }
    let mut text = "core".to_owned();
    for _ in 0..12 {
        text = json!({"Type": "Notification", "TopicArn": "t", "Message": text}).to_string();
    }
    assert_eq!(decoded(text.as_bytes()).len(), 1);
}

/// Any JSON, not deep.
fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<String>().prop_map(Value::from),
        Just(json!("ALARM")),
        Just(json!("x".repeat(70_000))),
        Just(json!("[1] (2) threshold (NaN) lower thresholds [inf")),
        Just(json!("Threshold Crossed: [ datapoint ( threshold (")),
    ];
    leaf.prop_recursive(3, 24, 6, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
            proptest::collection::btree_map("[a-zA-Z]{0,9}", inner, 0..6)
                .prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
}

/// Every place in a document, by JSON pointer.
fn places(value: &Value, at: &str, found: &mut Vec<String>) {
    found.push(at.to_owned());
    let name = |key: &str| format!("{at}/{}", key.replace('~', "~0").replace('/', "~1"));
    match value {
        Value::Object(members) => members
            .iter()
            .for_each(|(key, inner)| places(inner, &name(key), found)),
        Value::Array(list) => list
            .iter()
            .enumerate()
            .for_each(|(n, inner)| places(inner, &format!("{at}/{n}"), found)),
        _ => {}
    }
}

/// The samples without wrappings: what is changed below is the event itself.
fn events() -> Vec<Value> {
    let all = folders().flat_map(samples::of);
    all.flat_map(|(_, payload)| envelope::open(&payload))
        .map(|envelope| envelope.event)
        .collect()
}

/// A source that reads whatever there is, by everything that a row can say.
fn greedy() -> Mappings {
    let row = json!({
        "name": "custom/greedy",
        "pattern": {"source": [{"exists": true}], "$or": [{"detail": {"a": [{"wildcard": "*a*b*"}, {"numeric": [">", 0]}]}}, {"none": [{"exists": false}]}]},
        "alertname": "{/detail/a|'greedy'}",
        "identity": {"what": "{/detail/a|'none'} {/detail-type|/id|'none'}"},
        "labels": {"all": "/detail", "list": "/detail/list/*/a", "last": "{/resources|last}", "family": "{/resources|family}"},
        "status": {"path": "/detail/list/*/a", "firing": ["ALARM", {"prefix": "x"}], "resolved": {"detail": {"list": {"a": [{"anything-but": [0, null]}]}}}, "noise": [{"cidr": "0.0.0.0/0"}]},
        "severity": {"path": "/detail/a", "critical": [{"numeric": ["<", 0]}], "info": [{"suffix": "]"}]},
        "title": "{/detail/a|number|lower}[: {/detail/list/*/a}] {/time}",
        "evidence": [["all", "/detail"], ["some", "{/detail/list/1/a}{/detail/a}{/detail/a}"]],
        "links": [["a", "{console}/{/detail/a}?x={/region}"], ["b", "/detail/a"], ["c", "https://shop.example.com/{/detail/list/*/a}"]],
        "run": "/detail/a", "started_at": "/detail/a", "state_at": "/detail/list/*/a", "resolve_after": 60,
    });
    let row: Mapping = serde_json::from_value(row).expect("a mapping");
    Compiled::new(&row).expect("a mapping without faults");
    Mappings::new([row])
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    /// A sample with anything anywhere in it is understood, or paged raw; it is never lost and never a panic.
    #[test]
    fn no_change_to_a_sample_costs_the_event(
        pick in any::<prop::sample::Index>(),
        changes in proptest::collection::vec((any::<prop::sample::Index>(), any_json()), 1..4),
    ) {
        let events = events();
        let mut event = pick.get(&events).clone();
        for (place, value) in changes {
            let mut found = Vec::new();
            places(&event, "", &mut found);
            if let Some(target) = event.pointer_mut(&found[place.index(found.len())]) {
                *target = value;
            }
        }
        let observations = decoded(event.to_string().as_bytes());
        prop_assert!(!observations.is_empty());
        observations.iter().for_each(is_presentable);
    }

    /// The same holds for a row that a catalog may have, whatever it finds at its pointers.
    #[test]
    fn no_event_breaks_a_catalog_s_source(detail in any_json(), place in any_json(), time in any_json()) {
        let event = json!({"id": place, "source": "com.example.shop", "detail-type": place, "account": place, "region": place,
            "time": time, "resources": place, "detail": {"a": detail, "list": [{"a": place}, {"a": detail}]}});
        let observations = source::decode_with(&Envelope::bare(event), &greedy(), now());
        prop_assert_eq!(observations.len(), 1);
        observations.iter().for_each(is_presentable);
    }

    /// Bytes that are no event at all are one alert.
    #[test]
    fn any_bytes_are_an_alert(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        let observations = decoded(&bytes);
        prop_assert!(!observations.is_empty());
        observations.iter().for_each(is_presentable);
    }
}
