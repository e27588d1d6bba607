//! A composite alarm with a suppressor, by its own events: wait, release, OK; suppressed, extension, release, OK.

use alert_core::time::{SignedDuration, after};
use alert_pipeline::memory::MemoryPorts;
use alert_pipeline::simulator::World;
use serde_json::Value;

#[allow(clippy::wildcard_imports)] // the scenarios' own words
use crate::given::*;

/// The two episodes of the story, as positions in it: the last of each is its OK, the one before it the release.
const EPISODES: [&[usize]; 2] = [&[0, 1, 2], &[3, 4, 5, 6]];

/// The sample events, in the order in which they happen.
fn story() -> Vec<Value> {
    [
        "1-wait",
        "2-wait-release",
        "3-ok",
        "4-suppressed-by-alarm",
        "5-extension",
        "6-extension-release",
        "7-ok",
        "8-ok-while-suppressed",
    ]
    .iter()
    .map(|name| sample(&format!("composite-suppressor-{name}")))
    .collect()
}

fn world_from(event: &Value) -> World<MemoryPorts> {
    World::new(MemoryPorts::new(compiled(&catalog())), time_of(event))
}

/// What was told: reason and how many fire.
fn reasons(world: &World<MemoryPorts>) -> Vec<(&'static str, usize)> {
    let each = world.notifications().iter();
    each.map(|one| (one.page.reason.as_str(), one.firing.len()))
        .collect()
}

#[test]
fn in_order_each_episode_is_one_page_at_its_release_and_one_resolve() {
    let story = story();
    let mut world = world_from(&story[0]);
    for event in &story {
        world.run_until(time_of(event));
        // Twice, as EventBridge may.
        world.offer(event.clone());
        world.offer(event.clone());
    }
    world.run_until(after(world.now(), SignedDuration::from_hours(24)));
    let told: Vec<String> = world
        .notifications()
        .iter()
        .map(|one| format!("{} {}", one.at.strftime("%d %H:%M"), one.page.reason.as_str()))
        .collect();
    assert_eq!(
        told,
        [
            "18 10:02 first",
            "18 10:20 all_resolved",
            "18 14:45 first",
            "18 15:03 all_resolved"
        ]
    );
    assert_eq!(world.notifications()[2].page.notes.len(), 1);
    assert!(
        world.notifications()[2].page.notes[0].contains("the alarm's actions suppressor"),
        "{:?}",
        world.notifications()[2].page.notes
    );
    assert_balanced(&world);
}

/// Every order of `items`, by Heap's algorithm.
fn orders(items: &mut Vec<usize>, size: usize, found: &mut Vec<Vec<usize>>) {
    if size <= 1 {
        return found.push(items.clone());
    }
    for position in 0..size {
        orders(items, size - 1, found);
        items.swap(if size.is_multiple_of(2) { position } else { 0 }, size - 1);
    }
}

/// The end of an episode can overtake its release; then it is over before anybody was to be told, and a late ALARM is late.
#[test]
fn in_any_order_it_is_told_at_its_release_and_once_if_that_comes_before_its_end() {
    let story = story();
    let mut tried = 0;
    for episode in EPISODES {
        let mut all = Vec::new();
        orders(&mut episode.to_vec(), episode.len(), &mut all);
        for order in all {
            let mut world = world_from(&story[6]);
            let mut came = Vec::new();
            // Everything comes a minute apart, and once more when everything has come.
            for number in order.iter().chain(&order) {
                world.offer(story[*number].clone());
                came.push(*number);
                let next = SignedDuration::from_mins(1);
                world.run_until(after(world.now(), next));
                let [.., release, _] = *episode else {
                    panic!("an episode has a release")
                };
                let was_released = came.contains(&release);
                assert!(
                    was_released || reasons(&world).is_empty(),
                    "{order:?}: {:?}",
                    reasons(&world)
                );
            }
            world.run_until(after(world.now(), SignedDuration::from_hours(24)));
            let place = |number: &usize| order.iter().position(|other| other == number);
            let [.., release, end] = episode else {
                panic!("an episode has a release")
            };
            let expected: &[_] = if place(release) < place(end) {
                &[("first", 1), ("all_resolved", 0)]
            } else {
                &[]
            };
            assert_eq!(reasons(&world), expected, "{order:?}");
            assert_balanced(&world);
            tried += 1;
        }
    }
    assert_eq!(tried, 6 + 24);
}
