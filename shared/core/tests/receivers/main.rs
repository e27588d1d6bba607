//! Every receiver against every canonical page: goldens, limits, answers, secrets. A new kind is in by being in
//! `RECEIVERS`; what it sends is checked by the limits of its transport and by its own entry in `limits`.

mod languages;
mod limits;
#[path = "../support/mod.rs"]
mod support;

use alert_core::catalog::{Part, ReceiverConfig, Template};
use alert_core::language::{Language, Preference};
use alert_core::page::Page;
use alert_core::receiver::{Failure, Kind, Outcome, RECEIVERS, Request, Response};
use alert_core::severity::Severity;
use alert_core::template::{Worded, word};
use alert_core::time::SignedDuration;
use limits::inside;
use proptest::prelude::*;
use serde_json::Value;
use support::golden::Goldens;
use support::pages;

/// A receiver of a kind, with every setting that any kind has.
fn config(kind: &dyn Kind) -> ReceiverConfig {
    let mut config = ReceiverConfig {
        name: "team".to_owned(),
        kind: kind.name().to_owned(),
        ..ReceiverConfig::default()
    };
    if matches!(kind.name(), "sns" | "amazon_q") {
        config.topic = Some("arn:aws:sns:eu-west-1:111122223333:pages.fifo".to_owned());
    } else if kind.name() == "eventbridge" {
        config.bus = Some("arn:aws:events:eu-west-1:111122223333:event-bus/pages".to_owned());
    } else {
        config.secret = Some("alert-router/team".to_owned());
    }
    if kind.name() == "slack_app" {
        config.channel = Some("C0123456789".to_owned());
    }
    config
}

/// The id of a message that a group opened with, as any kind would take it.
const OPENING: &str = "1503435956";

/// Everything that a page can be sent as: by itself, as a reply, as an edit.
fn requests(kind: &dyn Kind, page: &Page) -> Vec<(&'static str, Request)> {
    let config = config(kind);
    let alone = kind.render(page, &config);
    let reply = Some(kind.reply(page, &config, OPENING)).filter(|reply| *reply != alone);
    assert!(reply.is_none() || kind.looks_back(), "{}", kind.name());
    let edit = kind.edit(page, &config, OPENING);
    [("", Some(alone)), ("reply", reply), ("edit", edit)]
        .into_iter()
        .filter_map(|(form, request)| Some((form, request?)))
        .collect()
}

#[test]
fn every_canonical_page_renders_as_reviewed() {
    let mut goldens = Goldens::of("receivers");
    for (name, page) in pages::canonical() {
        goldens.text(
            &format!("{name}.plain.txt"),
            alert_core::page::plain::plain(&page),
        );
        for kind in RECEIVERS {
            for (form, request) in requests(*kind, &page) {
                // What looks back has the same page in it: two pages show how.
                if form.is_empty() || matches!(name, "critical" | "resolved") {
                    let form = if form.is_empty() {
                        String::new()
                    } else {
                        format!("-{form}")
                    };
                    goldens.json(&format!("{name}{form}.{}", kind.name()), &shown(&request));
                }
            }
        }
    }
    goldens.finish();
}

/// A request with the JSON inside its texts opened, so that a diff can be read.
fn shown(request: &Request) -> Value {
    let mut value = serde_json::to_value(request).expect("a request is serialisable");
    for pointer in ["/http/body", "/sns/message", "/event_bridge/detail"] {
        if let Some(text) = value.pointer_mut(pointer) {
            *text = serde_json::from_str(text.as_str().expect("a body is text")).expect("a body is JSON");
        }
    }
    for pointer in ["sqs", "lambda", "http", "https"] {
        if let Some(text) = value.pointer_mut(&format!("/sns/message/{pointer}")) {
            *text =
                serde_json::from_str(text.as_str().expect("a message is text")).expect("a message is JSON");
        }
    }
    value
}

#[test]
fn every_canonical_page_is_inside_the_limits() {
    for (name, page) in pages::canonical() {
        for kind in RECEIVERS {
            for (_, request) in requests(*kind, &page) {
                inside(*kind, &page, &request, name);
            }
        }
    }
}

/// A page larger than any receiver takes is sent all the same, smaller, with what matters in it.
#[test]
fn the_fullest_page_is_inside_the_limits() {
    for unit in ["&", "<", "\"", "\\", "🧪", "é ", "x"] {
        for language in Language::ALL {
            let pages = [
                pages::fullest(unit, *language),
                pages::fullest_summary(unit, *language),
            ];
            for (page, kind) in pages
                .iter()
                .flat_map(|page| RECEIVERS.iter().map(move |kind| (page, kind)))
            {
                for (_, request) in requests(*kind, page) {
                    inside(*kind, page, &request, unit);
                }
            }
        }
    }
}

/// A status that is success by itself, whatever stands below it.
fn takes_any_answer(kind: &str, status: u16) -> bool {
    (kind, status) == ("teams", 202)
}

