use super::*;
use crate::observation::State;
use crate::severity::Severity;
use serde_json::json;

fn mapping(value: Value) -> Mapping {
    serde_json::from_value(value).unwrap()
}

fn shop() -> Mapping {
    mapping(json!({
        "name": "custom/shop",
        "pattern": {"source": ["com.example.shop"], "detail-type": ["Order"]},
        "identity": {"shop": "/detail/shop"},
        "labels": {"service": "checkout", "order": "/detail/order", "note": "[{/detail/absent}]", "empty": "x{/detail/absent}"},
        "status": {"path": "/detail/state", "firing": ["LOST"], "resolved": ["FOUND"], "noise": ["NEW"]},
        "severity": {"path": "/detail/amount", "critical": [{"numeric": [">=", 1000]}], "otherwise": "warning"},
        "title": "{/detail/shop} lost order {/detail/order}",
        "evidence": [["reason", "/detail/reason"], ["none", "/detail/absent"]],
        "links": [["Order", "https://shop.example/orders/{/detail/order}"], ["Hole", "https://shop.example/{/detail/absent}"], ["Own", "/detail/url"]],
        "run": "/detail/attempt",
        "started_at": "/detail/began",
        "state_at": "/detail/at",
        "resolve_after": 3600,
    }))
}

fn order(detail: &Value) -> Value {
    let mut event = json!({"id": "e1", "source": "com.example.shop", "detail-type": "Order", "account": "111122223333",
        "region": "eu-west-1", "time": "2026-11-20T10:00:00Z", "resources": [],
        "detail": {"shop": "madrid", "order": 7, "state": "LOST", "amount": 20, "reason": "broker\u{202e} down"}});
    for (name, value) in detail.as_object().unwrap() {
        event["detail"][name.as_str()] = value.clone();
    }
    event
}

fn decoded(mappings: &Mappings, event: Value) -> Result<Observation, SourceError> {
    let decoded = mappings.decode(&Envelope::bare(event), "2030-01-01T00:00:00Z".parse().unwrap());
    decoded.unwrap().map(|mut observations| observations.remove(0))
}

#[test]
fn an_event_becomes_what_its_row_says() {
    let observation = decoded(&Mappings::new([shop()]), order(&json!({}))).unwrap();
    assert_eq!(observation.source, "custom/shop");
    assert_eq!(observation.event_id, "e1");
    let labels = |pairs: &[(&str, &str)]| pairs.iter().copied().collect();
    let identity = [
        ("account", "111122223333"),
        ("region", "eu-west-1"),
        ("shop", "madrid"),
    ];
    assert_eq!(observation.identity, labels(&identity));
    let rest = [
        ("alertname", "shop"),
        ("order", "7"),
        ("service", "checkout"),
        ("source", "custom/shop"),
    ];
    assert_eq!(observation.labels, labels(&[&identity[..], &rest[..]].concat()));
    assert_eq!(observation.state, State::Firing);
    assert_eq!(observation.state_at.to_string(), "2026-11-20T10:00:00Z");
    assert_eq!(observation.severity, Severity::Warning);
    assert_eq!(observation.symptom, "madrid lost order 7");
    let facts: Vec<_> = observation
        .evidence
        .iter()
        .map(|fact| (fact.name.as_str(), fact.value.as_str()))
        .collect();
    assert_eq!(
        facts,
        [
            ("reason", "broker down"),
            ("status", "LOST"),
            ("where", "111122223333 eu-west-1")
        ]
    );
    let links: Vec<_> = observation.links.iter().map(|link| link.url.as_str()).collect();
    assert_eq!(links, ["https://shop.example/orders/7"]);
    assert_eq!(observation.resolve_after.map(|after| after.as_secs()), Some(3600));
}

#[test]
fn the_event_decides_state_severity_time_and_address() {
    let mappings = Mappings::new([shop()]);
    let of = |detail: Value| decoded(&mappings, order(&detail)).unwrap();
    assert_eq!(of(json!({"state": "FOUND"})).state, State::Resolved);
    assert!(matches!(of(json!({"state": "NEW"})).state, State::Noise(_)));
    let unknown = of(json!({"state": "SHREDDED"}));
    assert_eq!(
        (&unknown.state, unknown.evidence[0].name.as_str()),
        (&State::Firing, "note")
    );
    assert_eq!(of(json!({"amount": 1000})).severity, Severity::Critical);
    for (at, expected) in [
        (json!("2026-11-20T09:59:58.5Z"), "2026-11-20T09:59:58.5Z"),
        (json!(1_795_168_798), "2026-11-20T09:59:58Z"),
        (json!("soon"), "2026-11-20T10:00:00Z"),
        (json!("2099-01-01T00:00:00Z"), "2026-11-20T10:00:00Z"), // a clock that is far ahead must not win for ever
    ] {
        assert_eq!(of(json!({ "at": at })).state_at.to_string(), expected, "{at}");
    }
    let links = |url: &str| of(json!({ "url": url })).links.len();
    assert_eq!(
        (
            links("https://shop.example/o?id=7"),
            links("javascript:x"),
            links("https://a b")
        ),
        (2, 1, 1)
    );
    let run = of(json!({"attempt": "a1", "began": "2026-11-20T09:00:00Z"}));
    assert_eq!((run.run.id.as_str(), run.labels.get("run")), ("a1", "a1"));
    assert_eq!(
        run.run.started_at.map(|at| at.to_string()).as_deref(),
        Some("2026-11-20T09:00:00Z")
    );
    assert_eq!(
        of(json!({"order": "a/b"})).links[0].url,
        "https://shop.example/orders/a%2Fb"
    );
}

