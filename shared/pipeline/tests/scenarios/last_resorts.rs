//! When what decides is gone, a plain page still goes out.

use alert_pipeline::faulty::{Effect, Fault, FaultyPorts};
use alert_pipeline::memory::MemoryPorts;
use alert_pipeline::simulator::World;

#[allow(clippy::wildcard_imports)] // the scenarios' own words
use crate::given::*;

#[test]
fn without_any_catalog_the_last_resort_is_told_and_told_when_it_is_over() {
    let mut world = world();
    world.ports.catalogs.replace(None);
    world.offer(event("crit", "ALARM", 0));
    world.run_until(at(60));
    world.offer(event("crit", "OK", 60));
    world.run_until(at(90_000));
    assert_eq!(told(&world).len(), 2, "{:?}", told(&world));
    assert!(told(&world)[0].contains("last-resort first"));
    assert!(world.notifications()[0].page.title.contains("OWNER MISSING"));
    assert_balanced(&world);
}

#[test]
fn without_the_store_the_last_resort_is_told_once_and_the_event_is_kept() {
    let mut world = World::new(FaultyPorts::new(MemoryPorts::new(compiled(&catalog()))), at(0));
    world.ports.on_effect(|effect| {
        if matches!(effect, Effect::Put(_) | Effect::Read) {
            Fault::Refuse
        } else {
            Fault::None
        }
    });
    world.offer(event("crit", "ALARM", 0));
    world.run_until(at(3600));
    assert_eq!(calls(&world, LAST_RESORT), 1);
    world.ports.heal();
    world.run_until(at(3600 + 180));
    assert_eq!(told(&world).len(), 2);
    world.offer(event("crit", "OK", 4000));
    world.run_until(at(90_000));
    assert_eq!(told(&world).len(), 4);
    assert_balanced(&world);
}

#[test]
fn a_fallback_that_fails_is_followed_by_the_last_resort() {
    let mut world = world();
    world.ports.transport.answer_always(CHAT, Some(status(404)));
    let gone = alert_core::receiver::Response::Failed(alert_core::receiver::Failure::Impossible {
        why: "no such topic".to_owned(),
    });
    world.ports.transport.answer_always(FALLBACK, Some(gone));
    world.offer(event("a", "ALARM", 0));
    world.run_until(at(100));
    world.offer(event("a", "OK", 100));
    world.run_until(at(90_000));
    assert_eq!(
        told(&world),
        ["30 last-resort first +1 -0", "100 last-resort all_resolved +0 -1"]
    );
    assert_balanced(&world);
}

#[test]
fn what_is_in_doubt_at_the_last_resort_and_then_refused_says_that_it_may_repeat() {
    let mut world = world();
    world.ports.catalogs.replace(None);
    world.ports.transport.answer_next(LAST_RESORT, hung());
    let gone = alert_core::receiver::Failure::Impossible {
        why: "there is no such topic".to_owned(),
    };
    world
        .ports
        .transport
        .answer_next(LAST_RESORT, alert_core::receiver::Response::Failed(gone));
    world.offer(event("a", "ALARM", 0));
    world.run_until(at(600));
    let sent = world.ports.transport.sent();
    let said: Vec<bool> = sent
        .iter()
        .map(|sent| format!("{:?}", sent.request).contains("may repeat"))
        .collect();
    assert_eq!(said, [false, true, true]);
}
