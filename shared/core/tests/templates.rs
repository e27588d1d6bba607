//! Templates against every canonical page: what they see, what they may do, and what becomes of one that fails.

#[path = "support/mod.rs"]
mod support;

use alert_core::catalog::{Part, ReceiverConfig, Template};
use alert_core::language::Language;
use alert_core::page::Page;
use alert_core::receiver::{self, Kind, Request};
use alert_core::template::{Fault, Worded, faults, word};
use serde_json::{Value, json};
use support::golden::Goldens;
use support::pages;

fn webhook() -> &'static dyn Kind {
    receiver::kind("webhook").expect("there are webhooks")
}

fn config() -> ReceiverConfig {
    ReceiverConfig {
        name: "desk".to_owned(),
        kind: "webhook".to_owned(),
        secret: Some("alert-router/desk".to_owned()),
        ..ReceiverConfig::default()
    }
}

fn template(parts: &[(Part, &str)]) -> Template {
    let mut template = Template::default();
    for (part, source) in parts {
        template.set(*part, *source);
    }
    template
}

/// The body as sent, and what went wrong.
fn sent(page: &Page, template: &Template) -> (String, Option<Fault>) {
    let (worded, fault) = match word(webhook(), page, &config(), template) {
        Ok(worded) => (worded, None),
        Err(fault) => (Worded::built_in(page), Some(fault.fault)),
    };
    let request = worded.in_request(webhook().render(&worded.page, &config()));
    let Request::Http(http) = request else {
        panic!("a webhook is HTTP");
    };
    (http.body, fault)
}

fn critical() -> Page {
    pages::canonical().remove(0).1
}

/// What a part makes of a page, read from the document that the webhook sends.
fn said(page: &Page, part: Part, source: &str) -> Value {
    let (body, fault) = sent(page, &template(&[(part, source)]));
    assert_eq!(fault, None, "{source}");
    let body: Value = serde_json::from_str(&body).expect("a body is JSON");
    match part {
        Part::Title => body["data"]["title"].clone(),
        Part::Impact => body["data"]["runbook"]["impact"].clone(),
        Part::Action => body["data"]["runbook"]["first_action"].clone(),
        Part::Note => body["data"]["notes"].clone(),
        Part::Body => body,
    }
}

fn fault(source: &str) -> (Fault, usize) {
    let template = template(&[(Part::Note, source)]);
    let mut found = faults(webhook(), &critical(), &config(), &template);
    let found = found.pop().unwrap_or_else(|| panic!("{source} works"));
    (found.fault, found.line)
}

/// A ticket system's own format: the README of this language, run on every canonical page.
const TICKET: &str = r#"{
  "summary": {{ title | truncate(80) }},
  "urgency": {{ 1 if severity == "critical" else 3 }},
  "state": {{ "closed" if status == "resolved" else "open" }},
  "key": {{ group }},
  "team": {% if owner %}{{ owner.name }}{% else %}"unowned"{% endif %},
  "endpoint": {{ labels.EndpointName | default("none") }},
  "text": {{ (runbook.impact if runbook else why) ~ " " ~ when }},
  "opened": {{ since | epoch }},
  "links": [{% for link in links %}{"href": {{ link.url }}}{% if not loop.last %},{% endif %}{% endfor %}],
  "alerts": {{ firing | length }},
  "labels": {{ labels }}
}"#;

#[test]
fn a_body_of_ones_own_renders_as_reviewed() {
    let ticket = template(&[(Part::Body, TICKET)]);
    let mut goldens = Goldens::of("templates");
    for (name, page) in pages::canonical() {
        let (body, fault) = sent(&page, &ticket);
        assert_eq!(fault, None, "{name}");
        goldens.json(name, &serde_json::from_str(&body).expect("a body is JSON"));
    }
    goldens.finish();
}

#[test]
fn words_take_the_place_of_those_that_are_built_in() {
    let page = critical();
    for (part, source, expected) in [
        (
            Part::Title,
            "{{ labels.EndpointName }} in {{ labels.region | upper }}: {{ lead.symptom }}",
            json!("[CRITICAL] churn-prod in EU-WEST-1: churn-prod Invocation5XXErrors 7.2 > 2"),
        ),
        (Part::Title, "{{ title }} for {{ receiver.name }}", {
            json!("[CRITICAL] serving/prod: churn-prod Invocation5XXErrors 7.2 > 2 for desk")
        }),
        (Part::Title, "{# nothing #}  ", json!(page.title)),
        (
            Part::Impact,
            "{{ runbook.impact }} Endpoint: {{ labels.EndpointName }}.",
            json!("Callers of the model get errors instead of predictions. Endpoint: churn-prod."),
        ),
        (
            Part::Action,
            "Call {{ owner.contact }}, then read {{ runbook.name }}",
            json!("Call #ml-serving-oncall, then read endpoint-5xx"),
        ),
        (
            Part::Note,
            "{{ why }}. {{ when }}. {{ labels.tenant | default('all tenants') }}",
            json!([
                "first page for this group. Firing since 2026-11-22 10:00:00 UTC (11:00 Madrid/CET), for 12 min. all tenants"
            ]),
        ),
        (
            Part::Note,
            "{% if labels.tenant %}{{ labels.tenant }}{% endif %}",
            json!([]),
        ),
        (
            Part::Note,
            "{% for alert in firing %}\n  {{ alert.name | replace('-', ' ') }} {{ alert.starts_at | utc }} {{ alert.ends_at }}\n{% endfor %}",
            json!(["ml prod churn 5xx 2026-11-22 10:00:00 UTC"]),
        ),
        (
            Part::Note,
            "{{ evidence | length }} {{ [severity, status] | join('/') }} {{ 'a b' | urlencode }} {{ owner.name is defined }}",
            json!(["3 critical/firing a%20b True"]),
        ),
    ] {
        assert_eq!(said(&page, part, source), expected, "{source}");
    }
}