#[test]
fn without_its_identity_an_event_is_an_error_and_a_long_one_stays_apart() {
    let mappings = Mappings::new([shop()]);
    for shop in [json!(null), json!(""), json!([])] {
        let error = decoded(&mappings, order(&json!({ "shop": shop }))).unwrap_err();
        assert_eq!(
            error.to_string(),
            "custom/shop: the event has no value for `shop`, which identifies the alert"
        );
    }
    let of = |end: &str| decoded(&mappings, order(&json!({"shop": "x".repeat(2_000) + end}))).unwrap();
    assert_ne!(of("a").fingerprint(), of("b").fingerprint());
    assert!(of("a").identity.get("shop").chars().count() < 1_024);
}

#[test]
fn the_first_row_that_matches_reads_the_event() {
    let named = |name: &str, pattern: Value| Mapping {
        name: format!("custom/{name}"),
        pattern,
        ..shop()
    };
    let mappings = Mappings::new([
        named(
            "other",
            json!({"source": ["com.example.other"], "detail-type": ["Order"]}),
        ),
        named(
            "unreadable",
            json!({"source": ["com.example.shop"], "detail": {"state": "LOST"}}),
        ),
        named(
            "narrow",
            json!({"source": ["com.example.shop"], "detail": {"amount": [{"numeric": [">", 100]}]}}),
        ),
        named(
            "by-type",
            json!({"detail-type": ["Order", "Return"], "detail": {"amount": [50]}}),
        ),
        named("wide", json!({"source": [{"prefix": "com.example."}]})),
        named("anything", json!({"detail": {"shop": [{"exists": true}]}})),
    ]);
    for (detail, expected) in [
        (json!({"amount": 200}), "custom/narrow"),
        (json!({"amount": 50}), "custom/by-type"),
        (json!({}), "custom/wide"),
    ] {
        assert_eq!(
            decoded(&mappings, order(&detail)).unwrap().source,
            expected,
            "{detail}"
        );
    }
    let mut bare = order(&json!({}));
    for field in ["source", "detail-type"] {
        bare.as_object_mut().unwrap().remove(field);
    }
    assert_eq!(decoded(&mappings, bare).unwrap().source, "custom/anything");
    let nobody = Envelope::bare(json!("text"));
    assert!(mappings.decode(&nobody, Timestamp::UNIX_EPOCH).is_none());
}

/// What an event is compared with does not grow with the number of rows.
#[test]
fn a_thousand_rows_cost_what_ten_do() {
    let filed = |count: usize| {
        let rows = (0..count).map(|n| Mapping {
            pattern: json!({"source": [format!("com.example.{}", n % 7)], "detail-type": [format!("Type {n}")]}),
            ..shop()
        });
        Mappings::new(rows.chain([shop()]))
    };
    for count in [10, 1_000] {
        let mappings = filed(count);
        assert_eq!(mappings.candidates(&order(&json!({}))).count(), 1, "{count}");
        assert!(decoded(&mappings, order(&json!({}))).is_ok());
        let read = mappings
            .rows
            .iter()
            .filter(|row| row.compiled.get().is_some())
            .count();
        assert_eq!(read, 1, "a row is read when it is first needed");
    }
}

#[test]
fn every_fault_of_a_row_is_found_where_it_is() {
    let mut row = serde_json::to_value(shop()).unwrap();
    row["pattern"]["source"] = json!("com.example.shop");
    row["identity"] = json!({"shop": "always", "severity": "/region"});
    row["labels"]["order"] = json!("{/detail/order");
    row["status"] = json!({"path": "/detail/state", "firing": ["x"], "resolvd": ["y"]});
    row["severity"] = json!("fatal");
    row["title"] = json!("Order lost");
    row["evidence"] = json!([["reason", "{reason}"]]);
    row["links"] = json!([["Order", "http://shop.example/"]]);
    row["state_at"] = json!("detail/at");
    let faults = Compiled::new(&mapping(row)).unwrap_err();
    let shown: Vec<String> = faults.iter().map(ToString::to_string).collect();
    let expected = [
        "pattern.source: a field takes a list of alternatives",
        "labels.order: `{` is never closed",
        "identity.severity: the label `severity` is set by the router",
        "status.resolvd: `resolvd` is none of the possible words",
        "severity: `fatal` is none of the possible words",
        "title: the title has nothing of the event in it",
        "evidence.reason: `reason` is neither a pointer",
        "links.Order: a link is an https address",
        "state_at: a pointer begins with `/`",
    ];
    assert_eq!(shown.len(), expected.len(), "{shown:#?}");
    for (found, expected) in shown.iter().zip(expected) {
        assert!(found.starts_with(expected), "{found} / {expected}");
    }
}

#[test]
fn what_fires_is_over_some_day() {
    let faults = |status: Value, resolve_after: Option<i64>| {
        let mut row = serde_json::to_value(shop()).unwrap();
        row["status"] = status;
        row["resolve_after"] = json!(resolve_after);
        Compiled::new(&mapping(row)).map_or_else(|faults| faults.len(), |_| 0)
    };
    assert_eq!(faults(json!("firing"), None), 1);
    assert_eq!(faults(json!({"path": "/a", "noise": ["x"]}), None), 1);
    assert_eq!(faults(json!("firing"), Some(60)), 0);
    assert_eq!(faults(json!("noise"), None), 0);
    assert_eq!(
        faults(json!({"path": "/a", "noise": ["x"], "otherwise": "noise"}), None),
        0
    );
}
