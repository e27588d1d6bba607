//! Groups, repeats and what a configuration change does to them.

use serde_json::json;

#[allow(clippy::wildcard_imports)] // the scenarios' own words
use crate::given::*;

#[test]
fn what_fires_together_is_one_page_and_what_joins_later_waits_for_the_interval() {
    let mut world = world();
    world.offer(event("a", "ALARM", 0));
    world.run_until(at(10));
    world.offer(event("b", "ALARM", 10));
    world.run_until(at(60));
    world.offer(event("c", "ALARM", 60));
    world.run_until(at(1000));
    assert_eq!(told(&world), ["30 chat first +2 -0", "330 chat new_alert +3 -0"]);
    world.offer(event("a", "OK", 1000));
    world.run_until(at(1100));
    world.offer(event("b", "OK", 1100));
    world.offer(event("c", "OK", 1100));
    world.run_until(at(90_000));
    assert_eq!(
        told(&world)[2..],
        ["1030 chat some_resolved +2 -1", "1100 chat all_resolved +0 -2"]
    );
    assert_balanced(&world);
}

#[test]
fn a_more_severe_alert_joins_at_once() {
    let mut catalog = catalog();
    catalog["route"] = json!({"receivers": ["chat"], "group_by": ["service"]});
    let mut world = world();
    world.ports.catalogs.replace(Some(compiled(&catalog)));
    world.offer(event("a", "ALARM", 0));
    world.run_until(at(60));
    world.offer(event("crit", "ALARM", 60));
    world.run_until(at(600));
    assert_eq!(
        told(&world),
        ["30 chat first +1 -0", "60 chat severity_raised +2 -0"]
    );
}

#[test]
fn what_still_fires_is_repeated_and_only_then() {
    let mut world = world();
    world.offer(event("a", "ALARM", 0));
    world.run_until(at(30 + 2 * 14_400 + 5));
    assert_eq!(
        told(&world),
        [
            "30 chat first +1 -0",
            "14430 chat repeat +1 -0",
            "28830 chat repeat +1 -0"
        ]
    );
}

#[test]
fn what_is_over_before_its_group_is_told_is_told_to_nobody() {
    let mut world = world();
    world.offer(event("a", "ALARM", 0));
    world.run_until(at(20));
    world.offer(event("a", "OK", 20));
    world.run_until(at(90_000));
    assert_eq!(told(&world), Vec::<String>::new());
    assert_balanced(&world);
    assert_eq!(world.balance().suppressed["transient"], 2);
}

#[test]
fn what_was_opened_is_closed_in_the_same_place_whatever_the_catalog_says_by_then() {
    let mut world = world();
    world.offer(event("a", "ALARM", 0));
    world.run_until(at(60));
    let mut other = catalog();
    other["route"] = json!({"receivers": ["fallback"]});
    other["receivers"] = json!([{"name": "fallback", "kind": "sns", "topic": FALLBACK}]);
    other["owners"] = json!([]);
    world.ports.catalogs.replace(Some(compiled(&other)));
    world.offer(event("a", "OK", 60));
    world.run_until(at(200));
    world.offer(event("a", "ALARM", 200));
    world.run_until(at(300));
    assert_eq!(
        told(&world),
        [
            "30 chat first +1 -0",
            "60 chat all_resolved +0 -1",
            "230 fallback first +1 -0"
        ]
    );
}

#[test]
fn shadow_mode_decides_and_sends_nothing() {
    let mut shadow = catalog();
    shadow["mode"] = json!("shadow");
    let mut world = world();
    world.ports.catalogs.replace(Some(compiled(&shadow)));
    world.offer(event("crit", "ALARM", 0));
    world.run_until(at(60));
    world.offer(event("crit", "OK", 60));
    world.run_until(at(90_000));
    assert_eq!(told(&world), Vec::<String>::new());
    assert_eq!((calls(&world, CHAT), calls(&world, HOOK)), (0, 0));
    assert_balanced(&world);
    assert_eq!(world.balance().suppressed["shadow"], 2);
}

#[test]
fn an_unknown_event_is_paged_and_counts_as_over_after_a_day() {
    let mut world = world();
    world.offer(json!({"source": "my.app", "detail-type": "Something", "detail": {"x": 1}, "time": at(0).to_string(), "resources": ["r"]}));
    world.run_until(at(3 * 86_400));
    let told = told(&world);
    assert_eq!(told.first().map(String::as_str), Some("30 chat first +1 -0"));
    assert_eq!(
        told.last().map(String::as_str),
        Some("86400 chat all_resolved +0 -1")
    );
    assert_balanced(&world);
}
