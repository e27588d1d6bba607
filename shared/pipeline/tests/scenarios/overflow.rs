//! A group over its limit: what does not fit is told all the same, in groups of its own.

use std::collections::BTreeMap;

use alert_pipeline::memory::MemoryPorts;
use alert_pipeline::ports::Ports;
use alert_pipeline::simulator::World;
use serde_json::{Value, json};

use crate::each_fault::with_each_fault;
#[allow(clippy::wildcard_imports)] // the scenarios' own words
use crate::given::*;

/// One group for everything, of `limit` alerts.
fn limited(limit: u32) -> Value {
    let mut catalog = catalog();
    catalog["group_limit"] = json!(limit);
    catalog
}

fn limited_world(limit: u32) -> World<MemoryPorts> {
    World::new(MemoryPorts::new(compiled(&limited(limit))), at(0))
}

/// Which alerts each group was told fire, by the end of its key.
fn groups<P: Ports + AsRef<MemoryPorts>>(world: &World<P>) -> BTreeMap<String, usize> {
    let mut groups = BTreeMap::new();
    for notification in world.notifications() {
        let key = &notification.page.group_key;
        let part = key.rsplit_once("} (").map_or("", |(_, part)| part);
        let known: &mut usize = groups.entry(part.to_owned()).or_default();
        *known = (*known).max(notification.firing.len());
    }
    groups
}

fn fire<P: Ports + AsRef<MemoryPorts>>(world: &mut World<P>, value: &str, count: usize, seconds: i64) {
    for number in 0..count {
        world.offer(event(&format!("n{number}"), value, seconds));
    }
}

#[test]
fn what_does_not_fit_is_told_in_parts_and_closed_there() {
    let mut world = limited_world(3);
    fire(&mut world, "ALARM", 9, 0);
    world.run_until(at(600));
    let parts = groups(&world);
    assert_eq!(parts[""], 3, "{parts:?}");
    assert_eq!(parts.values().sum::<usize>(), 9, "{parts:?}");
    assert!(parts.values().all(|count| *count <= 3), "{parts:?}");
    for notification in world.notifications() {
        let page = &notification.page;
        assert_eq!(page.reason.as_str(), "first");
        let says_so = page.notes.iter().any(|note| note.contains("its group is full"));
        assert_eq!(says_so, page.group_key.contains("overflow"), "{page:?}");
    }
    // The catalog is another by then: what was told in a part is closed in it.
    world.ports.catalogs.replace(Some(compiled(&limited(1000))));
    let opened = world.notifications().len();
    fire(&mut world, "OK", 9, 600);
    world.run_until(at(90_000));
    let closed = &world.notifications()[opened..];
    let keys = |notifications: &[alert_pipeline::simulator::Notification]| {
        let mut keys: Vec<_> = notifications
            .iter()
            .map(|one| one.page.group_key.clone())
            .collect();
        keys.sort();
        keys
    };
    assert_eq!(keys(closed), keys(&world.notifications()[..opened]));
    assert!(
        closed
            .iter()
            .all(|one| one.page.reason.as_str() == "all_resolved" && one.firing.is_empty())
    );
    assert_balanced(&world);
    // Nothing is open any more, so there is room again.
    fire(&mut world, "ALARM", 9, 90_000);
    world.run_until(at(90_600));
    assert_eq!(world.notifications().last().map(|one| one.firing.len()), Some(9));
}

#[test]
fn an_alert_that_is_in_the_group_stays_in_it_and_one_that_was_over_finds_its_place_taken() {
    let mut world = limited_world(2);
    fire(&mut world, "ALARM", 2, 0);
    world.run_until(at(60));
    // Fires again before anybody has closed it: it takes no second place.
    world.offer(event("n0", "OK", 61));
    world.offer(event("n0", "ALARM", 62));
    world.run_until(at(600));
    assert_eq!(groups(&world).len(), 1, "{:?}", groups(&world));
    // It is over and closed, another takes its place, and it fires again.
    world.offer(event("n0", "OK", 700));
    world.run_until(at(800));
    world.offer(event("n9", "ALARM", 800));
    world.run_until(at(1200));
    world.offer(event("n0", "ALARM", 1200));
    world.run_until(at(2000));
    let last = world.notifications().last().expect("a page");
    assert!(last.page.group_key.ends_with("of 2)"), "{}", last.page.group_key);
    assert_eq!(groups(&world)[""], 2);
    // In its part, too, it stays while it is open there.
    let part = last.page.group_key.clone();
    world.offer(event("n9", "OK", 2001));
    world.run_until(at(2100));
    assert!(world.set_receiver("chat", false));
    world.offer(event("n0", "OK", 2101));
    world.offer(event("n0", "ALARM", 2102));
    assert!(world.set_receiver("chat", true));
    world.run_until(at(3000));
    let told_by_now = world.notifications().len();
    world.offer(event("n0", "OK", 3000));
    world.run_until(at(3500));
    assert_eq!(
        world.notifications()[told_by_now..]
            .iter()
            .map(|one| (one.page.group_key.clone(), one.page.reason.as_str()))
            .collect::<Vec<_>>(),
        [(part, "all_resolved")]
    );
    world.offer(event("n1", "OK", 3500));
    world.run_until(at(90_000));
    assert_balanced(&world);
}

