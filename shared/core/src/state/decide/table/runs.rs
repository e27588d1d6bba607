//! The rows of alerts that belong to runs.

use super::*;
use crate::interval::NamedInterval;
use crate::run::{InRun, Part};
use crate::state::OwnRoute;

/// The member as one of a run.
fn of(run: &str, member: Member) -> Member {
    let mut member = member;
    member.alert.run = Some(InRun {
        run: run.to_owned(),
        part: Part::Step,
        tells_cause: false,
        work: String::new(),
    });
    member
}

fn own(group_wait: i64, calendar: Calendar, member: Member) -> Member {
    let route = Route {
        group_wait: Some(SignedDuration::from_secs(group_wait)),
        repeat_interval: Some(SignedDuration::from_secs(3_600)),
        ..Route::root()
    };
    let own = Some(OwnRoute {
        options: Options::default().inherited_by(&route),
        calendar,
    });
    Member { own, ..member }
}

fn always_muted() -> Calendar {
    let always: NamedInterval =
        serde_json::from_str(r#"{"name": "always", "time_intervals": [{"months": ["1:12"]}]}"#).unwrap();
    Calendar {
        intervals: vec![always],
        mute: vec!["always".to_owned()],
        active: vec![],
    }
}

#[test]
#[rustfmt::skip] // a row a line
fn every_branch() {
    use Severity::{Critical, Warning};
    let worse_elsewhere = || {
        let mut log = told(&["a", "c"]);
        log.sent.get_mut(&Fingerprint::from("c".to_owned())).unwrap().severity = Critical;
        log
    };
    let rows: Vec<(&str, DeliveryRecord, Vec<Member>, i64, &str)> = vec![
        ("one page for what is there", told(&[]), vec![of("r", member("a")), of("r", joined("b", 20))], 30, "first 0,1 -"),
        ("what joins a run is no news", told(&["a"]), vec![of("r", member("a")), of("r", joined("b", 110))], 500, "hold 14500"),
        ("another run is", told(&["a"]), vec![of("r", member("a")), of("s", joined("b", 110))], 400, "new_alert 0,1 -"),
        ("and so is what is of no run", told(&["a"]), vec![of("r", member("a")), joined("b", 110)], 400, "new_alert 0,1 -"),
        ("unless it is worse", told(&["a"]), vec![of("r", member("a")), of("r", severe("b", Critical))], 101, "severity_raised 0,1 -"),
        ("than what was told of its run", worse_elsewhere(), vec![of("r", member("a")), severe("c", Critical), of("r", severe("b", Critical))], 101, "severity_raised 0,1,2 -"),
        ("less than it is not", told(&["a"]), vec![of("r", member("a")), of("r", severe("b", Warning))], 101, "hold 14500"),
        ("some of it resolved is no news", told(&["a", "b"]), vec![of("r", over("a", 110)), of("r", member("b"))], 500, "hold 14500"),
        ("beside another that is", told(&["a", "b", "c"]), vec![of("r", over("a", 110)), of("r", member("b")), over("c", 110)], 500, "some_resolved 1 0,2"),
        ("all that was told is, and it goes on", told(&["a"]), vec![of("r", over("a", 110)), of("r", member("b"))], 140, "correlated 1 0"),
        ("after a wait", told(&["a"]), vec![of("r", over("a", 110)), of("r", member("b"))], 139, "hold 140"),
        ("all of it has", told(&["a"]), vec![of("r", over("a", 110)), of("r", over("b", 120))], 121, "all_resolved - 0"),
        ("what nobody may be told of does not keep it open", told(&["a"]), vec![of("r", over("a", 110)), of("r", held("b", None))], 121, "all_resolved - 0"),
        ("unless it was told", told(&["a", "b"]), vec![of("r", over("a", 110)), of("r", held("b", None))], 121, "hold 421"),
        ("another episode's run is another", told(&["a"]), vec![of("s", member("a")), of("r", joined("b", 110))], 400, "new_alert 0,1 -"),
        ("it hears the rest of its run", told(&[]), vec![of("r", member("a")), of("r", others("b"))], 30, "first 0,1 -"),
        ("with anything of it, and not alone", told(&[]), vec![of("r", held("a", None)), of("r", others("b"))], 30, "hold 330"),
        ("and not of another", told(&[]), vec![of("r", member("a")), of("s", others("b"))], 30, "first 0 -"),
        ("the worst of another receiver is not its news", told(&["a"]), vec![of("r", member("a")), of("r", Member { receivers: others("b").receivers, ..severe("b", Critical) })], 101, "hold 14500"),
        ("what it was told instead is known", told(&["~a"]), vec![of("r", member("a")), of("r", member("b"))], 500, "hold 14500"),
        ("what flaps in it is told", told(&["a"]), vec![of("r", member("a")), of("r", flaps("b", true, 900))], 101, "flapping 0,1 -"),
        // An alert that is told in the group of another's route waits, repeats and is quiet by its own.
        ("its own wait", told(&[]), vec![own(0, Calendar::default(), of("r", member("a"))), of("r", member("b"))], 0, "first 0,1 -"),
        ("its own repeat", told(&["a"]), vec![own(0, Calendar::default(), member("a")), member("b")], 101, "hold 400"),
        ("its own repeat, alone", told(&["a"]), vec![own(0, Calendar::default(), member("a"))], 3_700, "repeat 0 -"),
        ("its own calendar", told(&[]), vec![own(0, always_muted(), of("r", member("a")))], 30, "hold 330"),
        ("holds back no other", told(&[]), vec![own(0, always_muted(), of("r", member("a"))), of("r", member("b"))], 30, "first 1 -"),
    ];
    for (why, log, members, now, expected) in rows {
        assert_eq!(shown(decide(&log, &members, &around(&group(), now))), expected, "{why}");
    }
}

#[test]
fn what_came_and_went_with_a_known_run_was_missed_by_nobody() {
    let (told_of, over) = (of("r", member("a")), of("r", over("b", 110)));
    let members = [told_of.clone(), over.clone()];
    assert!(is_correlated(&told(&["a"]), &members, &over));
    for (log, other) in [
        (told(&[]), &over),
        (told(&["b"]), &over),
        (told(&["a"]), &of("s", over.clone())),
        (told(&["a"]), &super::over("b", 110)),
    ] {
        assert!(!is_correlated(&log, &members, other), "{other:?}");
    }
}
