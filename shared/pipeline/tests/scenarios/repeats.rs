//! What is said again, to whoever has not reacted: CloudWatch never repeats.

use alert_pipeline::memory::MemoryPorts;
use alert_pipeline::simulator::World;
use serde_json::json;

#[allow(clippy::wildcard_imports)] // the scenarios' own words
use crate::given::*;

/// Critical alerts go to the chat alone here, with a reminder after half an hour.
fn reminding() -> World<MemoryPorts> {
    let mut catalog = catalog();
    catalog["route"]["routes"][0]["receivers"] = json!(["chat"]);
    catalog["route"]["reminder"] = json!(1800);
    World::new(MemoryPorts::new(compiled(&catalog)), at(0))
}

/// What the last page notes.
fn note(world: &World<MemoryPorts>) -> &str {
    world
        .notifications()
        .last()
        .and_then(|last| last.page.notes.first())
        .map_or("", String::as_str)
}

#[test]
fn an_urgent_page_that_nobody_acknowledges_comes_again_soon_and_then_in_its_interval() {
    let mut world = reminding();
    world.offer(event("crit", "ALARM", 0));
    world.run_until(at(1801));
    assert_eq!(told(&world), ["0 chat first +1 -0", "1800 chat reminder +1 -0"]);
    assert_eq!(
        note(&world),
        "told for the 2nd time, no news since 2027-01-15 08:00:00 UTC"
    );
    world.run_until(at(40_000));
    assert_eq!(
        told(&world)[2..],
        ["16200 chat repeat +1 -0", "30600 chat repeat +1 -0"]
    );
    assert_eq!(
        note(&world),
        "told for the 4th time, no news since 2027-01-15 08:00:00 UTC"
    );
    // Another joins: that is news, and it is urgent, too.
    world.offer(event("crit-too", "ALARM", 40_000));
    world.run_until(at(50_000));
    assert_eq!(
        told(&world)[4..],
        ["40000 chat new_alert +2 -0", "41800 chat reminder +2 -0"]
    );
    world.offer(event("crit", "OK", 50_000));
    world.run_until(at(55_000));
    assert_eq!(told(&world)[6..], ["50000 chat some_resolved +1 -1"]);
    world.offer(event("crit-too", "OK", 55_000));
    world.run_until(at(90_000));
    assert_eq!(told(&world).len(), 8, "{:?}", told(&world));
    assert_balanced(&world);
}

#[test]
fn whoever_acknowledges_is_not_reminded_not_even_when_the_time_is_over() {
    let mut world = reminding();
    world.offer(event("crit", "ALARM", 0));
    world.run_until(at(60));
    world.silence(
        &serde_json::from_value(
            json!({"id": "ack", "until_resolved": world.notifications()[0].firing[0], "episode": 1,
            "starts_at": at(60), "ends_at": at(2500), "created_by": "ana", "updated_at": at(60)}),
        )
        .expect("a silence"),
    );
    world.run_until(at(14_000));
    assert_eq!(told(&world), ["0 chat first +1 -0", "2500 chat mute_ended +1 -0"]);
    world.run_until(at(17_000));
    assert_eq!(told(&world)[2..], ["16900 chat repeat +1 -0"]);
}

#[test]
fn a_repeat_says_since_when_the_source_sees_nothing_any_more() {
    let mut world = reminding();
    world.offer(event("a", "ALARM", 0));
    world.run_until(at(100));
    world.offer(event("a", "INSUFFICIENT_DATA", 100));
    world.run_until(at(1900));
    assert_eq!(told(&world), ["30 chat first +1 -0", "1830 chat reminder +1 -0"]);
    assert_eq!(
        world.notifications()[1].page.firing[0].no_data_since,
        Some(at(100))
    );
}
