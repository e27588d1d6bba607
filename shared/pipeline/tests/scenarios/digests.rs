//! What was kept from an owner is told them once, all of it, when they want to hear it.

use std::collections::BTreeMap;

use alert_core::page::plain;
use alert_core::silence::Silence;
use alert_pipeline::memory::MemoryPorts;
use alert_pipeline::ports::Ports;
use alert_pipeline::simulator::World;
use serde_json::{Value, json};

use crate::each_fault::with_each_fault;
#[allow(clippy::wildcard_imports)] // the scenarios' own words
use crate::given::*;

const DAY: i64 = 24 * 3600;
const MINUTE: i64 = 60;

/// The chat alone for each alarm of its own; `ml` hears what was kept from it on the hook, a day after the first of it.
fn digest_catalog() -> Value {
    let mut catalog = catalog();
    catalog["route"] = json!({"receivers": ["chat"], "group_by": ["alarm_name"], "routes": [
        {"matchers": [["alarm_name=~hold.*"]], "receivers": ["chat"], "hold": 600}]});
    catalog["inhibit_rules"] = json!([{"name": "cause", "source_matchers": [["alarm_name=~cause.*"]], "target_matchers": [["alarm_name=~effect.*"]], "equal": []}]);
    catalog["owners"][0]["digest"] = json!({"receiver": "hook", "when": {"every": DAY}});
    catalog
}

fn day() -> World<MemoryPorts> {
    World::new(MemoryPorts::new(compiled(&digest_catalog())), at(0))
}

fn silence(matcher: &str, from: i64, until: i64) -> Silence {
    serde_json::from_value(
        json!({"id": matcher, "matchers": [[matcher]], "starts_at": at(from), "ends_at": at(until),
        "created_by": "ana", "comment": "upgrade", "updated_at": at(from)}),
    )
    .expect("a silence")
}

/// An alarm that fires at `from` and is over at `until`.
fn episode<P: Ports + AsRef<MemoryPorts>>(world: &mut World<P>, name: &str, from: i64, until: i64) {
    world.run_until(at(from));
    world.offer(event(name, "ALARM", from));
    world.run_until(at(until));
    world.offer(event(name, "OK", until));
}

/// The digests that arrived: when, and what each says, by alert and cause.
fn digests<P: Ports + AsRef<MemoryPorts>>(world: &World<P>) -> Vec<(i64, Vec<String>)> {
    let of_digest = |sent: &&alert_pipeline::simulator::Notification| sent.page.reason.as_str() == "digest";
    let all = world.notifications().iter().filter(of_digest);
    all.map(|sent| {
        assert_eq!(sent.receiver, "hook");
        let lines = sent
            .page
            .kept
            .iter()
            .map(|kept| plain::kept(kept, sent.page.language));
        (sent.at.duration_since(at(0)).as_secs(), lines.collect())
    })
    .collect()
}

#[test]
fn what_a_silence_keeps_back_is_counted_once_for_each_episode() {
    let mut world = day();
    world.silence(&silence("alarm_name=a", 0, 2 * DAY));
    episode(&mut world, "a", 100, 5 * 3600);
    episode(&mut world, "b", 5 * 3600 + 10, 6 * 3600);
    episode(&mut world, "a", 6 * 3600 + 10, 7 * 3600);
    world.run_until(at(5 * DAY));
    let told = digests(&world);
    assert_eq!(told.len(), 1, "{told:?}");
    let (when, lines) = &told[0];
    assert!((DAY + 100..DAY + 300).contains(when), "{when}");
    assert_eq!(lines, &["ERROR a: silence 2"]);
    assert_eq!(
        world.ports.store.earliest_due(),
        None,
        "nothing is kept from anybody any more"
    );
    assert_balanced(&world);
}

#[test]
fn each_cause_is_named_and_what_was_told_at_once_is_not_in_it() {
    let mut world = day();
    world.silence(&silence("alarm_name=silent", 0, DAY / 2));
    world.offer(event("cause", "ALARM", 1));
    episode(&mut world, "silent", 10, 20 * MINUTE);
    episode(&mut world, "effect", 21 * MINUTE, 40 * MINUTE);
    episode(&mut world, "hold-short", 41 * MINUTE, 43 * MINUTE);
    episode(&mut world, "hold-long", 45 * MINUTE, 75 * MINUTE);
    for turn in 0..8 {
        episode(
            &mut world,
            "flaps",
            (80 + 3 * turn) * MINUTE,
            (81 + 3 * turn) * MINUTE,
        );
    }
    world.run_until(at(5 * 3600));
    world.offer(event("cause", "OK", 5 * 3600));
    world.run_until(at(3 * DAY));
    let told = digests(&world);
    assert_eq!(told.len(), 1, "{told:?}");
    // Six turns make it flap; of sixteen it is told by one page that it flaps, and by one that it has settled.
    assert_eq!(
        told[0].1,
        [
            "ERROR flaps: flapping 10",
            "ERROR effect: inhibition 1",
            "ERROR hold-short: transient 1",
            "ERROR silent: silence 1",
        ]
    );
    assert_balanced(&world);
}

