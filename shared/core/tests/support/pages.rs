//! The canonical pages that every receiver has to render.

use alert_core::alert::Alert;
use alert_core::catalog::{OwnerCard, RunbookCard};
use alert_core::digest::{Account, Kept};
use alert_core::drill::Token;
use alert_core::envelope::Envelope;
use alert_core::fingerprint::Fingerprint;
use alert_core::interval::Location;
use alert_core::labels::Labels;
use alert_core::language::{Language, Preference};
use alert_core::observation::{Evidence, Link};
use alert_core::page::{Draft, Note, Page, Told, build, summary};
use alert_core::reason::{Cause, Reason};
use alert_core::run::{InRun, Part};
use alert_core::severity::Severity;
use alert_core::source;
use alert_core::time::{SignedDuration, Timestamp};

pub const GROUP: &str = "{}:{environment=\"prod\", service=\"serving\"}";

pub fn at(text: &str) -> Timestamp {
    text.parse().expect("the test's time is one")
}

/// An alert as a catalog that knows everything makes it.
pub fn alert() -> Alert {
    let arn = "arn:aws:cloudwatch:eu-west-1:111122223333:alarm:ml-prod-churn-5xx";
    let labels = Labels::from_iter([
        ("alertname", "ml-prod-churn-5xx"),
        ("alarm_arn", arn),
        ("service", "serving"),
        ("environment", "prod"),
        ("severity", "critical"),
        ("owner", "ml-serving"),
        ("account", "111122223333"),
        ("region", "eu-west-1"),
        ("source", "cloudwatch_alarm"),
        ("EndpointName", "churn-prod"),
    ]);
    Alert {
        fingerprint: Fingerprint::of("cloudwatch_alarm", &Labels::from_iter([("alarm_arn", arn)])),
        source: "cloudwatch_alarm".to_owned(),
        labels,
        severity: Severity::Critical,
        symptom: "churn-prod Invocation5XXErrors 7.2 > 2".to_owned(),
        evidence: vec![
            Evidence::new("alarm", "ml-prod-churn-5xx"),
            Evidence::new("metric", "AWS/SageMaker Invocation5XXErrors Sum over 60 s"),
            Evidence::new(
                "reason",
                "Threshold Crossed: 3 out of the last 5 datapoints were greater than 2.0.",
            ),
        ],
        links: vec![Link::new(
            "Alarm",
            "https://eu-west-1.console.aws.amazon.com/cloudwatch/home?region=eu-west-1#alarmsV2:alarm/ml-prod-churn-5xx",
        )],
        owner: Some(OwnerCard {
            name: "ml-serving".to_owned(),
            contact: "#ml-serving-oncall".to_owned(),
            escalation: Some("Serving lead: serving-lead@example.com".to_owned()),
            timezone: Some(Location::from("Europe/Madrid".to_owned())),
            language: None,
        }),
        runbook: Some(RunbookCard {
            name: "endpoint-5xx".to_owned(),
            title: "Endpoint returns 5xx".to_owned(),
            url: "https://runbooks.example.com/runbooks/endpoint-5xx.md#first-action".to_owned(),
            impact: "Callers of the model get errors instead of predictions.".to_owned(),
            first_action: "Put the previous endpoint configuration back.".to_owned(),
        }),
        run: None,
        drill: None,
    }
}

