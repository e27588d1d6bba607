//! One page of each kind that a receiver can get: what a template is tried on.

use alert_core::alert::Alert;
use alert_core::catalog::{OwnerCard, RunbookCard};
use alert_core::digest::{Account, Kept};
use alert_core::fingerprint::Fingerprint;
use alert_core::labels::Labels;
use alert_core::language::{Language, Preference};
use alert_core::observation::{Evidence, Link};
use alert_core::page::{Draft, Note, Notice, Page, Told, build, summary};
use alert_core::reason::{Cause, Reason};
use alert_core::severity::Severity;
use alert_core::time::{SignedDuration, Timestamp, after};

/// What happens here happened at no time that matters.
const BEGAN: Timestamp = Timestamp::UNIX_EPOCH;

/// Every kind of page in a language, by the name that a fault calls it.
pub(super) fn every(language: Language) -> Vec<(&'static str, Page)> {
    let page = |group: &str, reason, firing: &[&Alert], resolved: &[&Alert]| {
        page(language, group, reason, firing, resolved)
    };
    let one = alert(0);
    let many: Vec<Alert> = (0..40).map(alert).collect();
    let all_of_them: Vec<&Alert> = many.iter().collect();
    let unowned = Alert {
        owner: None,
        ..alert(1)
    };
    let mut flapping = page("a", Reason::Flapping, &[&one], &[]);
    flapping.note(&Note::Flaps {
        alert: "endpoint-00-5xx".to_owned(),
        turns: 6,
        since: BEGAN,
    });
    let mut all = vec![
        ("firing", page("a", Reason::First, &[&one], &[])),
        ("resolved", page("a", Reason::AllResolved, &[], &[&one])),
        (
            "some resolved",
            page("a", Reason::SomeResolved, &[&many[1]], &[&one]),
        ),
        ("group of 40", page("a", Reason::NewAlert, &all_of_them, &[])),
        ("flapping", flapping),
        ("unowned", page("a", Reason::First, &[&unowned], &[])),
        ("raw event", page("a", Reason::First, &[&raw()], &[])),
        ("drill", Page::test("receiver", "somebody", BEGAN, None, language)),
        ("silence", silence(language)),
        ("digest", digest(language)),
    ];
    let groups = [
        page("a", Reason::First, &[&one], &[]),
        page("b", Reason::SomeResolved, &[&many[2]], &[&many[3]]),
        page("c", Reason::AllResolved, &[], &[&many[4]]),
    ];
    let several = summary("summary", "receiver", &groups, later(12));
    all.extend(several.map(|page| ("summary", page)));
    all
}

fn later(minutes: i64) -> Timestamp {
    after(BEGAN, SignedDuration::from_mins(minutes))
}

fn alert(number: usize) -> Alert {
    let name = format!("endpoint-{number:02}-5xx");
    Alert {
        fingerprint: fingerprint(&name),
        source: "cloudwatch_alarm".to_owned(),
        labels: Labels::from_iter([
            ("alertname", name.as_str()),
            ("service", "serving"),
            ("environment", "prod"),
            ("owner", "serving"),
            ("account", "111122223333"),
            ("region", "eu-west-1"),
            ("source", "cloudwatch_alarm"),
        ]),
        severity: Severity::ALL[number % Severity::ALL.len()],
        symptom: format!("endpoint-{number:02} Invocation5XXErrors 7.2 > 2"),
        evidence: vec![
            Evidence::new("alarm", name.as_str()),
            Evidence::new("reason", "Threshold Crossed: \"7.2\" > 2.0"),
        ],
        links: vec![Link::new(
            "Alarm",
            "https://console.aws.amazon.com/cloudwatch/home",
        )],
        owner: Some(owner()),
        runbook: Some(RunbookCard {
            name: "endpoint-5xx".to_owned(),
            title: "Endpoint returns 5xx".to_owned(),
            url: "https://runbooks.example.com/endpoint-5xx.md".to_owned(),
            impact: "Callers get errors instead of predictions.".to_owned(),
            first_action: "Put the previous endpoint configuration back.".to_owned(),
        }),
        run: None,
        drill: None,
    }
}

/// An event that nobody knows: a name, and nothing else.
fn raw() -> Alert {
    Alert {
        source: "raw".to_owned(),
        labels: Labels::from_iter([("alertname", "Order Lost"), ("source", "raw")]),
        symptom: String::new(),
        evidence: vec![],
        links: vec![],
        owner: None,
        runbook: None,
        ..alert(0)
    }
}

fn fingerprint(name: &str) -> Fingerprint {
    Fingerprint::of("cloudwatch_alarm", &Labels::from_iter([("alarm_arn", name)]))
}

fn owner() -> OwnerCard {
    OwnerCard {
        name: "serving".to_owned(),
        contact: "#serving-oncall".to_owned(),
        escalation: None,
        timezone: None,
        language: None,
    }
}

fn page(language: Language, group: &str, reason: Reason, firing: &[&Alert], resolved: &[&Alert]) -> Page {
    build(Draft {
        id: format!("page-{group}"),
        group_key: group,
        group_labels: &Labels::from_iter([("service", "serving")]),
        reason,
        at: later(12),
        firing: firing.iter().map(|alert| told(alert, None)).collect(),
        resolved: resolved
            .iter()
            .map(|alert| told(alert, Some(later(10))))
            .collect(),
        notes: vec![],
        waiting_since: None,
        language: Preference::only(language),
    })
}

fn told(alert: &Alert, ends_at: Option<Timestamp>) -> Told<'_> {
    Told {
        alert,
        starts_at: BEGAN,
        ends_at,
        no_data_since: None,
    }
}

fn silence(language: Language) -> Page {
    Page::notice(Notice {
        id: "silence".to_owned(),
        subject: "silence",
        reason: Reason::SilenceEnds,
        title: "[SILENCE] ends in 15 min: service=\"serving\"".to_owned(),
        at: later(12),
        since: BEGAN,
        owner: None,
        evidence: vec![Evidence::new("by", "somebody")],
        notes: vec![],
        language,
    })
}

fn digest(language: Language) -> Page {
    let kept = Kept {
        fingerprint: fingerprint("kept"),
        name: "endpoint-00-5xx".to_owned(),
        severity: Severity::Error,
        causes: [(Cause::Silence, 3)].into(),
    };
    let account = Account {
        causes: [(Cause::Silence, 3)].into(),
        alerts: vec![kept],
    };
    Page::digest(owner(), 1, &account, BEGAN, later(12), language)
}
