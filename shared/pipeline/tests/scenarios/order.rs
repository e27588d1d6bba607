//! One change is told once, whatever comes twice, late or out of order.

#[allow(clippy::wildcard_imports)] // the scenarios' own words
use crate::given::*;

#[test]
fn an_alarm_pages_once_and_its_ok_resolves_once() {
    let mut world = world();
    world.offer(event("a", "ALARM", 0));
    world.run_until(at(300));
    world.offer(event("a", "OK", 300));
    world.run_until(at(90_000));
    assert_eq!(
        told(&world),
        ["30 chat first +1 -0", "300 chat all_resolved +0 -1"]
    );
    assert_balanced(&world);
}

#[test]
fn a_critical_alarm_does_not_wait() {
    let mut world = world();
    world.offer(event("crit", "ALARM", 0));
    world.offer(event("crit", "OK", 5));
    world.run_until(at(90_000));
    assert_eq!(told(&world)[..2], ["0 chat first +1 -0", "0 hook first +1 -0"]);
    assert_eq!(told(&world).len(), 4);
    assert_balanced(&world);
}

#[test]
fn one_change_by_three_ways_in_any_order_is_one_page() {
    let copies = [
        event("a", "ALARM", 0),
        action("a", "ALARM", 0),
        notice("a", "ALARM", 0),
    ];
    for first in 0..3 {
        for second in 0..3 {
            let mut world = world();
            for copy in [first, second, 0, 1, 2] {
                world.offer(copies[copy].clone());
            }
            world.run_until(at(600));
            for copy in [
                action("a", "OK", 500),
                event("a", "OK", 500),
                notice("a", "OK", 500),
            ] {
                world.offer(copy);
            }
            // Late copies of the old change are late, not news.
            world.offer(copies[first].clone());
            world.run_until(at(90_000));
            assert_eq!(
                told(&world),
                ["30 chat first +1 -0", "600 chat all_resolved +0 -1"]
            );
            assert_balanced(&world);
            assert_eq!(world.balance().suppressed["duplicate"], 6);
            assert_eq!(world.balance().suppressed["stale"], 1);
        }
    }
}

#[test]
fn an_ok_that_comes_before_its_alarm_never_pages() {
    let mut world = world();
    world.offer(event("crit", "OK", 60));
    world.offer(event("crit", "ALARM", 0));
    world.run_until(at(90_000));
    assert_eq!(told(&world), Vec::<String>::new());
    assert_balanced(&world);
}

#[test]
fn an_alert_that_fires_again_is_a_new_episode() {
    let mut world = world();
    world.offer(event("a", "ALARM", 0));
    world.run_until(at(100));
    world.offer(event("a", "OK", 100));
    world.run_until(at(7200));
    world.offer(event("a", "ALARM", 7200));
    world.run_until(at(7300));
    world.offer(event("a", "OK", 7300));
    world.run_until(at(90_000));
    assert_eq!(
        told(&world),
        [
            "30 chat first +1 -0",
            "100 chat all_resolved +0 -1",
            "7230 chat first +1 -0",
            "7300 chat all_resolved +0 -1"
        ]
    );
    assert_balanced(&world);
}

#[test]
fn losing_sight_of_it_neither_pages_nor_resolves() {
    let mut world = world();
    world.offer(event("a", "INSUFFICIENT_DATA", -5));
    world.offer(event("a", "ALARM", 0));
    world.run_until(at(60));
    world.offer(event("a", "INSUFFICIENT_DATA", 60));
    world.run_until(at(15_000));
    world.offer(event("a", "OK", 15_000));
    world.run_until(at(90_000));
    assert_eq!(
        told(&world),
        [
            "30 chat first +1 -0",
            "14430 chat repeat +1 -0",
            "15000 chat all_resolved +0 -1"
        ]
    );
    assert_eq!(
        world.notifications()[1].page.firing[0].no_data_since,
        Some(at(60))
    );
    assert_balanced(&world);
}
