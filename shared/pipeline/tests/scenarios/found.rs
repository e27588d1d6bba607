//! What the simulation and its kin have found: each history as small as it could be made.

use alert_core::time::SignedDuration;
use alert_pipeline::faulty::{Effect, Fault, FaultyPorts};
use alert_pipeline::memory::MemoryPorts;
use alert_pipeline::ports::Wake;
use alert_pipeline::simulator::World;
use alert_pipeline::{Invocation, flush};
use futures_util::FutureExt;
use serde_json::json;

#[allow(clippy::wildcard_imports)] // the scenarios' own words
use crate::given::*;

#[test]
fn what_may_have_arrived_still_may_have_when_the_next_attempt_is_refused() {
    let mut world = world();
    world.ports.transport.answer_next(HOOK, hung());
    world.ports.transport.answer_next(HOOK, refused());
    world.offer(event("crit", "ALARM", 0));
    world.run_until(at(300));
    let sent = world.ports.transport.sent();
    let texts: Vec<String> = sent
        .iter()
        .filter(|sent| alert_pipeline::memory::MemoryTransport::address(&sent.request) == HOOK)
        .map(|sent| format!("{:?}", sent.request))
        .collect();
    assert_eq!(texts.len(), 3);
    assert!(
        texts[1..].iter().all(|text| text.contains("may repeat")),
        "{texts:?}"
    );
}

#[test]
fn a_receiver_that_is_back_hears_of_the_next_episode() {
    let mut world = world();
    world.ports.transport.answer_always(CHAT, Some(status(404)));
    world.offer(event("a", "ALARM", 0));
    world.run_until(at(100));
    world.offer(event("a", "OK", 100));
    world.run_until(at(200));
    world.ports.transport.answer_always(CHAT, None);
    world.offer(event("a", "ALARM", 200));
    world.run_until(at(3700));
    world.offer(event("a", "OK", 3700));
    world.run_until(at(90_000));
    assert_eq!(
        told(&world),
        [
            "30 fallback first +1 -0",
            "100 fallback all_resolved +0 -1",
            "230 chat first +1 -0",
            "3700 chat all_resolved +0 -1"
        ]
    );
    assert_balanced(&world);
}

#[test]
fn a_receiver_that_was_told_is_told_the_end_though_a_repeat_went_elsewhere() {
    let mut world = world();
    world.offer(event("a", "ALARM", 0));
    world.run_until(at(60));
    world.ports.transport.answer_always(CHAT, Some(status(404)));
    world.run_until(at(15_000));
    world.ports.transport.answer_always(CHAT, None);
    world.offer(event("a", "OK", 15_000));
    world.run_until(at(90_000));
    let chat: Vec<String> = told(&world)
        .into_iter()
        .filter(|line| line.contains(" chat "))
        .collect();
    assert_eq!(chat, ["30 chat first +1 -0", "15000 chat all_resolved +0 -1"]);
    assert_balanced(&world);
}

#[test]
fn a_receiver_that_missed_two_episodes_is_told_and_the_group_comes_to_rest() {
    let mut world = world();
    world.ports.transport.answer_always(CHAT, Some(refused()));
    world.offer(event("a", "ALARM", 0));
    world.run_until(at(40));
    for (state, seconds) in [("OK", 40), ("ALARM", 41), ("OK", 42)] {
        world.offer(event("a", state, seconds));
    }
    world.ports.transport.answer_always(CHAT, None);
    world.run_until(at(90_000));
    assert_eq!(told(&world).len(), 1, "{:?}", told(&world));
    assert!(told(&world)[0].ends_with("chat all_resolved +0 -1"));
    assert_balanced(&world);
}

#[test]
fn a_wake_up_too_many_is_not_passed_on() {
    let mut world = world();
    world.offer(event("a", "ALARM", 0));
    let group = world
        .ports
        .store
        .rows()
        .iter()
        .find_map(|row| row.key.pk.strip_prefix("group#").map(str::to_owned))
        .expect("there is a group");
    let before = world.ports.wakes.sent();
    let invocation = Invocation {
        now: at(5),
        remaining: SignedDuration::from_secs(30),
        id: "early",
        function_arn: "",
        last_resort_topic: LAST_RESORT,
    };
    let flushed = flush(&world.ports, &Wake::Group(group), 1, &invocation)
        .now_or_never()
        .expect("nothing waits");
    assert!(flushed.failed.is_none());
    assert_eq!(world.ports.wakes.sent(), before);
    world.run_until(at(60));
    assert_eq!(told(&world), ["30 chat first +1 -0"]);
}

