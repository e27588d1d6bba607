//! What comes after what, a row for each case.

use super::*;
use crate::labels::Labels;
use crate::observation::{Suppression, SuppressionCause};
use crate::run::Run;
use crate::severity::Severity;
use crate::time::SignedDuration;

/// An observation in short: `D5` actions disabled at 5, `E5` enabled again, `A5` ALARM at 5, `S5` held back, `O5` OK, `N5` no data, `R5` ALARM that lasts 10 seconds.
/// `A5@3` is a run that started at 3 and failed at 5; `O7@3` the same run, tried again with success.
fn observation(short: &str) -> Observation {
    let (kind, rest) = short.split_at(1);
    let (seconds, started) = rest.split_once('@').unwrap_or((rest, ""));
    let at = |seconds: &str| Timestamp::from_second(1_800_000_000 + seconds.parse::<i64>().unwrap()).unwrap();
    let held = Suppression {
        cause: SuppressionCause::ActionsSuppressor,
        by: "x".to_owned(),
        until: None,
    };
    Observation {
        source: "test".into(),
        event_id: String::new(),
        identity: Labels::from_iter([("id", "a")]),
        labels: Labels::new(),
        state: match kind {
            "O" => State::Resolved,
            "D" => State::Configured {
                actions_enabled: false,
            },
            "E" => State::Configured {
                actions_enabled: true,
            },
            "N" => State::NoData,
            _ => State::Firing,
        },
        state_at: at(seconds),
        severity: Severity::Error,
        symptom: String::new(),
        evidence: vec![],
        links: vec![],
        suppression: (kind == "S").then_some(held),
        resolve_after: (kind == "R").then(|| SignedDuration::from_secs(10)),
        run: Run {
            id: started.to_owned(),
            started_at: (!started.is_empty()).then(|| at(started)),
            ..Run::default()
        },
    }
}

/// Each observation's effect in short, and the record in the end.
fn run(history: &str) -> (String, AlertRecord) {
    let mut record = AlertRecord::blank();
    let effects: Vec<String> = history
        .split(' ')
        .map(|short| match observe(&record, &observation(short)) {
            Observed::Nothing(cause) => cause.as_str().to_owned(),
            Observed::Changed(change, next) => {
                record = *next;
                format!("{change:?}")
            }
        })
        .collect();
    (effects.join(" "), record)
}

#[test]
fn every_case() {
    for (history, effects) in [
        ("A1 O2 A3 O4", "Opened Resolved Opened Resolved"),
        ("A1 A1", "Opened duplicate"),
        ("A1 O2 O2 A1", "Opened Resolved duplicate stale"),
        // An OK that comes first is remembered: its ALARM is late, not news.
        ("O2 A1", "NotFiring stale"),
        ("O2 A3", "NotFiring Opened"),
        // Losing sight orders nothing: a late ALARM is still news.
        ("N5 A1", "no_data Opened"),
        ("A1 N5 N5 N4 O6", "Opened NoData duplicate no_data Resolved"),
        ("A1 O2 N3", "Opened Resolved no_data"),
        // The six phases of a composite alarm with a suppressor.
        (
            "S1 A3 S5 S6 A8 O9",
            "Opened Released Suppressed Updated Released Resolved",
        ),
        ("S1 O2", "Opened Resolved"),
        // A mute that ends sends the alarm again with its old time, and it must be heard; the copy after it must not.
        ("S1 A1 A1 S1", "Opened Released duplicate stale"),
        ("A1 A2", "Opened Updated"),
        // A success resolves failures of runs that started before it, and of the same run, tried again.
        ("A3@1 O6@5", "Opened Resolved"),
        ("A3@1 O6@1", "Opened Resolved"),
        ("A3@2 O6@1", "Opened stale"),
        ("A3@1 A7@5 O8@4 O9@6", "Opened Updated stale Resolved"),
        // Of overlapping runs the one that started later is spoken for by none that started before it, in any order.
        ("A7@3 A6@5 O8@4 O9@6", "Opened Updated stale Resolved"),
        ("O8@4 A7@5 O8@4", "NotFiring Opened stale"),
        ("O8@4 A7@3", "NotFiring stale"),
        ("O6@5 O8@4 A7@4 A7@6", "NotFiring NotFiring stale Opened"),
        // A failure that comes after a success is one, also of a run that started before it.
        ("O4@3 A5@1", "NotFiring Opened"),
        // Where nobody says when a run started, the time of the state decides.
        ("A3@2 O6", "Opened Resolved"),
        ("A3 O6@1 A7@6 O8", "Opened Resolved Opened Resolved"),
        // Actions that are disabled and enabled again, also of an alarm that nothing else is known of.
        ("D1 A2 E3 O4", "Configured Opened Configured Resolved"),
        ("E1 D2 D3 D1", "noise Configured noise noise"),
        // What runs out begins a new episode when it fires again.
        ("R1 R5 R20", "Opened Updated Opened"),
        ("R1 O5", "Opened Resolved"),
        ("R1 O30", "Opened NotFiring"),
        // Of two states of one instant the one that pages wins, whichever comes first.
        ("A1 O1", "Opened stale"),
        ("O1 A1", "NotFiring Opened"),
    ] {
        assert_eq!(run(history).0, effects, "{history}");
    }
}