/// Every canonical page by its name.
pub fn canonical() -> Vec<(&'static str, Page)> {
    let started = at("2026-11-22T10:00:00Z");
    let one = alert();
    let mut drill = alert();
    drill.drill = Some(Token::new(started, &[7; 32]));
    let mut unowned = alert();
    (unowned.owner, unowned.runbook) = (None, None);
    unowned.labels.set("owner", "");
    let mut long = alert();
    long.evidence = vec![Evidence::new("reason", "é".repeat(10_240))];
    long.symptom = "x".repeat(20_480);
    let mut foreign = alert();
    "נקודת קצה 東京 🔥 7.2 ≥ 2".clone_into(&mut foreign.symptom);
    foreign.labels.set("alertname", "חריגה-בזמן-תגובה");
    foreign.labels.set("service", "모델");
    vec![
        ("critical", page(Reason::First, &[(&one, None)], &[])),
        (
            "resolved",
            page(
                Reason::AllResolved,
                &[],
                &[(&one, Some(started + SignedDuration::from_mins(27)))],
            ),
        ),
        ("some-resolved", {
            let other = numbered(7);
            page(
                Reason::SomeResolved,
                &[(&other, None)],
                &[(&one, Some(started + SignedDuration::from_mins(9)))],
            )
        }),
        ("group-of-40", {
            let many: Vec<_> = (0..40).map(numbered).collect();
            page(
                Reason::NewAlert,
                &many.iter().map(|alert| (alert, None)).collect::<Vec<_>>(),
                &[],
            )
        }),
        ("unowned", page(Reason::First, &[(&unowned, None)], &[])),
        ("raw", page(Reason::First, &[(&raw(), None)], &[])),
        ("long-reason", page(Reason::Repeat, &[(&long, None)], &[])),
        ("other-scripts", page(Reason::First, &[(&foreign, None)], &[])),
        ("hostile", page(Reason::First, &[(&hostile(), None)], &[])),
        ("noted", {
            let alerts = [&one];
            let mut draft = draft(
                Reason::MuteEnded,
                told(&alerts.map(|alert| (alert, None))),
                vec![],
            );
            draft.firing[0].no_data_since = Some(at("2026-11-22T10:05:00Z"));
            let mut page = build(draft);
            page.notes = vec!["may repeat: the first attempt got no answer".to_owned()];
            page
        }),
        ("one-run", {
            let (step, pipeline, alarm) = run();
            page(
                Reason::First,
                &[(&alarm, None), (&pipeline, None), (&step, None)],
                &[],
            )
        }),
        ("flapping", page(Reason::Flapping, &[(&one, None)], &[])),
        ("digest", digest()),
        ("drill", page(Reason::First, &[(&drill, None)], &[])),
        (
            "test",
            Page::test("team", "ana", started, None, Language::English),
        ),
        ("summary", several()),
    ]
}

/// One failed run: the step that tells why, the pipeline, which is more urgent, and the alarm that counts it.
pub fn run() -> (Alert, Alert, Alert) {
    let of = |part, tells_cause, name: &str, symptom: &str| {
        let mut alert = alert();
        alert.fingerprint = Fingerprint::of("sagemaker", &Labels::from_iter([("name", name)]));
        "sagemaker".clone_into(&mut alert.source);
        alert.severity = Severity::Error;
        alert.labels = Labels::from_iter([
            ("alertname", name),
            ("service", "sagemaker"),
            ("environment", "prod"),
            ("severity", "error"),
            ("owner", "ml-serving"),
        ]);
        symptom.clone_into(&mut alert.symptom);
        alert.run = Some(InRun {
            run: "5b0c".to_owned(),
            part,
            tells_cause,
            work: String::new(),
        });
        alert
    };
    let mut step = of(
        Part::Step,
        true,
        "churn-training TrainModel",
        "churn-training step TrainModel failed: AlgorithmError, exit code 137",
    );
    step.evidence = vec![Evidence::new(
        "reason",
        "AlgorithmError: out of memory, exit code: 137",
    )];
    step.links = vec![];
    let mut pipeline = of(
        Part::Whole,
        false,
        "churn-training",
        "churn-training execution failed",
    );
    pipeline.severity = Severity::Critical;
    let mut alarm = of(
        Part::Symptom,
        false,
        "ml-prod-churn-training-step-failed",
        "churn-training, TrainModel StepFailed 1 >= 1",
    );
    // Nobody is known for the step and the alarm: the run's owner is.
    (step.owner, step.runbook, alarm.owner) = (None, None, None);
    (step, pipeline, alarm)
}