#[test]
fn an_end_that_was_not_handed_over_is_told_where_the_episode_was_told() {
    let mut world = World::new(FaultyPorts::new(MemoryPorts::new(compiled(&catalog()))), at(0));
    world.offer(event("a", "ALARM", 0));
    world.run_until(at(60));
    // Whoever records the end dies before it has told the group, and by the next episode the alert goes elsewhere.
    world.ports.on_effect(|effect| match effect {
        Effect::Put(key) if key.sk.starts_with("member#") => Fault::CrashBefore,
        _ => Fault::None,
    });
    world.offer(event("a", "OK", 60));
    world.ports.heal();
    let mut other = catalog();
    other["route"] = json!({"receivers": ["hook"], "group_by": ["alarm_name"]});
    world.ports.inner.catalogs.replace(Some(compiled(&other)));
    world.offer(event("a", "ALARM", 70));
    world.run_until(at(200));
    assert_eq!(
        told(&world),
        [
            "30 chat first +1 -0",
            "60 chat all_resolved +0 -1",
            "90 hook first +1 -0"
        ]
    );
    assert_eq!(world.notifications()[1].page.resolved[0].ends_at, Some(at(60)));
}

#[test]
fn a_receiver_that_the_next_episode_is_not_for_hears_what_it_missed_and_the_group_comes_to_rest() {
    let mut world = world();
    world.ports.transport.answer_always(CHAT, Some(refused()));
    world.offer(event("a", "ALARM", 0));
    world.run_until(at(40));
    world.offer(event("a", "OK", 40));
    world.run_until(at(50));
    let mut other = catalog();
    other["route"]["receivers"] = json!(["hook"]);
    world.ports.catalogs.replace(Some(compiled(&other)));
    world.offer(event("a", "ALARM", 60));
    world.run_until(at(100));
    world.offer(event("a", "OK", 100));
    world.ports.transport.answer_always(CHAT, None);
    world.run_until(at(90_000));
    let told = told(&world);
    assert!(told[0].ends_with("hook first +1 -0"), "{told:?}");
    assert_eq!(told[1], "100 hook all_resolved +0 -1");
    assert!(
        told.len() == 3 && told[2].ends_with("chat all_resolved +0 -1"),
        "{told:?}"
    );
    assert_balanced(&world);
    assert_eq!(world.ports.store.earliest_due(), None);
}

/// The source's clock is a second ahead of ours, so the release lies in our future when it comes.
#[test]
fn a_release_by_a_clock_that_is_ahead_is_one_page() {
    let mut world = world();
    let mut held = event("crit", "ALARM", 0);
    held["detail"]["state"]["actionsSuppressedBy"] = json!("WaitPeriod");
    world.offer(held);
    world.run_until(at(119));
    world.offer(event("crit", "ALARM", 120));
    world.run_until(at(3000));
    assert_eq!(told(&world), ["119 chat first +1 -0", "119 hook first +1 -0"]);
    world.offer(event("crit", "OK", 3000));
    world.run_until(at(90_000));
    assert_eq!(told(&world).len(), 4);
    assert_balanced(&world);
}

/// Its word comes late: meanwhile the receiver was told of something else in the group.
#[test]
fn a_release_that_comes_late_is_news_when_it_comes() {
    let mut world = world();
    world.offer(event("crit", "ALARM", 0));
    world.run_until(at(60));
    let mut held = event("crit", "ALARM", 60);
    held["detail"]["state"]["actionsSuppressedBy"] = json!("Alarm");
    world.offer(held);
    world.run_until(at(400));
    world.offer(event("crit-2", "ALARM", 400));
    world.run_until(at(500));
    world.offer(event("crit", "ALARM", 300));
    world.run_until(at(600));
    assert_eq!(
        told(&world)[4..],
        ["500 chat mute_ended +2 -0", "500 hook mute_ended +2 -0"],
        "{:?}",
        told(&world)
    );
}
