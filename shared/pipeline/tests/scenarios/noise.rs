//! What would wear people out: flapping, alerts that go as they came, alarms that somebody switched off.

use alert_core::time::{SignedDuration, after};
use alert_pipeline::memory::MemoryPorts;
use alert_pipeline::simulator::World;
use serde_json::json;

#[allow(clippy::wildcard_imports)] // the scenarios' own words
use crate::given::*;

#[test]
fn a_flapping_alert_is_one_notice_and_one_when_it_has_settled() {
    let mut world = world();
    for minute in 0..30 {
        world.offer(event(
            "a",
            if minute % 2 == 0 { "ALARM" } else { "OK" },
            minute * 60,
        ));
        world.run_until(at(minute * 60 + 59));
    }
    world.run_until(at(90_000));
    let told = told(&world);
    // Two episodes before it counts as flapping; the third one's end begins it, a quarter of an hour of quiet ends it.
    assert_eq!(told.len(), 7, "{told:?}");
    assert_eq!(told[5], "299 chat flapping +1 -0");
    assert_eq!(told[6], "2640 chat settled +0 -1");
    assert!(
        world.notifications()[6].page.notes[0].contains("30 turns"),
        "{:?}",
        world.notifications()[6].page.notes
    );
    assert_balanced(&world);
    assert_eq!(world.balance().suppressed["flapping"], 24);
}

#[test]
fn a_turn_of_what_is_known_to_flap_wakes_nobody() {
    let mut world = world();
    let mut woken = vec![];
    for minute in 0..30 {
        let before = world.ports.wakes.sent();
        world.offer(event(
            "a",
            if minute % 2 == 0 { "ALARM" } else { "OK" },
            minute * 60,
        ));
        world.run_until(at(minute * 60 + 59));
        woken.push(world.ports.wakes.sent() - before);
    }
    // From the sixth on it flaps. What it was due for when that was told, its settling, is looked at once, and moved.
    assert!(woken[..6].iter().all(|wakes| *wakes > 0), "{woken:?}");
    let late: u64 = woken[6..].iter().sum();
    assert!(late <= 2, "{woken:?}");
}

#[test]
fn a_flapping_alert_that_settles_firing_is_still_open_and_is_closed_when_it_is_over() {
    let mut world = world();
    for minute in 0..9 {
        world.offer(event(
            "a",
            if minute % 2 == 0 { "ALARM" } else { "OK" },
            minute * 60,
        ));
        world.run_until(at(minute * 60 + 59));
    }
    world.run_until(at(3000));
    assert_eq!(
        told(&world).last().map(String::as_str),
        Some("1380 chat settled +1 -0")
    );
    world.offer(event("a", "OK", 3000));
    world.run_until(at(90_000));
    assert_eq!(
        told(&world).last().map(String::as_str),
        Some("3000 chat all_resolved +0 -1")
    );
    assert_balanced(&world);
}

#[test]
fn what_goes_as_it_came_is_told_to_nobody_unless_it_is_critical() {
    let mut catalog = catalog();
    catalog["route"]["hold"] = json!(300);
    for (name, expected) in [("a", 0), ("crit", 4)] {
        let mut world = world();
        world.ports.catalogs.replace(Some(compiled(&catalog)));
        world.offer(event(name, "ALARM", 0));
        world.run_until(at(299));
        world.offer(event(name, "OK", 299));
        world.run_until(at(90_000));
        assert_eq!(told(&world).len(), expected, "{name}: {:?}", told(&world));
        assert_balanced(&world);
        // Both of its changes are counted as what they were.
        let transient = world.balance().suppressed.get("transient").copied().unwrap_or(0);
        assert_eq!(transient, if expected == 0 { 2 } else { 0 }, "{name}");
    }
    let mut world = world();
    world.ports.catalogs.replace(Some(compiled(&catalog)));
    world.offer(event("a", "ALARM", 0));
    world.run_until(at(600));
    assert_eq!(told(&world), ["300 chat first +1 -0"]);
}

#[test]
fn what_a_deployment_creates_pages_nobody_until_it_fires() {
    let mut world = World::new(
        MemoryPorts::new(compiled(&catalog())),
        time_of(&sample("configuration-create")),
    );
    // Alarms are made, have no data, get some and are well; those that were there lose their data and get it back.
    for name in [
        "configuration-create",
        "creation-to-ok",
        "insufficient-data-to-ok",
    ] {
        let event = sample(name);
        world.run_until(time_of(&event));
        world.offer(event);
    }
    world.run_until(after(world.now(), SignedDuration::from_hours(24)));
    assert_eq!(world.notifications().len(), 0);
    assert_balanced(&world);
    let balance = world.balance();
    assert_eq!((balance.ingested, balance.sent), (3, 0), "{balance:?}");
    // One that fires before it was ever well is no creation noise.
    let fires = sample("insufficient-data-to-alarm");
    world.run_until(time_of(&fires).max(world.now()));
    world.offer(fires);
    world.run_until(after(world.now(), SignedDuration::from_mins(5)));
    assert_eq!(world.notifications().len(), 1);
}

