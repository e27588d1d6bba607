//! A catalog with so many of each kind of rule, as an organisation of so many services would write it.

use alert_core::catalog::{Catalog, CatalogFile, LabelRule, Owner, ReceiverConfig, Runbook};
use alert_core::inhibit::InhibitRule;
use alert_core::labels::Labels;
use alert_core::matcher::{Matcher, Matchers};
use alert_core::route::Route;
use alert_core::severity::Severity;
use alert_core::time::SignedDuration;

/// `count` label rules, owners, runbooks, routes with a child each, receivers and inhibition rules: one of each for a service.
pub fn catalog(count: usize) -> Catalog {
    let mut file: CatalogFile = serde_json::from_str(
        r#"{"schema": 1, "version": "bench", "runbook_base_url": "https://runbooks.example.com/", "fallback": "r00000",
            "route": {"receivers": ["r00000"]}, "receivers": []}"#,
    )
    .expect("it is a catalog");
    file.labels = (0..count).map(label_rule).collect();
    file.owners = (0..count).map(owner).collect();
    file.runbooks = (0..count).map(runbook).collect();
    file.route.routes = (0..count).map(route).collect();
    file.receivers = (0..count).map(receiver).collect();
    file.inhibit_rules = (0..count).map(inhibit_rule).collect();
    Catalog::new(file)
}

/// The name of one of a service's alarms.
pub fn alarm_name(service: usize, number: usize) -> String {
    format!("ml-prod-e{service:05}-endpoint-{number:02}-5xx-ratio")
}

/// Matchers from texts.
pub fn all_of(texts: &[String]) -> Matchers {
    let parse = |text: &String| Matcher::parse(text).expect("it is a matcher");
    Matchers::any_of(vec![texts.iter().map(parse).collect()])
}

fn label_rule(number: usize) -> LabelRule {
    let service = format!("s{number:05}");
    LabelRule {
        matchers: all_of(&[format!("alarm_name=~\"ml-prod-e{number:05}-.*\"")]),
        set: Labels::from_iter([("service", service.as_str()), ("environment", "prod")]),
    }
}

fn owner(number: usize) -> Owner {
    Owner {
        name: format!("o{number:05}"),
        contact: "#ml-serving-oncall".to_owned(),
        escalation: Some("Serving lead: ml-serving-lead@example.com".to_owned()),
        timezone: Some("Europe/Madrid".to_owned()),
        language: None,
        digest: None,
        matchers: all_of(&[format!("service=s{number:05}")]),
    }
}

fn runbook(number: usize) -> Runbook {
    let mut runbook: Runbook = serde_json::from_str(
        r#"{"name": "", "title": "Endpoint errors", "path": "endpoint-5xx.md", "section": "first-action", "matchers": [],
            "impact": "Callers of the model get errors instead of predictions.",
            "first_action": "If a deployment ran in the last hour, put the previous endpoint configuration back."}"#,
    )
    .expect("it is a runbook");
    runbook.name = format!("endpoint-{number:05}");
    runbook.owner = Some(format!("o{number:05}"));
    runbook.severity = Some(Severity::Critical);
    runbook.matchers = all_of(&[
        format!("service=s{number:05}"),
        "alarm_name=~\".*-5xx-ratio\"".to_owned(),
    ]);
    runbook
}

fn route(number: usize) -> Route {
    let receiver = format!("r{number:05}");
    Route {
        matchers: all_of(&["environment=prod".to_owned(), format!("service=s{number:05}")]),
        receivers: vec![receiver.clone()],
        routes: vec![Route {
            matchers: all_of(&["severity=critical".to_owned()]),
            receivers: vec![receiver],
            ..Route::root()
        }],
        ..Route::root()
    }
}

/// A receiver of one of the kinds.
pub fn receiver(number: usize) -> ReceiverConfig {
    let kinds = ["slack", "webhook", "sns"];
    ReceiverConfig {
        name: format!("r{number:05}"),
        kind: kinds[number % kinds.len()].to_owned(),
        secret: Some(format!("alert-router/r{number:05}")),
        topic: Some(format!("team-{number:05}")),
        ..ReceiverConfig::default()
    }
}

fn inhibit_rule(number: usize) -> InhibitRule {
    InhibitRule {
        name: format!("endpoint {number:05} is gone"),
        source_matchers: all_of(&[format!("service=s{number:05}"), "alarm_type=composite".to_owned()]),
        target_matchers: all_of(&["environment=prod".to_owned(), format!("service=s{number:05}")]),
        equal: vec!["environment".to_owned()],
        wait: SignedDuration::ZERO,
        extension: SignedDuration::ZERO,
    }
}