/// What was kept from an owner in a day.
fn digest() -> Page {
    let kept = |n, causes: &[(Cause, u64)]| {
        let Alert {
            fingerprint,
            labels,
            severity,
            ..
        } = numbered(n);
        Kept {
            fingerprint,
            name: labels.get("alertname").to_owned(),
            severity,
            causes: causes.iter().copied().collect(),
        }
    };
    let account = Account {
        causes: [(Cause::Silence, 12), (Cause::Flapping, 7)].into_iter().collect(),
        alerts: vec![kept(3, &[(Cause::Silence, 12)]), kept(1, &[(Cause::Flapping, 7)])],
    };
    let owner = alert().owner.expect("the alert has an owner");
    let (since, now) = (at("2026-11-21T10:12:00Z"), at("2026-11-22T10:12:00Z"));
    Page::digest(owner, 4, &account, since, now, Language::English)
}

/// Four groups in one page: one fires, one has resolved in part, one could not be told before it was over.
fn several() -> Page {
    let ended = Some(at("2026-11-22T10:10:00Z"));
    let of = |key: &str, alerts: &[&Alert], over: &[&Alert], reason| {
        let firing: Vec<_> = alerts.iter().map(|alert| (*alert, None)).collect();
        let resolved: Vec<_> = over.iter().map(|alert| (*alert, ended)).collect();
        Page {
            group_key: format!("{{}}:{{service=\"{key}\"}}"),
            waiting_since: Some(at("2026-11-22T10:11:15Z")),
            ..page(reason, &firing, &resolved)
        }
    };
    let (one, two, three) = (numbered(1), numbered(3), numbered(4));
    let mut missed = of("batch", &[], &[&numbered(8)], Reason::AllResolved);
    missed.notes = vec!["ml-prod-model-08-5xx fired and resolved before you could be told".to_owned()];
    let mut foreign = of("hostile", &[&hostile()], &[], Reason::First);
    foreign.severity = Severity::Info;
    let pages = [
        missed,
        of("api", &[&one], &[&three], Reason::SomeResolved),
        of("serving", &[&two, &three], &[], Reason::First),
        foreign,
    ];
    summary("5a6b7c8d9e0f1a2b3c4d", "team", &pages, at("2026-11-22T10:12:00Z")).expect("there are pages")
}

/// As many groups as there can be, each as full as it can be.
pub fn fullest_summary(unit: &str, language: Language) -> Page {
    let pages: Vec<Page> = (0..100)
        .map(|n| Page {
            group_key: format!("{n}"),
            waiting_since: Some(at("2026-11-22T10:11:15Z")),
            ..fullest(unit, language)
        })
        .collect();
    summary("5a6b7c8d9e0f1a2b3c4d", "team", &pages, at("2026-11-22T10:12:00Z")).expect("there are pages")
}

/// As much of everything as a page holds, all of it made of one text.
pub fn fullest(unit: &str, language: Language) -> Page {
    let text = unit.repeat(400);
    let mut alert = alert();
    alert.symptom.clone_from(&text);
    alert.labels = (0..40).map(|n| (format!("{n}{text}"), text.clone())).collect();
    alert.labels.set("alertname", text.as_str());
    alert.evidence = vec![Evidence::new(&text, text.as_str()); 6];
    let url = |n: usize| format!("https://a.example/{n}/{}", "&x".repeat(200));
    alert.links = (0..4).map(|n| Link::new(&text, url(n))).collect();
    let (name, contact, escalation) = (text.clone(), text.clone(), Some(text.clone()));
    alert.owner = Some(OwnerCard {
        name,
        contact,
        escalation,
        timezone: None,
        language: None,
    });
    let (title, impact, first_action) = (text.clone(), text.clone(), text.clone());
    alert.runbook = Some(RunbookCard {
        name: text.clone(),
        title,
        url: url(9),
        impact,
        first_action,
    });
    let alerts = vec![(&alert, None); 20];
    let ended = vec![(&alert, Some(at("2026-11-22T10:11:00Z"))); 20];
    let mut draft = draft(Reason::Repeat, told(&alerts), told(&ended));
    draft.group_labels = &alert.labels;
    draft.language = Preference::only(language);
    draft.notes = (0..5).map(|_| undelivered(&text)).collect();
    build(draft)
}

