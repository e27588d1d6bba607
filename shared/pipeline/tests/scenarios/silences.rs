//! What is said of a silence itself, and that its end is noticed whenever it comes.

use alert_core::silence::Silence;
use alert_pipeline::faulty::Effect;
use alert_pipeline::memory::MemoryPorts;
use alert_pipeline::ports::Ports;
use alert_pipeline::simulator::World;
use serde_json::{Value, json};

use crate::each_fault::with_each_fault;
#[allow(clippy::wildcard_imports)] // the scenarios' own words
use crate::given::*;

const HOUR: i64 = 3600;

/// The chat alone, and silences that hold nothing for two days are ended.
fn quiet_catalog() -> Value {
    let mut catalog = catalog();
    catalog["route"]["routes"] = json!([]);
    catalog["silences"] = json!({"expire_unmatched": 48 * HOUR});
    catalog
}

fn quiet() -> World<MemoryPorts> {
    World::new(MemoryPorts::new(compiled(&quiet_catalog())), at(0))
}

/// `hook` is told before it ends.
fn silence(id: &str, matcher: &str, from: i64, until: i64) -> Silence {
    serde_json::from_value(
        json!({"id": id, "matchers": [[matcher]], "starts_at": at(from), "ends_at": at(until),
        "created_by": "ana", "comment": "upgrade", "notify": "hook", "updated_at": at(from)}),
    )
    .expect("a silence")
}

/// When the last page was sent, in seconds, and why.
fn last<P: Ports + AsRef<MemoryPorts>>(world: &World<P>) -> (i64, &'static str) {
    let last = world.notifications().last().expect("somebody was told");
    (last.at.duration_since(at(0)).as_secs(), last.page.reason.as_str())
}

#[test]
fn a_silence_that_begins_and_ends_between_two_looks_at_the_group_is_noticed_when_it_ends() {
    let mut world = quiet();
    world.offer(event("a", "ALARM", 0));
    world.run_until(at(100));
    world.silence(&silence("s", "alarm_name=a", 100, 1000));
    world.run_until(at(3000));
    let (when, why) = last(&world);
    assert!(
        (1000..=1060).contains(&when) && why == "mute_ended",
        "{:?}",
        told(&world)
    );
    assert_eq!(told(&world).len(), 2, "{:?}", told(&world));
}

#[test]
fn whoever_made_a_silence_is_told_before_it_ends_and_again_before_the_end_that_it_is_given() {
    let mut world = quiet();
    world.silence(&silence("s", "alarm_name=a", 0, 10 * HOUR));
    world.run_until(at(9 * HOUR - 1));
    assert_eq!(told(&world), Vec::<String>::new());
    world.run_until(at(9 * HOUR + 60));
    assert_eq!(told(&world), [format!("{} hook silence_ends +0 -0", 9 * HOUR)]);
    let page = &world.notifications()[0].page;
    assert_eq!(page.title, "[SILENCE] ends in 1 h: alarm_name=\"a\"");
    assert!(
        page.evidence.iter().any(|fact| fact.value == "nothing so far"),
        "{page:?}"
    );
    world.silence(&silence("s", "alarm_name=a", 0, 20 * HOUR));
    world.run_until(at(40 * HOUR));
    assert_eq!(
        told(&world)[1..],
        [format!("{} hook silence_ends +0 -0", 19 * HOUR)]
    );
    assert_eq!(world.ports.store.earliest_due(), None);
}

#[test]
fn the_warning_says_when_it_last_held_something_and_goes_to_the_fallback_where_nobody_is_named() {
    let mut world = quiet();
    let nobody = Silence {
        notify: Some("nobody".to_owned()),
        ..silence("s", "alarm_name=a", 0, 10 * HOUR)
    };
    world.silence(&nobody);
    world.offer(event("a", "ALARM", 0));
    world.run_until(at(2 * HOUR));
    world.offer(event("a", "OK", 2 * HOUR));
    world.run_until(at(40 * HOUR));
    assert_eq!(
        told(&world),
        [format!("{} fallback silence_ends +0 -0", 9 * HOUR)]
    );
    let page = &world.notifications()[0].page;
    assert!(
        page.notes
            .contains(&"there is no receiver nobody to tell".to_owned()),
        "{:?}",
        page.notes
    );
    // Written once an hour at most.
    assert_eq!(page.evidence[5].value, "2027-01-15 09:00:30 UTC", "{page:?}");
    assert_balanced(&world);
}

#[test]
fn the_end_of_an_acknowledgement_is_announced_only_while_the_alert_fires() {
    for (ends, warned) in [(5 * HOUR, false), (95 * HOUR / 10, true)] {
        let mut world = quiet();
        world.offer(event("a", "ALARM", 0));
        world.run_until(at(100));
        let mut acknowledgement = silence("ack", "unused=x", 100, 10 * HOUR);
        acknowledgement.matchers = alert_core::matcher::Matchers::default();
        acknowledgement.until_resolved = Some(world.notifications()[0].firing[0].clone());
        acknowledgement.episode = Some(1);
        world.silence(&acknowledgement);
        world.run_until(at(ends));
        world.offer(event("a", "OK", ends));
        world.run_until(at(40 * HOUR));
        let announced = told(&world).iter().any(|line| line.contains("silence_ends"));
        assert_eq!(announced, warned, "{:?}", told(&world));
    }
}