/// An answer means the same whichever receiver gives it, but for what it takes as success.
#[test]
fn every_status_is_classified() {
    let after = Some(SignedDuration::from_secs(30));
    for kind in RECEIVERS {
        for status in 100..=599 {
            let answer = |body: &str| Response::Answer {
                status,
                body: body.to_owned(),
                retry_after: after,
            };
            let outcome = kind.classify(&answer("<html>not me</html>"));
            let case = format!("{} {status}: {outcome:?}", kind.name());
            match status {
                200..=299 if kind.name() == "webhook" || takes_any_answer(kind.name(), status) => {
                    assert!(matches!(outcome, Outcome::Delivered(_)), "{case}");
                }
                408 | 425 | 429 | 500..=599 | 100..=199 => {
                    assert!(
                        matches!(outcome, Outcome::Retry { after: kept, .. } if kept == after),
                        "{case}"
                    );
                }
                _ => assert!(matches!(outcome, Outcome::Rejected { .. }), "{case}"),
            }
            assert!(!case.contains("not me"), "the body is not repeated: {case}");
        }
    }
}

#[test]
fn a_transport_without_an_answer_is_classified() {
    let why = || "connection reset".to_owned();
    for kind in RECEIVERS {
        let of = |failure| kind.classify(&Response::Failed(failure));
        assert!(
            matches!(
                of(Failure::InDoubt { why: why() }),
                Outcome::Retry { in_doubt: true, .. }
            ),
            "{}",
            kind.name()
        );
        for known in [Failure::NotSent { why: why() }, Failure::Busy { why: why() }] {
            assert!(
                matches!(of(known), Outcome::Retry { in_doubt: false, .. }),
                "{}",
                kind.name()
            );
        }
        assert_eq!(
            of(Failure::Impossible { why: why() }),
            Outcome::Rejected { why: why() },
            "{}",
            kind.name()
        );
    }
}

#[test]
fn a_good_configuration_has_no_fault_and_a_bad_one_is_explained() {
    for kind in RECEIVERS {
        assert_eq!(
            kind.check(&config(*kind)),
            Vec::<String>::new(),
            "{}",
            kind.name()
        );
        let empty = ReceiverConfig {
            kind: kind.name().to_owned(),
            ..ReceiverConfig::default()
        };
        let missing = if kind.name() == "slack_app" { 2 } else { 1 };
        assert_eq!(kind.check(&empty).len(), missing, "{}", kind.name());
        let pasted = ReceiverConfig {
            secret: Some("https://hooks.example.com/services/T0/B0/SECRETVALUE".to_owned()),
            ..config(*kind)
        };
        let faults = kind.check(&pasted);
        assert_eq!(faults.len(), 1, "{}: a pasted URL is a fault", kind.name());
        assert!(
            !faults[0].contains("SECRETVALUE"),
            "{}: {}",
            kind.name(),
            faults[0]
        );
    }
}

/// Requests are logged, stored and printed: they name secrets.
#[test]
fn a_request_names_its_secret() {
    for kind in RECEIVERS {
        let (_, page) = pages::canonical().remove(0);
        if let Request::Http(http) = kind.render(&page, &config(*kind)) {
            assert_eq!(http.secret, "alert-router/team");
            assert!(
                http.headers
                    .iter()
                    .all(|(name, _)| !name.eq_ignore_ascii_case("authorization"))
            );
        }
    }
}

/// The same page always makes the same request: a delivery in doubt is sent again unchanged.
#[test]
fn rendering_is_a_function() {
    for (name, page) in pages::canonical() {
        for kind in RECEIVERS {
            let config = config(*kind);
            assert_eq!(kind.render(&page, &config), kind.render(&page, &config), "{name}");
        }
    }
}

/// Two pages of one group keep their order and are two messages, also within SNS's five minutes.
#[test]
fn a_resolve_is_not_taken_for_its_firing_page() {
    let firing = pages::canonical().remove(0).1;
    let mut resolved = pages::canonical().remove(1).1;
    resolved.id = "another-notification".to_owned();
    let sns = alert_core::receiver::kind("sns").expect("there is SNS");
    let fifo = |page| match sns.render(page, &config(sns)) {
        Request::Sns(request) => request.fifo.expect("the topic is FIFO"),
        other => panic!("SNS is not {other:?}"),
    };
    assert_eq!(fifo(&firing).group_id, fifo(&resolved).group_id);
    assert_ne!(fifo(&firing).deduplication_id, fifo(&resolved).deduplication_id);
}

/// Text as bad as it gets: long, of many bytes, all markup, invisible.
fn text(max: usize) -> impl Strategy<Value = String> {
    prop_oneof![
        proptest::collection::vec(any::<char>(), 0..60).prop_map(String::from_iter),
        (
            prop_oneof![
                Just("&"),
                Just("<"),
                Just("\""),
                Just("\\"),
                Just("🧪"),
                Just("é x"),
                Just("`|[~")
            ],
            0..max
        )
            .prop_map(|(unit, count)| unit.repeat(count)),
    ]
}

fn url() -> impl Strategy<Value = String> {
    (text(300), 0..1_400_usize)
        .prop_map(|(path, length)| format!("https://a.example/{path}{}", "&x".repeat(length / 2)))
}

