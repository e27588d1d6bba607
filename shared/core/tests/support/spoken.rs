//! Pages that the router itself says from one end to the other, in any language: the same inputs, word for word.

use alert_core::alert::Alert;
use alert_core::digest::{Account, Kept, Tally};
use alert_core::fingerprint::Fingerprint;
use alert_core::language::{Language, Preference};
use alert_core::page::{Note, Page, build, summary};
use alert_core::reason::{Cause, Reason};
use alert_core::severity::Severity;
use alert_core::silence::Silence;
use alert_core::time::Timestamp;

use super::pages::{alert, at, draft, numbered, raw, run, told, undelivered};
use super::sentences::{CAUSES, holder};

/// Another receiver, and why it could not be given a page.
const ELSEWHERE: [&str; 2] = ["chat", "404 no_service"];

/// A page, and the words in it that were not the router's.
pub struct Spoken {
    pub name: &'static str,
    pub page: Page,
    pub given: String,
}

/// One of each kind.
pub fn all(language: Language) -> Vec<Spoken> {
    let one = alert();
    let ended = Some(at("2026-11-22T10:09:00Z"));
    let mut unowned = alert();
    (unowned.owner, unowned.runbook) = (None, None);
    let many: Vec<Alert> = (0..40).map(numbered).collect();
    let all: Vec<_> = many.iter().map(|alert| (alert, None)).collect();
    let (step, pipeline, alarm) = run();
    let of = |name, reason, firing: &[(&Alert, Option<Timestamp>)], over: &[_], notes| {
        spoken(name, language, reason, firing, over, notes)
    };
    let mut spoken = vec![
        of("critical", Reason::First, &[(&one, None)], &[], vec![]),
        of("resolved", Reason::AllResolved, &[], &[(&one, ended)], vec![]),
        of(
            "some-resolved",
            Reason::SomeResolved,
            &[(&many[7], None)],
            &[(&one, ended), (&many[8], ended)],
            vec![],
        ),
        of("group-of-40", Reason::NewAlert, &all, &[], vec![]),
        of(
            "unowned",
            Reason::SeverityRaised,
            &[(&unowned, None)],
            &[],
            vec![],
        ),
        of("raw", Reason::First, &[(&raw(), None)], &[], vec![]),
        of(
            "one-run",
            Reason::Correlated,
            &[(&alarm, None), (&pipeline, None), (&step, None)],
            &[],
            vec![],
        ),
    ];
    for (name, reason, notes) in noted() {
        spoken.push(of(name, reason, &[(&one, None)], &[], notes));
    }
    spoken.push(waits(language));
    spoken.push(several(language));
    spoken.push(digest(language));
    spoken.extend(silences(language));
    for (name, resolved) in [("test", None), ("test-over", ended)] {
        spoken.push(Spoken {
            name,
            page: Page::test("team", "ana", at("2026-11-22T10:00:00Z"), resolved, language),
            given: "alert-router test-receiver team ana".to_owned(),
        });
    }
    spoken
}

fn spoken(
    name: &'static str,
    language: Language,
    reason: Reason,
    firing: &[(&Alert, Option<Timestamp>)],
    over: &[(&Alert, Option<Timestamp>)],
    notes: Vec<Note>,
) -> Spoken {
    let mut draft = draft(reason, told(firing), told(over));
    draft.language = Preference::only(language);
    draft.notes = notes;
    if let Some(first) = draft.firing.first_mut().filter(|_| name == "held-back") {
        first.no_data_since = Some(at("2026-11-22T10:05:00Z"));
    }
    let alerts: Vec<&Alert> = firing.iter().chain(over).map(|(alert, _)| *alert).collect();
    let place: Vec<_> = draft.group_labels.iter().map(|(_, value)| value).collect();
    let given = [given(&alerts), place.join(" "), ELSEWHERE.join(" ")].join(" ");
    Spoken {
        name,
        page: build(draft),
        given,
    }
}

/// What is in the alerts. The names of their facts and links are the router's.
fn given(alerts: &[&Alert]) -> String {
    let of = |alert: &&Alert| {
        let mut alert = (*alert).clone();
        alert.evidence.iter_mut().for_each(|fact| fact.name.clear());
        alert.links.iter_mut().for_each(|link| link.name.clear());
        let values: Vec<_> = alert.labels.iter().map(|(_, value)| value.to_owned()).collect();
        let facts: Vec<_> = alert.evidence.iter().map(|fact| fact.value.clone()).collect();
        let card = serde_json::json!([alert.owner, alert.runbook, alert.links]);
        [values.join(" "), facts.join(" "), alert.symptom, card.to_string()].join(" ")
    };
    alerts.iter().map(of).collect::<Vec<_>>().join(" ")
}

