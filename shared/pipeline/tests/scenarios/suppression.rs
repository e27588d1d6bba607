//! What AWS holds back is not told, and is told when AWS lets it go.

use serde_json::{Value, json};

#[allow(clippy::wildcard_imports)] // the scenarios' own words
use crate::given::*;

fn with(mut event: Value, pointer: &str, name: &str, value: Value) -> Value {
    event.pointer_mut(pointer).expect("it is there")[name] = value;
    event
}

fn held(name: &str, value: &str, seconds: i64, phase: &str) -> Value {
    with(
        event(name, value, seconds),
        "/detail/state",
        "actionsSuppressedBy",
        json!(phase),
    )
}

#[test]
fn a_suppressor_s_wait_that_ends_is_one_page_and_one_resolve() {
    let mut world = world();
    world.offer(held("a", "ALARM", 0, "WaitPeriod"));
    world.run_until(at(120));
    assert_eq!(told(&world), Vec::<String>::new());
    // The release keeps the value: ALARM -> ALARM.
    world.offer(with(
        event("a", "ALARM", 120),
        "/detail/previousState",
        "value",
        json!("ALARM"),
    ));
    world.run_until(at(400));
    assert_eq!(told(&world), ["120 chat first +1 -0"]);
    world.offer(held("a", "ALARM", 400, "ExtensionPeriod"));
    world.run_until(at(500));
    world.offer(event("a", "OK", 500));
    world.run_until(at(90_000));
    assert_eq!(told(&world)[1..], ["500 chat all_resolved +0 -1"]);
    assert_balanced(&world);
}

#[test]
fn what_is_held_back_until_it_is_over_is_told_to_nobody() {
    let mut world = world();
    world.offer(held("crit", "ALARM", 0, "Alarm"));
    world.run_until(at(1000));
    world.offer(event("crit", "OK", 1000));
    world.run_until(at(90_000));
    assert_eq!(told(&world), Vec::<String>::new());
    assert_balanced(&world);
    assert_eq!(world.balance().suppressed["actions_suppressor"], 2);
}

#[test]
fn a_mute_window_that_ends_while_it_fires_pages_though_no_event_says_so() {
    let mute = json!({"mutedByArn": "arn:aws:cloudwatch:eu-west-1:111122223333:alarm-mute-rule:deploy",
        "muteWindowStart": at(-100).to_string(), "muteWindowEnd": at(3000).to_string()});
    let mut world = world();
    world.offer(with(event("a", "ALARM", 0), "/detail", "muteDetail", mute));
    world.run_until(at(2999));
    assert_eq!(told(&world), Vec::<String>::new());
    world.run_until(at(3100));
    assert_eq!(told(&world), ["3000 chat first +1 -0"]);
    // CloudWatch runs the alarm's actions at the end of the window, with the state's old time: the same change.
    world.offer(notice("a", "ALARM", 0));
    world.run_until(at(4000));
    assert_eq!(told(&world).len(), 1, "{:?}", told(&world));
    world.offer(event("a", "OK", 4000));
    world.run_until(at(90_000));
    assert_eq!(told(&world)[1..], ["4000 chat all_resolved +0 -1"]);
    assert_balanced(&world);
}
