//! The decision table, a row for each branch.

mod runs;

use std::collections::BTreeMap;
use std::sync::LazyLock;

use super::*;
use crate::alert::Alert;
use crate::catalog::ReceiverConfig;
use crate::fingerprint::Fingerprint;
use crate::inhibit::Inhibitors;
use crate::labels::Labels;
use crate::observation::{Suppression, SuppressionCause};
use crate::route::{Options, Route};
use crate::severity::Severity;
use crate::silence::SilenceIndex;
use crate::state::flap::Flap;
use crate::state::retry::Retry;
use crate::state::{Calendar, GroupRecord, Released, SCHEMA, Sent, Tell};
use crate::time::SignedDuration;

fn at(seconds: i64) -> Timestamp {
    Timestamp::from_second(1_800_000_000 + seconds).unwrap()
}

fn chat() -> ReceiverConfig {
    ReceiverConfig {
        name: "chat".to_owned(),
        kind: "slack".to_owned(),
        ..ReceiverConfig::default()
    }
}

/// `group_wait` 30, `group_interval` 300, `repeat_interval` 14,400 seconds.
fn group() -> GroupRecord {
    let route = Route {
        group_wait: Some(SignedDuration::from_secs(30)),
        ..Route::root()
    };
    GroupRecord {
        schema: SCHEMA,
        key: "test".to_owned(),
        labels: Labels::new(),
        options: Options::default().inherited_by(&route),
        calendar: Calendar::default(),
        open: 0,
        rows: 0,
        overflow: None,
    }
}

fn around(group: &GroupRecord, seconds: i64) -> Surroundings<'_> {
    static NO_SILENCES: LazyLock<SilenceIndex> = LazyLock::new(SilenceIndex::default);
    static NOBODY: LazyLock<Inhibitors> = LazyLock::new(Inhibitors::default);
    Surroundings::of(group, &NO_SILENCES, &NOBODY, at(seconds))
}

/// An alert that has fired since 0 and joined the group at 0.
fn member(name: &str) -> Member {
    Member {
        schema: SCHEMA,
        alert: Alert {
            fingerprint: Fingerprint::from(name.to_owned()),
            source: "test".to_owned(),
            labels: Labels::new(),
            severity: Severity::Error,
            symptom: name.to_owned(),
            evidence: vec![],
            links: vec![],
            owner: None,
            runbook: None,
            run: None,
            drill: None,
        },
        episode: 1,
        alert_version: 2,
        firing: true,
        starts_at: at(0),
        ends_at: None,
        joined_at: at(0),
        suppression: None,
        released: None,
        actions_disabled: false,
        flap: None,
        held_by: vec![],
        no_data_since: None,
        lasts_until: None,
        receivers: vec![chat()],
        own: None,
        moved: false,
        noted: std::collections::BTreeMap::new(),
        closed: false,
    }
}

fn over(name: &str, since: i64) -> Member {
    Member {
        firing: false,
        ends_at: Some(at(since)),
        ..member(name)
    }
}

fn joined(name: &str, when: i64) -> Member {
    Member {
        joined_at: at(when),
        ..member(name)
    }
}

fn severe(name: &str, severity: Severity) -> Member {
    let mut member = member(name);
    member.alert.severity = severity;
    member
}

fn held(name: &str, until: Option<i64>) -> Member {
    let suppression = Suppression {
        cause: SuppressionCause::MuteRule,
        by: "deploy".to_owned(),
        until: until.map(at),
    };
    Member {
        suppression: Some(suppression),
        ..member(name)
    }
}

fn released(name: &str, when: i64) -> Member {
    Member {
        released: Some(Released {
            at: at(when),
            known_at: None,
            from: crate::reason::Cause::ActionsSuppressor,
        }),
        ..member(name)
    }
}

fn flaps(name: &str, firing: bool, until: i64) -> Member {
    let flap = Flap {
        since: at(-600),
        turns: 7,
        held: 1,
        settles_at: at(until),
    };
    Member {
        flap: Some(flap),
        firing,
        ends_at: (!firing).then(|| at(90)),
        ..member(name)
    }
}

fn others(name: &str) -> Member {
    Member {
        receivers: vec![ReceiverConfig {
            name: "pager".to_owned(),
            ..chat()
        }],
        ..member(name)
    }
}