#[test]
fn any_order_and_any_repetition_ends_in_the_same_state() {
    let history = ["A1", "O3", "S5", "A7", "N8", "O9", "A11"];
    let (_, in_order) = run(&history.join(" "));
    // A few thousand shuffles by a fixed sequence: the same ones every time.
    let mut seed = 7_u64;
    let mut next = |below: usize| {
        seed = seed
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(seed >> 33).unwrap() % below
    };
    for _ in 0..3000 {
        let mut shuffled: Vec<&str> = history.iter().chain(&history).copied().collect();
        for last in (1..shuffled.len()).rev() {
            shuffled.swap(last, next(last + 1));
        }
        let (_, record) = run(&shuffled.join(" "));
        let end = |record: &AlertRecord| (record.firing, record.state_at, record.suppression.is_some());
        assert_eq!(end(&record), end(&in_order), "{shuffled:?}");
    }
}

/// Runs that overlap, their events in any order, some twice: whatever failed and was not spoken for still fires in the end.
#[test]
fn no_order_of_arrival_hides_a_failed_run() {
    let mut seed = 11_u64;
    let mut next = |below: usize| {
        seed = seed
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(seed >> 33).unwrap() % below
    };
    let mut still_firing = 0;
    for _ in 0..4000 {
        // No two of one start, and no two of one end.
        let runs: Vec<(usize, usize, bool)> = (0..2 + next(4))
            .map(|number| {
                let start = 2 * number;
                (start, 20 * (start + 1 + next(9)) + number, next(2) == 0)
            })
            .collect();
        let events: Vec<String> = runs
            .iter()
            .map(|(start, end, failed)| format!("{}{end}@{start}", if *failed { "A" } else { "O" }))
            .collect();
        let mut arrived: Vec<&str> = events
            .iter()
            .chain(&events[..next(events.len())])
            .map(String::as_str)
            .collect();
        for last in (1..arrived.len()).rev() {
            arrived.swap(last, next(last + 1));
        }
        let (_, record) = run(&arrived.join(" "));
        let fires = runs.iter().any(|(start, end, failed)| {
            let speaks = |other: &&(usize, usize, bool)| !other.2 && other.0 > *start && other.1 > *end;
            *failed && !runs.iter().any(|other| speaks(&other))
        });
        still_firing += usize::from(fires);
        assert!(!fires || record.firing, "{arrived:?}: {record:?}");
    }
    assert!(still_firing > 1000, "{still_firing}");
}

/// Runs that follow each other, as most do: any order of arrival ends like the last of them.
#[test]
fn runs_in_a_row_end_as_the_last_of_them() {
    let row = [
        "A3@1", "O6@4", "A9@7", "A12@10", "O15@13", "A18@16", "O21@16", "A24@22",
    ];
    let mut seed = 5_u64;
    let mut next = |below: usize| {
        seed = seed
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(seed >> 33).unwrap() % below
    };
    for _ in 0..3000 {
        let count = 1 + next(row.len());
        let mut arrived: Vec<&str> = row[..count].iter().chain(&row[..count]).copied().collect();
        for last in (1..arrived.len()).rev() {
            arrived.swap(last, next(last + 1));
        }
        let (_, record) = run(&arrived.join(" "));
        assert_eq!(
            record.firing,
            row[count - 1].starts_with('A'),
            "{arrived:?}: {record:?}"
        );
    }
}