#[test]
fn the_next_account_begins_with_what_comes_next() {
    let mut world = day();
    world.silence(&silence("alarm_name=~a|b", 0, 20 * DAY));
    // Fires for days: one episode, told in one digest.
    world.offer(event("a", "ALARM", 1));
    episode(&mut world, "b", 3600, 2 * 3600);
    world.run_until(at(6 * DAY));
    episode(&mut world, "b", 6 * DAY, 6 * DAY + 3600);
    world.run_until(at(9 * DAY));
    let told = digests(&world);
    let lines: Vec<_> = told.iter().map(|(_, lines)| lines.join("; ")).collect();
    assert_eq!(
        lines,
        ["ERROR a: silence 1; ERROR b: silence 1", "ERROR b: silence 1"]
    );
    assert!((7 * DAY..7 * DAY + 600).contains(&told[1].0), "{told:?}");
}

#[test]
fn whoever_wants_none_gets_none_and_a_quiet_day_has_none() {
    let mut catalog = digest_catalog();
    catalog["owners"][0]["digest"] = Value::Null;
    let mut world = World::new(MemoryPorts::new(compiled(&catalog)), at(0));
    world.silence(&silence("alarm_name=a", 0, DAY));
    episode(&mut world, "a", 100, 3600);
    world.run_until(at(3 * DAY));
    assert_eq!(digests(&world), []);

    let mut world = day();
    episode(&mut world, "a", 100, 3600);
    world.run_until(at(3 * DAY));
    assert_eq!(digests(&world), []);
    assert_eq!(
        told(&world),
        ["130 chat first +1 -0", "3600 chat all_resolved +0 -1"]
    );
}

#[test]
fn a_receiver_that_is_not_there_any_more_leaves_it_to_the_fallback() {
    let mut catalog = digest_catalog();
    catalog["owners"][0]["digest"]["receiver"] = json!("gone");
    let mut world = World::new(MemoryPorts::new(compiled(&catalog)), at(0));
    world.silence(&silence("alarm_name=a", 0, DAY));
    episode(&mut world, "a", 100, 3600);
    world.run_until(at(3 * DAY));
    let last = world.notifications().last().expect("somebody was told");
    assert_eq!(
        (last.receiver.as_str(), last.page.reason.as_str()),
        ("fallback", "digest")
    );
    assert_eq!(last.page.notes, ["there is no receiver gone to tell"]);
}

/// However often somebody dies or a reply is lost: the digests add up to what was kept back, each thing in one of them.
#[test]
fn whatever_fails_once_the_digests_add_up() {
    let mut catalog = digest_catalog();
    catalog["owners"][0]["digest"]["when"]["every"] = json!(3600);
    let tried = with_each_fault(
        &catalog,
        |world| world.silence(&silence("alarm_name=a", 0, 3600)),
        |world| {
            episode(world, "a", 10, 200);
            episode(world, "hold", 300, 800);
            world.run_until(at(2 * 3600));
        },
        |world, hit| {
            let mut sum = BTreeMap::<String, u64>::new();
            for (_, lines) in digests(world) {
                for line in lines {
                    let (what, count) = line.rsplit_once(' ').expect("a line ends with a count");
                    *sum.entry(what.to_owned()).or_default() += count.parse::<u64>().expect("a count");
                }
            }
            // A silence that can't be read for a moment holds nothing back, and an end may come late: then it was told.
            let told = |name: &str| {
                let first = world
                    .notifications()
                    .iter()
                    .filter(|told| told.page.reason.as_str() == "first");
                first.filter(|told| told.page.firing[0].name == name).count() as u64
            };
            let mut expected = BTreeMap::from([
                ("ERROR a: silence".to_owned(), 1 - told("a")),
                ("ERROR hold: transient".to_owned(), 1 - told("hold")),
            ]);
            expected.retain(|_, count| *count > 0);
            assert_eq!(sum, expected, "{}", hit.case);
            assert_eq!(world.ports.inner.store.earliest_due(), None, "{}", hit.case);
        },
    );
    assert!(tried > 150, "only {tried} cases");
}