/// A receiver that was told of these at 100; `~` before a name: the fallback was told instead; `*`: it was said to flap.
fn told(names: &[&str]) -> DeliveryRecord {
    let sent: BTreeMap<_, _> = names
        .iter()
        .map(|name| {
            let sent = Sent {
                episode: 1,
                severity: Severity::Error,
                diverted: name.starts_with('~'),
                in_doubt: false,
                flapping: name.starts_with('*'),
            };
            (
                Fingerprint::from(name.trim_start_matches(['~', '*']).to_owned()),
                sent,
            )
        })
        .collect();
    let last_sent_at = (!names.is_empty()).then(|| at(100));
    DeliveryRecord {
        sent,
        last_sent_at,
        ..DeliveryRecord::new(chat())
    }
}

/// The same, but nobody knows whether it arrived.
fn perhaps(names: &[&str]) -> DeliveryRecord {
    let mut log = told(names);
    log.sent.values_mut().for_each(|sent| sent.in_doubt = true);
    log
}

/// The same, told for this reason.
fn opened(reason: Reason, names: &[&str]) -> DeliveryRecord {
    DeliveryRecord {
        last_reason: Some(reason),
        ..told(names)
    }
}

fn failed(name: &str, until: i64) -> DeliveryRecord {
    let tell = Tell {
        fingerprint: Fingerprint::from(name.to_owned()),
        episode: 1,
        alert_version: 2,
        severity: Severity::Error,
        firing: true,
        flapping: false,
    };
    let retry = Retry {
        id: "n".to_owned(),
        attempts: 1,
        first_at: at(0),
        at: at(until),
        tells: vec![tell],
        why: "500".to_owned(),
    };
    DeliveryRecord {
        retry: Some(retry),
        ..told(&[])
    }
}

/// A receiver that was told of `names` and of `news` must wait until there is room.
fn waits(names: &[&str], news: &str) -> DeliveryRecord {
    let tells = failed(news, 0).retry.map(|retry| retry.tells).unwrap_or_default();
    told(names).waiting_in(0, &tells, at(40))
}

/// `"first 0,1 -"`: the reason, what fires and what has resolved; `"hold 30"`; `"quiet"`.
fn shown(verdict: Verdict) -> String {
    let list = |positions: Vec<usize>| match positions.as_slice() {
        [] => "-".to_owned(),
        some => some.iter().map(ToString::to_string).collect::<Vec<_>>().join(","),
    };
    match verdict {
        Verdict::Notify(News {
            reason,
            firing,
            resolved,
            ..
        }) => format!("{} {} {}", reason.as_str(), list(firing), list(resolved)),
        Verdict::Hold(until) => format!("hold {}", until.duration_since(at(0)).as_secs()),
        Verdict::Quiet => "quiet".to_owned(),
    }
}