#[test]
fn a_group_through_which_many_pass_does_not_grow_without_end() {
    let mut world = limited_world(3);
    for number in 0..40 {
        let (name, begins) = (format!("n{number}"), number * 1000);
        world.offer(event(&name, "ALARM", begins));
        world.run_until(at(begins + 300));
        world.offer(event(&name, "OK", begins + 300));
        world.run_until(at(begins + 900));
    }
    assert_eq!(world.notifications().len(), 80);
    let mut members: BTreeMap<String, usize> = BTreeMap::new();
    for row in world.ports.store.rows() {
        if row.key.sk.starts_with("member#") {
            *members.entry(row.key.pk).or_default() += 1;
        }
    }
    // Six rows fit into each: the group, the two parts of the first round, the four of the second and so on.
    assert!(members.values().all(|rows| *rows <= 6), "{members:?}");
    assert_eq!(members.values().sum::<usize>(), 40);
    assert_balanced(&world);
}

#[test]
fn a_raised_severity_adds_its_group_and_does_not_move_what_overflowed() {
    let mut catalog = limited(1);
    catalog["labels"] = json!([]);
    catalog["runbooks"] = json!([]);
    let mut world = World::new(MemoryPorts::new(compiled(&catalog)), at(0));
    fire(&mut world, "ALARM", 2, 0);
    world.run_until(at(60));
    assert_eq!(groups(&world).len(), 2);
    // By now the catalog calls it critical, which brings a second route; its first group is still full, and it has its part.
    catalog["labels"] = json!([{"matchers": [["alarm_name=n1"]], "set": {"severity": "critical"}}]);
    catalog["route"]["routes"][0]["continue"] = json!(true);
    catalog["route"]["routes"]
        .as_array_mut()
        .expect("a list")
        .push(json!({"matchers": [["severity=~.+"]], "receivers": ["chat"]}));
    world.ports.catalogs.replace(Some(compiled(&catalog)));
    world.offer(event("n1", "ALARM", 61));
    world.run_until(at(600));
    world.offer(event("n0", "OK", 600));
    world.offer(event("n1", "OK", 600));
    world.run_until(at(90_000));
    let of = |reason: &str| {
        let all = world.notifications().iter();
        all.filter(|one| one.page.reason.as_str() == reason).count()
    };
    assert!(of("severity_raised") >= 1, "{:?}", told(&world));
    assert_eq!(of("first"), of("all_resolved"), "{:?}", told(&world));
    assert_balanced(&world);
}

#[test]
fn whatever_fails_once_both_are_told_once_where_they_belong_and_closed_there() {
    let tried = with_each_fault(
        &limited(1),
        |_| {},
        |world| {
            world.offer(event("a", "ALARM", 0));
            world.run_until(at(400));
            world.offer(event("b", "ALARM", 400));
            world.run_until(at(1000));
            world.offer(event("a", "OK", 1000));
            world.offer(event("b", "OK", 1000));
            world.run_until(at(90_000));
        },
        |world, hit| {
            let parts = groups(world);
            assert_eq!(
                parts.values().copied().collect::<Vec<_>>(),
                [1, 1],
                "{}",
                hit.case
            );
            let mut open: BTreeMap<(String, String), i32> = BTreeMap::new();
            for one in world.notifications() {
                let group = &one.page.group_key;
                for (fingerprints, change) in [(&one.firing, 1), (&one.resolved, -1)] {
                    for fingerprint in fingerprints {
                        *open.entry((group.clone(), fingerprint.to_string())).or_default() += change;
                    }
                }
            }
            assert!(
                open.len() == 2 && open.values().all(|open| *open == 0),
                "{}: {open:?}",
                hit.case
            );
            assert_balanced(world);
        },
    );
    assert!(tried > 100, "only {tried} cases");
}