prop_compose! {
    fn any_alert()(
        symptom in text(3_000), names in proptest::collection::vec((text(40), text(2_000)), 0..40),
        facts in proptest::collection::vec((text(100), text(5_000)), 0..9),
        links in proptest::collection::vec((text(200), url()), 0..6),
        (owned, planned) in any::<(bool, bool)>(), owner in [text(900), text(900), text(900)],
        runbook in [text(900), text(900), text(900)], address in url(), severity in 0..4_usize,
    ) -> alert_core::alert::Alert {
        let mut alert = pages::alert();
        alert.symptom = symptom;
        alert.severity = Severity::ALL[severity];
        alert.labels = names.into_iter().collect();
        alert.evidence = facts.into_iter().map(|(name, value)| alert_core::observation::Evidence { name, value }).collect();
        alert.links = links.into_iter().map(|(name, url)| alert_core::observation::Link { name, url }).collect();
        let [name, contact, escalation] = owner;
        alert.owner = owned.then_some(alert_core::catalog::OwnerCard { name, contact, escalation: Some(escalation), timezone: None, language: None });
        let [title, impact, first_action] = runbook;
        alert.runbook = planned.then_some(alert_core::catalog::RunbookCard {
            name: "r".to_owned(), title, url: address, impact, first_action,
        });
        alert
    }
}

/// Templates as bad as they get and that work all the same: everything an event wrote, again and again, with marks of
/// their own.
fn hostile_template(which: usize) -> Template {
    let all = "{{ lead.symptom if lead }} {{ labels | join }} {{ group_labels | join }} {{ notes | join }}";
    let each = "{% for fact in evidence %}{{ fact.name }}: {{ fact.value | upper }}{% endfor %}";
    let marks =
        "<!channel> @everyone <https://evil.example|ok> [x](https://evil.example) `*_~ \u{202e}\r\n\u{7}";
    let [title, impact, action, note] = match which {
        0 => [all, each, all, each],
        1 => [marks, marks, marks, marks],
        2 => ["\u{200b} ", " ", "", "\n\n"],
        _ => [
            "{{ title }} {{ title }}",
            "{{ owner.contact if owner }}&<>\"",
            "{{ when }}\\",
            "{{ why }}",
        ],
    };
    let mut template = Template::default();
    template.set(Part::Title, title);
    template.set(Part::Impact, impact);
    template.set(Part::Action, action);
    template.set(Part::Note, note);
    template
}

/// A page is inside its limits, with owner, runbook and first link, in whatever words.
fn in_hostile_words(page: &Page, which: usize, case: &str) {
    let template = hostile_template(which);
    for kind in RECEIVERS {
        // What is too long even to be cut is not said.
        let worded = word(*kind, page, &config(*kind), &template).unwrap_or_else(|_| Worded::built_in(page));
        for (form, request) in requests(*kind, &worded.page) {
            inside(*kind, &worded.page, &request, &format!("{case} {which} {form}"));
        }
    }
}

#[test]
fn every_canonical_page_is_inside_the_limits_in_whatever_words() {
    for (name, page) in pages::canonical() {
        for which in 0..4 {
            in_hostile_words(&page, which, name);
            let (kind, template) = (RECEIVERS[0], hostile_template(which));
            assert!(
                word(kind, &page, &config(kind), &template).is_ok(),
                "{name} {which}"
            );
        }
    }
    for unit in ["&", "🧪", "x"] {
        (0..4).for_each(|which| in_hostile_words(&pages::fullest(unit, Language::Spanish), which, unit));
        in_hostile_words(&pages::fullest_summary(unit, Language::Spanish), 0, unit);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    /// Whatever an alert holds, every receiver's request is inside its limits with the essentials in it.
    #[test]
    fn any_alert_renders_inside_the_limits(
        alerts in proptest::collection::vec(any_alert(), 1..14), resolved in any::<bool>(),
        notes in proptest::collection::vec(text(2_000), 0..6), id in "[0-9a-f]{1,40}",
        language in proptest::sample::select(Language::ALL),
        which in 0..4_usize,
    ) {
        let end = resolved.then(|| pages::at("2026-11-22T10:11:00Z"));
        let told = pages::told(&alerts.iter().map(|alert| (alert, end)).collect::<Vec<_>>());
        let reason = alert_core::reason::Reason::Repeat;
        let mut draft = if resolved { pages::draft(reason, vec![], told) } else { pages::draft(reason, told, vec![]) };
        (draft.id, draft.notes) = (id, notes.iter().map(|note| pages::undelivered(note)).collect());
        draft.language = Preference::only(language);
        let page = alert_core::page::build(draft);
        for kind in RECEIVERS {
            for (_, request) in requests(*kind, &page) {
                inside(*kind, &page, &request, "any");
            }
        }
        in_hostile_words(&page, which, "any");
        let stored = serde_json::to_string(&page).expect("a page is serialisable");
        prop_assert!(stored.len() < 100_000, "a page of {} bytes", stored.len());
        prop_assert_eq!(serde_json::from_str::<Page>(&stored).expect("and can be read"), page);
    }
}