#[test]
#[rustfmt::skip] // a row a line
#[allow(clippy::too_many_lines)] // a row for each branch
fn every_branch() {
    use Severity::{Critical, Warning};
    let rows: Vec<(&str, DeliveryRecord, Vec<Member>, i64, &str)> = vec![
        // Never told.
        ("nothing there", told(&[]), vec![], 0, "quiet"),
        (
            "it waits for others to join",
            told(&[]),
            vec![member("a")],
            29,
            "hold 30",
        ),
        (
            "and is told with them",
            told(&[]),
            vec![member("a"), joined("b", 20)],
            30,
            "first 0,1 -",
        ),
        (
            "what was over before is told to nobody",
            told(&[]),
            vec![over("a", 10)],
            30,
            "quiet",
        ),
        (
            "what is held back is looked at after an interval",
            told(&[]),
            vec![held("a", None)],
            30,
            "hold 330",
        ),
        (
            "or when its mute ends",
            told(&[]),
            vec![held("a", Some(90))],
            30,
            "hold 90",
        ),
        (
            "and told then, though no event says so",
            told(&[]),
            vec![held("a", Some(90))],
            90,
            "first 0 -",
        ),
        (
            "another receiver's alert is none of its business",
            told(&[]),
            vec![others("a")],
            30,
            "quiet",
        ),
        // A failure.
        (
            "a receiver that failed is left alone",
            failed("a", 50),
            vec![member("a")],
            40,
            "hold 50",
        ),
        (
            "whatever happens meanwhile",
            failed("a", 50),
            vec![severe("a", Critical), member("b")],
            40,
            "hold 50",
        ),
        (
            "and is told what is true then",
            failed("a", 50),
            vec![member("a"), member("b")],
            50,
            "first 0,1 -",
        ),
        (
            "even if by then it is over",
            failed("a", 50),
            vec![over("a", 45)],
            50,
            "all_resolved - 0",
        ),
        // Nobody knows whether it was told of the episode before.
        ("what may have arrived is not told twice", perhaps(&["a"]), vec![member("a")], 200, "hold 14500"),
        ("but the next episode is news", perhaps(&["a"]), vec![Member { episode: 2, ..member("a") }], 200, "first 0 -"),
        ("and the end of either is told", perhaps(&["a"]), vec![Member { episode: 2, ..over("a", 150) }], 200, "all_resolved - 0"),
        // It waits for the receiver's rate.
        ("what waits is decided when it goes", waits(&[], "a"), vec![member("a"), member("b")], 50, "first 0,1 -"),
        ("even if by then it is over", waits(&[], "a"), vec![over("a", 45)], 50, "all_resolved - 0"),
        ("beside what fires", waits(&[], "a"), vec![over("a", 45), member("b")], 50, "first 1 0"),
        ("at once, for it has waited", waits(&["b"], "a"), vec![over("a", 120), member("b")], 121, "some_resolved 1 0"),
        ("with all that is over", waits(&["b"], "a"), vec![over("a", 120), over("b", 121)], 121, "all_resolved - 1,0"),
        ("a later episode is the same news", waits(&[], "a"), vec![Member { episode: 2, ..over("a", 45) }], 50, "all_resolved - 0"),
        ("what was over before it waited is not", waits(&[], "a"), vec![Member { episode: 0, ..over("a", 45) }], 50, "quiet"),
        // Everything it was told of is over.
        (
            "a resolve does not wait",
            told(&["a"]),
            vec![over("a", 101)],
            101,
            "all_resolved - 0",
        ),
        (
            "nor for what is held back",
            told(&["a"]),
            vec![over("a", 101), held("b", None)],
            101,
            "all_resolved - 0",
        ),
        (
            "what has just joined comes in its own time",
            told(&["a"]),
            vec![over("a", 101), joined("b", 100)],
            101,
            "all_resolved - 0",
        ),
        (
            "what has waited comes with it",
            told(&["a"]),
            vec![over("a", 140), joined("b", 100)],
            140,
            "new_alert 1 0",
        ),
        (
            "what was told and is held back still resolves",
            told(&["a"]),
            vec![Member {
                firing: false,
                ends_at: Some(at(200)),
                ..held("a", None)
            }],
            200,
            "all_resolved - 0",
        ),
        (
            "the fallback was told, so the fallback is told",
            told(&["~a"]),
            vec![over("a", 200)],
            200,
            "quiet",
        ),
        (
            "each what it knows",
            told(&["~a", "b"]),
            vec![over("a", 200), over("b", 200)],
            200,
            "all_resolved - 1",
        ),
        // Something became worse.
        (
            "what became worse does not wait",
            told(&["a"]),
            vec![severe("a", Critical)],
            101,
            "severity_raised 0 -",
        ),
        (
            "nor what joins and is worse than all",
            told(&["a"]),
            vec![member("a"), severe("b", Critical)],
            101,
            "severity_raised 0,1 -",
        ),
        (
            "what joins and is not waits",
            told(&["a"]),
            vec![member("a"), severe("b", Warning)],
            101,
            "hold 400",
        ),
        // A mute ended.
        (
            "a release is told at once",
            told(&["a"]),
            vec![member("a"), released("b", 200)],
            200,
            "mute_ended 0,1 -",
        ),
        (
            "also of what it was told of",
            told(&["a"]),
            vec![released("a", 200)],
            200,
            "mute_ended 0 -",
        ),
        (
            "but once",
            told(&["a"]),
            vec![released("a", 90)],
            200,
            "hold 14500",
        ),
        (
            "a mute that the clock ends as well",
            told(&["a"]),
            vec![held("a", Some(150))],
            150,
            "mute_ended 0 -",
        ),
        // A new alert.
        (
            "one page about new alerts in an interval",
            told(&["a"]),
            vec![member("a"), member("b")],
            399,
            "hold 400",
        ),
        (
            "then one for all",
            told(&["a"]),
            vec![member("a"), member("b"), joined("c", 390)],
            400,
            "new_alert 0,1,2 -",
        ),
        // Some resolved.
        (
            "single resolves come after a short wait",
            told(&["a", "b"]),
            vec![member("a"), over("b", 110)],
            120,
            "hold 140",
        ),
        (
            "together",
            told(&["a", "b", "c"]),
            vec![member("a"), over("b", 110), over("c", 130)],
            140,
            "some_resolved 0 1,2",
        ),
        // Nothing new.
        (
            "it is repeated after its interval",
            told(&["a"]),
            vec![member("a")],
            14_500,
            "repeat 0 -",
        ),
        (
            "not before",
            told(&["a"]),
            vec![member("a")],
            14_499,
            "hold 14500",
        ),
        (
            "and not while it is held back",
            told(&["a"]),
            vec![held("a", None)],
            20_000,
            "hold 20300",
        ),
        // Nobody has reacted.
        ("an urgent first page is repeated sooner", opened(Reason::First, &["a"]), vec![member("a")], 1_900, "reminder 0 -"),
        ("not before", opened(Reason::First, &["a"]), vec![member("a")], 1_899, "hold 1900"),
        ("once", opened(Reason::Reminder, &["a"]), vec![member("a")], 1_900, "hold 14500"),
        ("after news, too", opened(Reason::NewAlert, &["a"]), vec![member("a")], 1_900, "reminder 0 -"),
        ("not after what shows that somebody is at it", opened(Reason::SomeResolved, &["a"]), vec![member("a")], 1_900, "hold 14500"),
        ("nor after a mute", opened(Reason::MuteEnded, &["a"]), vec![member("a")], 1_900, "hold 14500"),
        ("nor while it is held back", opened(Reason::First, &["a"]), vec![held("a", None)], 1_900, "hold 2200"),
        ("nor for what can wait", opened(Reason::First, &["a"]), vec![severe("a", Warning)], 1_900, "hold 14500"),
        (
            "what runs out on its own is looked at then",
            told(&["a"]),
            vec![Member {
                lasts_until: Some(at(900)),
                ..member("a")
            }],
            200,
            "hold 900",
        ),
        (
            "and has resolved",
            told(&["a"]),
            vec![Member {
                lasts_until: Some(at(900)),
                ..member("a")
            }],
            900,
            "all_resolved - 0",
        ),
        // Flapping.
        ("that it flaps is said at once", told(&[]), vec![flaps("a", true, 900)], 1, "flapping 0 -"),
        ("also when it has just resolved", told(&["a"]), vec![flaps("a", false, 900)], 101, "flapping 0 -"),
        ("then no more", told(&["*a"]), vec![flaps("a", true, 900)], 200, "hold 900"),
        ("however it turns", told(&["*a"]), vec![flaps("a", false, 900)], 899, "hold 900"),
        ("until it has settled firing", told(&["*a"]), vec![flaps("a", true, 900)], 900, "settled 0 -"),
        ("or resolved", told(&["*a"]), vec![flaps("a", false, 900)], 900, "settled - 0"),
        (
            "what is held back does not speak by flapping",
            told(&[]),
            vec![Member {
                flap: flaps("a", true, 900).flap,
                ..held("a", None)
            }],
            1,
            "hold 301",
        ),
        ("beside what does not flap", told(&["*a", "b"]), vec![flaps("a", false, 900), member("b")], 900, "settled 1 0"),
        // Where much flaps or clears, each is no page of its own.
        ("what clears next waits for others", opened(Reason::SomeResolved, &["a", "b"]), vec![over("a", 110), member("b")], 141, "hold 400"),
        ("for an interval", opened(Reason::SomeResolved, &["a", "b"]), vec![over("a", 110), member("b")], 400, "some_resolved 1 0"),
        ("not when it is the last", opened(Reason::SomeResolved, &["a"]), vec![over("a", 110)], 141, "all_resolved - 0"),
        ("what flaps next waits", opened(Reason::Flapping, &["*a", "b"]), vec![flaps("a", true, 900), flaps("b", true, 900)], 101, "hold 400"),
        ("and is told then", opened(Reason::Flapping, &["*a", "b"]), vec![flaps("a", true, 900), flaps("b", true, 900)], 400, "flapping 1 -"),
        (
            "what is worse than all that was told does not wait",
            opened(Reason::Flapping, &["*a"]),
            vec![
                flaps("a", true, 900),
                Member {
                    flap: flaps("b", true, 900).flap,
                    ..severe("b", Severity::Critical)
                },
            ],
            101,
            "flapping 1 -",
        ),
        ("what settles next waits", opened(Reason::Settled, &["*a", "b"]), vec![flaps("a", true, 110), member("b")], 111, "hold 400"),
        ("and is told with the rest", opened(Reason::Settled, &["*a", "b"]), vec![flaps("a", true, 110), member("b")], 400, "settled 0,1 -"),
        (
            "what is closed does not exist",
            told(&[]),
            vec![Member {
                closed: true,
                ..member("a")
            }],
            900,
            "quiet",
        ),
    ];
    for (why, log, members, now, expected) in rows {
        let mut group = group();
        // The route wants a reminder where the log says why it was last told.
        group.options.reminder = log.last_reason.map(|_| SignedDuration::from_mins(30));
        assert_eq!(
            shown(decide(&log, &members, &around(&group, now))),
            expected,
            "{why}"
        );
    }
}