/// A page for each note that a decision makes, two at a time.
fn noted() -> Vec<(&'static str, Reason, Vec<Note>)> {
    let until = at("2026-11-22T09:30:00Z");
    let name = || "ml-prod-churn-5xx".to_owned();
    let held = |by| Note::HeldBack {
        alert: name(),
        cause: Cause::Silence,
        by,
        until,
    };
    let flaps = Note::Flaps {
        alert: name(),
        turns: 7,
        since: until,
    };
    let missed = Note::Missed {
        alert: name(),
        more: 2,
    };
    let settled = Note::Settled {
        alert: name(),
        turns: 1,
        since: until,
    };
    let again = Note::Again {
        times: 3,
        since: until,
    };
    let overflow = Note::Overflow { part: 2, parts: 4 };
    vec![
        (
            "held-back",
            Reason::MuteEnded,
            vec![held(holder(false)), held(holder(true))],
        ),
        ("flaps", Reason::Flapping, vec![flaps, missed]),
        ("settled", Reason::Settled, vec![settled]),
        ("again", Reason::Repeat, vec![again, overflow]),
        ("reminder", Reason::Reminder, vec![]),
        (
            "handed-on",
            Reason::First,
            vec![undelivered(ELSEWHERE[1]), Note::MayRepeat],
        ),
    ]
}

fn waits(language: Language) -> Spoken {
    let one = alert();
    let mut spoken = spoken("waits", language, Reason::First, &[(&one, None)], &[], vec![]);
    spoken.page.waiting_since = Some(at("2026-11-22T10:08:00Z"));
    let name = ELSEWHERE[0].to_owned();
    spoken.page.note(&Note::NoReceiver { name });
    spoken
}

fn several(language: Language) -> Spoken {
    let (one, two, three) = (numbered(1), numbered(3), numbered(4));
    let ended = Some(at("2026-11-22T10:10:00Z"));
    let of = |firing: &Alert, over: &[(&Alert, _)]| {
        let firing = [(firing, None)];
        let spoken = spoken("", language, Reason::SomeResolved, &firing, over, vec![]);
        Page {
            waiting_since: Some(at("2026-11-22T10:11:15Z")),
            ..spoken.page
        }
    };
    let pages = [of(&one, &[(&three, ended)]), of(&two, &[])];
    Spoken {
        name: "summary",
        page: summary("5a6b7c8d9e0f1a2b3c4d", "team", &pages, at("2026-11-22T10:12:00Z")).expect("two pages"),
        given: given(&[&one, &two, &three]),
    }
}

fn digest(language: Language) -> Spoken {
    // What can hold an alert back has a phrase of its own.
    let holds = CAUSES
        .into_iter()
        .filter(|cause| cause.phrase() != cause.as_str());
    let tally: Tally = holds.zip(1..).collect();
    let account = Account {
        causes: tally.clone(),
        alerts: vec![Kept {
            causes: tally,
            fingerprint: Fingerprint::from("f".to_owned()),
            name: "ml-prod-churn-5xx".to_owned(),
            severity: Severity::Warning,
        }],
    };
    let owner = alert().owner.expect("it has one");
    let given = serde_json::json!([owner, "ml-prod-churn-5xx"]).to_string();
    let (since, now) = (at("2026-11-21T10:12:00Z"), at("2026-11-22T10:12:00Z"));
    Spoken {
        name: "digest",
        page: Page::digest(owner, 4, &account, since, now, language),
        given,
    }
}

fn silences(language: Language) -> [Spoken; 2] {
    let silence: Silence = serde_json::from_value(serde_json::json!({
        "id": "5f1c0e7d2b9a4c3d8e6f", "matchers": [["environment=staging"], ["service=serving"]],
        "starts_at": "2026-11-22T08:00:00Z", "ends_at": "2026-11-22T12:00:00Z", "created_by": "ana",
        "comment": "deploy", "updated_at": "2026-11-22T08:00:00Z"}))
    .expect("a silence");
    let acknowledgement = Silence {
        until_resolved: Some(Fingerprint::from("e0b1".to_owned())),
        ..silence.clone()
    };
    let (held, now) = (Some(at("2026-11-22T09:30:00Z")), at("2026-11-22T11:36:00Z"));
    let given = "environment staging service serving ana deploy 5f1c0e7d2b9a4c3d8e6f e0b1";
    [
        (
            "silence-ends",
            Page::silence_ends(&acknowledgement, held, now, language),
        ),
        (
            "silence-unmatched",
            Page::silence_unmatched(&silence, None, now, language),
        ),
    ]
    .map(|(name, page)| Spoken {
        name,
        page,
        given: given.to_owned(),
    })
}