#[test]
fn what_can_not_be_said_is_a_fault_with_its_line() {
    for (source, expected) in [
        ("{{ title", (Fault::Source, 1)),
        ("a\n{% if %}", (Fault::Source, 2)),
        ("a\n\n{% set x = 1 %}", (Fault::Source, 3)),
        ("{{ titel }}", (Fault::Undefined, 1)),
        ("a\n{{ owner.nam }}", (Fault::Undefined, 2)),
        ("{% if owner.nam %}{% endif %}", (Fault::Undefined, 1)),
        ("{{ resolved[0].name }}", (Fault::Undefined, 1)),
        ("{{ title | shout }}", (Fault::Failed, 1)),
        ("{{ title | length | upper }}", (Fault::Failed, 1)),
        ("{{ owner }}", (Fault::Failed, 1)),
        ("{{ title.upper() }}", (Fault::Failed, 1)),
        ("{{ 1 // 0 }}", (Fault::Failed, 1)),
        ("{{ severity | utc }}", (Fault::Failed, 1)),
    ] {
        assert_eq!(fault(source), expected, "{source}");
    }
}

/// Sources that try to take all the time or all the memory there is: refused, or stopped, and the page goes out.
#[test]
fn a_template_can_not_take_more_than_its_part() {
    let chars = "{% for a in title %}";
    let ends = "{% endfor %}";
    let nested = |inner: &str| format!("{}{inner}{}", chars.repeat(5), ends.repeat(5));
    let letters = format!("{{{{ title{} }}}}", " | replace('r', title)".repeat(12));
    let deep = format!("{{{{ {}title{} }}}}", "(".repeat(190), ")".repeat(190));
    for (source, expected) in [
        (nested("x"), Fault::TooLong),
        (nested(""), Fault::OutOfFuel),
        (letters, Fault::Failed),
        (
            "{{ title | join(title) | join(title) | join(title) }}".to_owned(),
            Fault::Failed,
        ),
        (deep, Fault::Source),
    ] {
        assert_eq!(fault(&source).0, expected, "{source}");
    }
}

/// The deepest trees that are let through: the engine walks them on its stack, and a test's is small.
#[test]
fn the_deepest_expressions_fit_the_stack() {
    for (part, source) in [
        (Part::Note, format!("{{{{ 1{} }}}}", "~1".repeat(198))),
        (Part::Note, format!("{{{{ 1{} }}}}", "<1".repeat(198))),
        (Part::Note, format!("{{{{ {}1 }}}}", "-".repeat(397))),
        (Part::Note, format!("{{{{ ''{} }}}}", "|trim".repeat(79))),
        (
            Part::Body,
            format!(
                "{{% if 0 %}}{}{{% else %}}1{{% endif %}}",
                "{%elif 0%}".repeat(197)
            ),
        ),
        (Part::Body, {
            let nested = "{% if 1 %}".repeat(99);
            format!(
                "{nested}{{{{ 1{} }}}}{}",
                "~1".repeat(9),
                "{% endif %}".repeat(99)
            )
        }),
    ] {
        assert_eq!(
            sent(&critical(), &template(&[(part, &source)])).1,
            None,
            "{source}"
        );
    }
}

#[test]
fn one_that_fails_leaves_the_page_as_it_is_built_in() {
    let built_in = template(&[]);
    for (name, page) in pages::canonical() {
        for broken in [
            template(&[(Part::Note, "{{ titel }}"), (Part::Title, "ours")]),
            template(&[(Part::Title, "ours"), (Part::Body, "{{ title }} {{ title }}")]),
            template(&[(Part::Title, "ours"), (Part::Body, "{% for a in severity %}")]),
        ] {
            let (body, fault) = sent(&page, &broken);
            assert!(fault.is_some(), "{name}");
            assert_eq!(body, sent(&page, &built_in).0, "{name}");
        }
    }
}

/// An event's text stays inside the string that it stands in, whatever is in it.
#[test]
fn nothing_leaves_its_place_in_a_body() {
    let template = template(&[(
        Part::Body,
        r#"{"a": {{ lead.symptom }}, "b": [{{ labels }}, {{ owner.escalation }}]}"#,
    )]);
    let mut page = critical();
    page.firing[0].symptom = r#"","admin":true,"x":"\"#.to_owned();
    let (body, fault) = sent(&page, &template);
    assert_eq!(fault, None);
    let body: Value = serde_json::from_str(&body).expect("a body is JSON");
    assert_eq!(body["a"], page.firing[0].symptom);
    assert_eq!(body["admin"], Value::Null);
    assert_eq!(body["b"][0]["region"], "eu-west-1");
}

fn fullest() -> Page {
    pages::fullest("\"", Language::Spanish)
}

/// A body that is too long for its receiver is made of a smaller page; one that never fits is a fault.
#[test]
fn a_body_gives_up_what_a_page_gives_up() {
    let all = template(&[(
        Part::Body,
        r#"{"title": {{ title }}, "firing": {{ firing }}, "resolved": {{ resolved }}, "notes": {{ notes }}, "evidence": {{ evidence }}}"#,
    )]);
    let (body, fault) = sent(&fullest(), &all);
    assert_eq!(fault, None);
    assert!(body.len() < 20_000, "{}", body.len());
    let endless = format!("[{}1]", "{{ title }},".repeat(150));
    let (body, fault) = sent(&fullest(), &template(&[(Part::Body, &endless)]));
    assert_eq!(fault, Some(Fault::TooLong));
    assert_eq!(body, sent(&fullest(), &template(&[])).0);
}