#[test]
fn an_alarm_that_is_deleted_while_it_fires_is_closed() {
    let deleted = sample("configuration-delete-in-alarm");
    let name = deleted["detail"]["alarmName"].as_str().expect("a name");
    let begins = time_of(&deleted).duration_since(at(0)).as_secs() - 600;
    let mut world = World::new(MemoryPorts::new(compiled(&catalog())), at(begins));
    let mut fires = event(name, "ALARM", begins);
    fires["resources"] = deleted["resources"].clone();
    world.offer(fires);
    world.run_until(time_of(&deleted));
    world.offer(deleted.clone());
    world.run_until(after(world.now(), SignedDuration::from_hours(24)));
    let reasons: Vec<_> = world
        .notifications()
        .iter()
        .map(|one| one.page.reason.as_str())
        .collect();
    assert_eq!(reasons, ["first", "all_resolved"]);
    assert_balanced(&world);
}

#[test]
fn an_alarm_whose_actions_are_disabled_is_heard_when_they_are_enabled_again() {
    let configured = |enabled: bool, seconds: i64| {
        let mut event = event("crit", "ALARM", 0);
        event["detail-type"] = json!("CloudWatch Alarm Configuration Change");
        event["time"] = json!(at(seconds).to_string());
        event["detail"]["operation"] = json!("update");
        event["detail"]["configuration"]["actionsEnabled"] = json!(enabled);
        event
    };
    let mut world = world();
    world.offer(configured(false, -60));
    world.offer(event("crit", "ALARM", 0));
    world.run_until(at(1000));
    assert_eq!(told(&world), Vec::<String>::new());
    world.offer(configured(true, 1000));
    world.run_until(at(1100));
    assert_eq!(told(&world), ["1000 chat first +1 -0", "1000 hook first +1 -0"]);
    assert!(world.notifications()[0].page.notes[0].contains("disabled actions"));
    world.offer(configured(false, 1200));
    world.run_until(at(1300));
    // What was told is closed, whatever holds it back by then.
    world.offer(event("crit", "OK", 1300));
    world.run_until(at(90_000));
    assert_eq!(told(&world).len(), 4);
    assert_balanced(&world);
}

fn silence(id: &str, matchers: &str, from: i64, until: i64) -> alert_core::silence::Silence {
    serde_json::from_value(
        json!({"id": id, "matchers": [[matchers]], "starts_at": at(from), "ends_at": at(until),
        "created_by": "ana", "comment": "upgrade", "updated_at": at(from)}),
    )
    .expect("a silence")
}

#[test]
fn a_silence_holds_back_until_it_ends_and_the_page_says_so() {
    let mut world = world();
    world.silence(&silence("s1", "alarm_name=~crit.*", 0, 1000));
    world.offer(event("crit", "ALARM", 0));
    world.offer(event("crit-gone", "ALARM", 0));
    world.run_until(at(500));
    world.offer(event("crit-gone", "OK", 500));
    world.run_until(at(999));
    assert_eq!(told(&world), Vec::<String>::new());
    world.run_until(at(1100));
    assert_eq!(told(&world), ["1000 chat first +1 -0", "1000 hook first +1 -0"]);
    assert!(world.notifications()[0].page.notes[0].contains("s1 by ana: upgrade"));
    // A second one: it is quiet again, and its resolve is told all the same.
    world.silence(&silence("s2", "alarm_name=crit", 1100, 9000));
    world.run_until(at(2000));
    world.offer(event("crit", "OK", 2000));
    world.run_until(at(90_000));
    assert_eq!(
        told(&world)[2..],
        ["2000 chat all_resolved +0 -1", "2000 hook all_resolved +0 -1"]
    );
    assert_balanced(&world);
    assert_eq!(world.balance().suppressed["silence"], 2);
}

#[test]
fn a_silence_that_is_ended_early_is_noticed_with_the_next_sweep() {
    let mut world = world();
    world.silence(&silence("s1", "alarm_name=crit", 0, 90_000));
    world.offer(event("crit", "ALARM", 0));
    world.run_until(at(400));
    assert!(world.expire_silence("s1"));
    assert!(!world.expire_silence("s9"));
    world.run_until(at(700));
    assert_eq!(told(&world), ["400 chat first +1 -0", "400 hook first +1 -0"]);
}

#[test]
fn an_acknowledgement_holds_repeats_back_until_it_resolves_or_the_time_is_over() {
    let mut world = world();
    world.offer(event("crit", "ALARM", 0));
    world.run_until(at(60));
    let fingerprint = world.notifications()[0].firing[0].clone();
    let mut acknowledged = silence("ack", "unused=x", 60, 40_000);
    acknowledged.matchers = alert_core::matcher::Matchers::default();
    acknowledged.until_resolved = Some(fingerprint);
    acknowledged.episode = Some(1);
    world.silence(&acknowledged);
    world.run_until(at(39_999));
    assert_eq!(told(&world).len(), 2, "{:?}", told(&world));
    // Its time is over and it still fires.
    world.run_until(at(40_100));
    assert_eq!(
        told(&world)[2..],
        ["40000 chat mute_ended +1 -0", "40000 hook mute_ended +1 -0"]
    );
    world.offer(event("crit", "OK", 40_100));
    world.run_until(at(90_000));
    assert_eq!(told(&world).len(), 6);
    assert_balanced(&world);
}