/// A note with text in it that somebody else wrote.
pub fn undelivered(why: &str) -> Note {
    Note::Undelivered {
        to: "chat".to_owned(),
        why: why.to_owned(),
    }
}

/// A page decided at 10:12 about alerts that began at 10:00.
pub fn page(
    reason: Reason,
    firing: &[(&Alert, Option<Timestamp>)],
    resolved: &[(&Alert, Option<Timestamp>)],
) -> Page {
    build(draft(reason, told(firing), told(resolved)))
}

pub fn draft<'a>(reason: Reason, firing: Vec<Told<'a>>, resolved: Vec<Told<'a>>) -> Draft<'a> {
    Draft {
        id: "0f6f1c9b2d3e4a5b6c7d".to_owned(),
        group_key: GROUP,
        group_labels: shared(),
        reason,
        at: at("2026-11-22T10:12:00Z"),
        firing,
        resolved,
        notes: vec![],
        language: Preference::default(),
        waiting_since: None,
    }
}

pub fn told<'a>(alerts: &[(&'a Alert, Option<Timestamp>)]) -> Vec<Told<'a>> {
    let starts_at = at("2026-11-22T10:00:00Z");
    alerts
        .iter()
        .map(|(alert, ends_at)| Told {
            alert,
            starts_at,
            ends_at: *ends_at,
            no_data_since: None,
        })
        .collect()
}

fn shared() -> &'static Labels {
    static SHARED: std::sync::OnceLock<Labels> = std::sync::OnceLock::new();
    SHARED.get_or_init(|| Labels::from_iter([("service", "serving"), ("environment", "prod")]))
}

/// The alert of another endpoint.
pub fn numbered(n: usize) -> Alert {
    let mut alert = alert();
    let name = format!("ml-prod-model-{n:02}-5xx");
    alert.fingerprint = Fingerprint::of(
        "cloudwatch_alarm",
        &Labels::from_iter([("alarm_arn", name.as_str())]),
    );
    alert.labels.set("alertname", name.as_str());
    alert.labels.set("EndpointName", format!("model-{n:02}"));
    alert.symptom = format!("model-{n:02} Invocation5XXErrors {n} > 2");
    alert.links = vec![Link::new(
        "Alarm",
        format!(
            "https://eu-west-1.console.aws.amazon.com/cloudwatch/home?region=eu-west-1#alarmsV2:alarm/{name}"
        ),
    )];
    alert.severity = if n.is_multiple_of(3) {
        Severity::Critical
    } else {
        Severity::Error
    };
    alert
}

/// An event that nobody knows, with an empty catalog.
pub fn raw() -> Alert {
    let event = serde_json::json!({"source": "com.example.shop", "detail-type": "Order Lost", "account": "111122223333",
        "region": "eu-west-1", "time": "2026-11-22T10:00:00Z", "resources": [], "detail": {"order": 7}});
    let observation = source::decode(&Envelope::bare(event), at("2026-11-22T10:00:00Z")).remove(0);
    alert_core::catalog::Catalog::bare("fallback").enrich(&observation)
}

/// Markup of every receiver, in every field that an event fills.
fn hostile() -> Alert {
    let text = "<!channel> <@U012AB3CD> <https://evil.example/|Acknowledge> *b* `c` ```x``` & </script>\u{202e}gnp\r\nSubject: forged\u{7}";
    let mut alert = alert();
    text.clone_into(&mut alert.symptom);
    alert.evidence = vec![Evidence::new(text, text)];
    for name in ["alertname", "service", "environment", "account"] {
        alert.labels.set(name, text);
    }
    alert.links = vec![Link::new(
        text,
        "https://eu-west-1.console.aws.amazon.com/x?a=1&b=<!here>|\"'",
    )];
    alert.links.push(Link::new("script", "javascript:alert(1)"));
    alert
}