#[test]
fn a_receiver_that_wants_no_single_resolves_hears_that_all_have() {
    let quiet = |names: &[&str]| {
        let mut log = told(names);
        log.receiver.send_resolved = false;
        log
    };
    let some = decide(
        &quiet(&["a", "b"]),
        &[member("a"), over("b", 110)],
        &around(&group(), 200),
    );
    assert_eq!(shown(some), "hold 14500");
    let all = decide(
        &quiet(&["a", "b"]),
        &[over("a", 150), over("b", 110)],
        &around(&group(), 200),
    );
    assert_eq!(shown(all), "all_resolved - 0,1");
}

#[test]
fn whoever_silenced_it_has_seen_it_also_when_the_silence_is_over() {
    let mut group = group();
    group.options.reminder = Some(SignedDuration::from_mins(30));
    let silences = |until: i64| {
        let silence = serde_json::json!({"id": "s", "matchers": [["x!=y"]], "starts_at": at(50), "ends_at": at(until),
            "updated_at": at(0)});
        SilenceIndex::new(vec![serde_json::from_value(silence).unwrap()])
    };
    let verdict = |silences: &SilenceIndex, now: i64| {
        let (nobody, log) = (Inhibitors::default(), opened(Reason::First, &["a"]));
        let around = Surroundings::of(&group, silences, &nobody, at(now));
        shown(decide(&log, &[member("a")], &around))
    };
    assert_eq!(verdict(&silences(5_000), 1_900), "hold 2200");
    assert_eq!(verdict(&silences(90), 1_900), "hold 14500");
}