#[test]
fn a_route_that_is_quiet_at_night_is_heard_in_the_morning() {
    // The scenarios begin on a Friday at 08:00 UTC, which is 09:00 in Madrid.
    let mut catalog = catalog();
    catalog["time_intervals"] = json!([{"name": "night", "time_intervals":
        [{"times": [{"start_time": "22:00", "end_time": "07:00"}], "location": "Europe/Madrid"}]}]);
    catalog["route"]["routes"][0]["mute_time_intervals"] = json!(["night"]);
    catalog["route"]["repeat_interval"] = json!(7 * 86_400);
    let (evening, morning) = (13 * 3600, 22 * 3600);
    let mut world = world();
    world.run_until(at(evening - 60));
    world.ports.catalogs.replace(Some(compiled(&catalog)));
    world.offer(event("crit-told", "ALARM", evening - 60));
    world.run_until(at(evening + 60));
    assert_eq!(told(&world).len(), 2, "{:?}", told(&world));
    world.offer(event("crit-over", "ALARM", evening + 60));
    world.offer(event("crit-open", "ALARM", evening + 60));
    world.run_until(at(evening + 120));
    world.offer(event("crit-over", "OK", evening + 120));
    world.run_until(at(morning - 1));
    assert_eq!(told(&world).len(), 2, "{:?}", told(&world));
    world.run_until(at(morning + 60));
    assert_eq!(
        told(&world)[2..],
        [
            format!("{morning} chat mute_ended +2 -0"),
            format!("{morning} hook mute_ended +2 -0")
        ]
    );
    assert!(
        world.notifications()[2].page.notes[0].contains("(night)"),
        "{:?}",
        world.notifications()[2].page.notes
    );
    // A resolve passes through the night.
    world.run_until(at(evening + 86_400 + 60));
    world.offer(event("crit-told", "OK", evening + 86_400 + 60));
    world.offer(event("crit-open", "OK", evening + 86_400 + 60));
    world.run_until(at(4 * 86_400));
    assert_eq!(
        told(&world).last().map(String::as_str),
        Some(format!("{} hook all_resolved +0 -1", evening + 86_400 + 60).as_str())
    );
    assert_balanced(&world);
    assert_eq!(world.balance().suppressed["time_interval"], 2);
}

/// `db` holds back whatever has `down` in its name, waits 60 s for it and holds on for 120 s after it.
fn inhibiting() -> World<MemoryPorts> {
    let mut catalog = catalog();
    catalog["inhibit_rules"] = json!([{"name": "db", "source_matchers": [["alarm_name=~db.*"]],
        "target_matchers": [["alarm_name=~.*down.*"]], "equal": ["account"], "wait": 60, "extension": 120}]);
    catalog["route"]["group_by"] = json!(["alarm_name"]);
    World::new(MemoryPorts::new(compiled(&catalog)), at(0))
}

#[test]
fn what_another_alert_says_already_is_not_said_again_though_it_came_first() {
    let mut world = inhibiting();
    world.offer(event("crit-down", "ALARM", 0));
    world.run_until(at(40));
    world.offer(event("db", "ALARM", 40));
    world.run_until(at(1000));
    assert_eq!(told(&world), ["70 chat first +1 -0"]);
    assert!(world.notifications()[0].page.title.contains("db"));
    world.offer(event("crit-down", "OK", 1000));
    world.offer(event("db", "OK", 1000));
    world.run_until(at(90_000));
    assert_eq!(told(&world)[1..], ["1000 chat all_resolved +0 -1"]);
    assert_balanced(&world);
    assert_eq!(world.balance().suppressed["inhibition"], 2);
}

#[test]
fn what_still_fires_when_the_other_is_over_is_told_after_the_extension_and_names_it() {
    let mut world = inhibiting();
    world.offer(event("db", "ALARM", 0));
    world.offer(event("crit-down", "ALARM", 0));
    world.run_until(at(1000));
    world.offer(event("db", "OK", 1000));
    world.run_until(at(2000));
    let told = told(&world);
    assert_eq!(told[..2], ["30 chat first +1 -0", "1000 chat all_resolved +0 -1"]);
    // Looked at after an interval at the latest.
    let heard = world.notifications()[2].at.duration_since(at(0)).as_secs();
    assert!((1120..=1420).contains(&heard), "{told:?}");
    assert!(
        world.notifications()[2].page.notes[0].contains("another alert (db)"),
        "{:?}",
        world.notifications()[2].page.notes
    );
}

#[test]
fn without_the_other_the_wait_is_bounded() {
    let mut world = inhibiting();
    world.offer(event("crit-down", "ALARM", 0));
    world.run_until(at(90));
    assert_eq!(told(&world), ["60 chat first +1 -0", "60 hook first +1 -0"]);
    assert!(world.notifications()[0].page.notes.is_empty());
}
