//! The failure story of a platform: `events/stories/mlops-failure.jsonl`. A training job fails, and with it its step, its
//! pipeline and the state machine that had started it; three alarms count it, one of them by two ways, and fall back.

use std::cell::Cell;

use alert_core::time::{Timestamp, after};
use alert_pipeline::faulty::{Effect, Fault, FaultyPorts};
use alert_pipeline::memory::MemoryPorts;
use alert_pipeline::ports::Ports;
use alert_pipeline::simulator::World;
use serde_json::Value;

#[allow(clippy::wildcard_imports)] // the scenarios' own words
use crate::given::*;

const STORY: &str = include_str!("../../../../events/stories/mlops-failure.jsonl");
/// How many of its events tell of the failure; then come three ends of alarms and the successes of the next run.
const FAILURES: usize = 8;

fn story() -> Vec<(Timestamp, Value)> {
    let step = |line: &str| {
        let mut line: Value = serde_json::from_str(line).expect("a line of JSON");
        let at = line["at"]
            .as_str()
            .and_then(|at| at.parse().ok())
            .expect("a time");
        (at, line["event"].take())
    };
    STORY.lines().map(step).collect()
}

/// What reached the chat: how many pages that something fires, and whether the last says that all is over.
fn heard<P: Ports + AsRef<MemoryPorts>>(world: &World<P>) -> (usize, usize, bool) {
    let chat: Vec<_> = world
        .notifications()
        .iter()
        .filter(|told| told.receiver == "chat")
        .collect();
    let firing = chat.iter().filter(|told| !told.firing.is_empty()).count();
    let is_over = chat.last().is_some_and(|told| told.firing.is_empty());
    (firing, chat.len() - firing, is_over)
}

#[test]
fn eight_events_are_one_page_with_the_cause_on_top_and_the_next_success_resolves_it() {
    let story = story();
    let mut world = World::new(MemoryPorts::new(compiled(&catalog())), story[0].0);
    for (at, event) in &story {
        world.run_until(*at);
        world.offer(event.clone());
    }
    world.run_until(after(
        story[story.len() - 1].0,
        alert_core::time::SignedDuration::from_hours(5),
    ));
    let told = world.notifications();
    assert_eq!(heard(&world), (1, 1, true));
    let page = &told[0].page;
    assert!(
        page.title
            .contains("churn-training TrainModel failed after 34 min"),
        "{}",
        page.title
    );
    assert!(
        page.evidence[0].value.contains("out of memory"),
        "{:?}",
        page.evidence
    );
    assert_eq!((told[0].firing.len(), told[1].resolved.len()), (4, 4));
    assert!(
        told[1].at >= story[FAILURES + 6].0,
        "resolved by the next run, not by an alarm"
    );
    assert_balanced(&world);
    assert_eq!(world.balance().suppressed["correlated"], 6);
}

/// The failures in an order of their own, two seconds apart: before anybody is told, they are one.
#[test]
fn in_whatever_order_they_arrive() {
    let story = story();
    let mut seed = 3_u64;
    let mut next = |below: usize| {
        seed = seed
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(seed >> 33).expect("32 bits") % below
    };
    let start = story[FAILURES - 1].0;
    let later = |seconds: usize| {
        let seconds = i64::try_from(seconds).expect("small");
        after(start, alert_core::time::SignedDuration::from_secs(seconds))
    };
    for _ in 0..80 {
        let mut order: Vec<usize> = (0..FAILURES).collect();
        for last in (1..FAILURES).rev() {
            order.swap(last, next(last + 1));
        }
        let mut world = World::new(MemoryPorts::new(compiled(&catalog())), start);
        for (position, event) in order.iter().enumerate() {
            world.run_until(later(2 * position));
            world.offer(story[*event].1.clone());
        }
        for (at, event) in &story[FAILURES..] {
            world.run_until((*at).max(later(120)));
            world.offer(event.clone());
        }
        world.run_until(later(40_000));
        assert_eq!(heard(&world), (1, 1, true), "{order:?}: {:?}", told(&world));
        assert_balanced(&world);
    }
}

/// A process that dies at any single effect: nobody misses it, and what was opened is closed.
#[test]
fn whatever_fails_once() {
    let story = story();
    let mut tried = 0;
    for fault in [Fault::CrashBefore, Fault::CrashAfter, Fault::Refuse] {
        for position in (0..).step_by(17) {
            let ports = FaultyPorts::new(MemoryPorts::new(compiled(&catalog())));
            let mut world = World::new(ports, story[0].0);
            let (count, hit) = (Cell::new(0), std::rc::Rc::new(Cell::new(false)));
            let seen = std::rc::Rc::clone(&hit);
            world.ports.on_effect(move |effect| {
                count.set(count.get() + 1);
                if count.get() - 1 != position || (*effect == Effect::Catalog && fault == Fault::Refuse) {
                    return Fault::None;
                }
                seen.set(true);
                fault
            });
            for (at, event) in &story {
                world.run_until(*at);
                world.offer(event.clone());
            }
            world.run_until(after(
                story[story.len() - 1].0,
                alert_core::time::SignedDuration::from_hours(5),
            ));
            if !hit.get() {
                break;
            }
            tried += 1;
            let (firing, _, is_over) = heard(&world);
            let case = format!("{fault:?} at {position}: {:?}", told(&world));
            // A crash may keep an alert away from its run until the page has gone: then it is told as it comes.
            assert!((1..=2).contains(&firing) && is_over, "{case}");
            assert_balanced(&world);
        }
    }
    assert!(tried > 25, "only {tried} cases");
}