#[test]
fn a_page_that_comes_again_says_how_often_it_has() {
    let mut log = told(&["a"]);
    log.sent_at(at(100), Reason::First);
    let mut note = |now: i64| {
        let Verdict::Notify(news) = decide(&log, &[member("a")], &around(&group(), now)) else {
            panic!("quiet at {now}")
        };
        log.sent_at(at(now), news.reason);
        news.notes
    };
    let again = |times| Note::Again {
        times,
        since: at(100),
    };
    assert_eq!(note(14_500), [again(2)]);
    assert_eq!(note(28_900), [again(3)]);
    log.sent_at(at(30_000), Reason::NewAlert);
    assert_eq!((log.repeats, log.news_at), (0, Some(at(30_000))));
}

#[test]
fn what_would_mislead_without_its_note_is_noted_before_what_was_held_back() {
    let mut members: Vec<Member> = ["a", "b", "c", "d", "e"].map(|name| released(name, 120)).into();
    members.push(flaps("f", false, 900));
    let Verdict::Notify(news) = decide(&told(&[]), &members, &around(&group(), 200)) else {
        panic!("quiet")
    };
    assert_eq!(news.notes.len(), 4, "{:?}", news.notes);
    let [
        Note::Flaps { alert: first, .. },
        Note::HeldBack { alert: then, .. },
        ..,
    ] = &news.notes[..]
    else {
        panic!("{:?}", news.notes)
    };
    assert_eq!((&**first, &**then), ("f", "a"));
}