#[test]
fn an_acknowledged_alert_that_outlives_its_time_is_paged_then_and_the_page_names_the_acknowledgement() {
    let mut world = quiet();
    world.offer(event("a", "ALARM", 0));
    world.run_until(at(100));
    let mut acknowledgement = silence("ack", "unused=x", 100, 1000);
    acknowledgement.matchers = alert_core::matcher::Matchers::default();
    acknowledgement.until_resolved = Some(world.notifications()[0].firing[0].clone());
    acknowledgement.episode = Some(1);
    world.silence(&acknowledgement);
    world.run_until(at(3000));
    let (when, why) = last(&world);
    assert!(
        (1000..=1060).contains(&when) && why == "mute_ended",
        "{:?}",
        told(&world)
    );
    let note = &world.notifications()[1].page.notes[0];
    assert!(note.contains("(acknowledgement ack by ana: upgrade)"), "{note}");
    world.offer(event("a", "OK", 3000));
    world.run_until(at(90_000));
    assert_eq!(last(&world), (3000, "all_resolved"));
    assert_balanced(&world);
}

#[test]
fn a_silence_that_holds_nothing_for_long_is_ended_and_says_so() {
    let mut world = quiet();
    world.silence(&silence("idle", "alarm_name=b", 0, 240 * HOUR));
    world.silence(&silence("busy", "alarm_name=a", 0, 240 * HOUR));
    world.offer(event("a", "ALARM", 30 * HOUR));
    world.run_until(at(47 * HOUR));
    assert_eq!(told(&world), Vec::<String>::new());
    world.run_until(at(49 * HOUR));
    assert_eq!(
        told(&world),
        [format!("{} hook silence_unmatched +0 -0", 48 * HOUR)]
    );
    assert!(world.notifications()[0].page.title.contains("alarm_name=\"b\""));
    // The other holds an alert that fires all the time, and is over two days after that has resolved.
    world.run_until(at(100 * HOUR));
    world.offer(event("a", "OK", 100 * HOUR));
    world.run_until(at(400 * HOUR));
    let (when, why) = last(&world);
    assert_eq!(told(&world).len(), 2, "{:?}", told(&world));
    assert!(
        (147 * HOUR..=149 * HOUR).contains(&when) && why == "silence_unmatched",
        "{:?}",
        told(&world)
    );
    assert_balanced(&world);
}

#[test]
fn that_a_silence_holds_something_is_no_change_of_it() {
    let mut world = quiet();
    world.silence(&silence("s", "alarm_name=~a.*", 0, 10 * HOUR));
    world.run_until(at(120));
    let version = |world: &World<MemoryPorts>, name: &str| {
        let rows = world.ports.store.rows();
        let row = rows.iter().find(|row| row.key.sk == name);
        row.map_or(0, |row| row.version)
    };
    let (generation, watch) = (version(&world, "generation"), version(&world, "watch"));
    for number in 2..40 {
        world.offer(event(&format!("a{number}"), "ALARM", 60 * number));
        world.run_until(at(60 * number + 59));
    }
    assert_eq!(version(&world, "generation"), generation);
    // Once an hour at most, however many it holds.
    assert_eq!(version(&world, "watch"), watch + 1);
}

/// A silence of 40 minutes with an alert that it holds back, and one that nothing matches, with a fault at one effect after
/// a while.
#[test]
fn whatever_fails_once_each_is_warned_once_and_what_still_fires_is_told() {
    let mut catalog = quiet_catalog();
    catalog["silences"]["expire_unmatched"] = json!(2500);
    let tried = with_each_fault(
        &catalog,
        |world| {
            world.silence(&silence("s", "alarm_name=a", 0, 2400));
            world.silence(&silence("idle", "alarm_name=b", 0, 240 * HOUR));
            world.offer(event("a", "ALARM", 100));
            world.run_until(at(2100));
        },
        |world| world.run_until(at(4000)),
        |world, hit| {
            // What dies between sending and recording may repeat: a scenario of its own.
            if matches!(hit.effect, Effect::Send(_)) {
                return;
            }
            let reasons: Vec<_> = world
                .notifications()
                .iter()
                .map(|told| told.page.reason.as_str())
                .filter(|reason| *reason != "repeat")
                .collect();
            assert_eq!(
                reasons,
                ["silence_ends", "first", "silence_unmatched"],
                "{}",
                hit.case
            );
        },
    );
    assert!(tried > 60, "only {tried} cases");
}

#[test]
fn a_silenced_alert_that_flaps_is_quiet_too() {
    let mut world = quiet();
    world.silence(&silence("s", "alarm_name=a", 0, HOUR));
    for minute in 0..12 {
        let state = if minute % 2 == 0 { "ALARM" } else { "OK" };
        world.offer(event("a", state, minute * 60));
        world.run_until(at(minute * 60 + 59));
    }
    world.run_until(at(HOUR - 400));
    assert_eq!(told(&world), Vec::<String>::new());
    world.run_until(at(90_000));
    assert_balanced(&world);
}
