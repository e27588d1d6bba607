//! What is open, as somebody who asks is told.

use std::pin::pin;
use std::task::{Context, Poll, Waker};

use alert_core::silence::Silence;
use alert_pipeline::memory::MemoryPorts;
use alert_pipeline::ports::Ports;
use alert_pipeline::simulator::World;
use alert_pipeline::{OpenAlert, Progress, list_open};
use serde_json::json;

#[allow(clippy::wildcard_imports)] // the scenarios' own words
use crate::given::*;

/// What is open now; the store in memory answers at once.
fn open(world: &World<MemoryPorts>) -> Vec<OpenAlert> {
    let asked = pin!(list_open(world.ports.store(), world.now()));
    match asked.poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(open) => open.expect("the store answers"),
        Poll::Pending => panic!("the store in memory answers at once"),
    }
}

fn shown(world: &World<MemoryPorts>) -> Vec<String> {
    let told = |one: &OpenAlert| {
        let told = one.told.iter().map(|told| match &told.progress {
            Progress::Told { .. } => format!("{} told", told.receiver),
            Progress::Diverted { why } => {
                format!("{} instead: {}", told.receiver, why.as_deref().unwrap_or("?"))
            }
            Progress::Pending => format!("{} pending", told.receiver),
            Progress::Retrying { attempts, .. } => format!("{} retrying after {attempts}", told.receiver),
        });
        told.collect::<Vec<_>>().join(", ")
    };
    let held = |one: &OpenAlert| one.held.as_ref().map_or("", |held| held.cause);
    let all = open(world);
    all.iter()
        .map(|one| {
            let (name, since) = (
                one.alert.labels.get("alarm_name"),
                one.since.duration_since(at(0)).as_secs(),
            );
            format!(
                "{name} {} since {since} [{}] {}",
                one.alert.severity.as_str(),
                told(one),
                held(one)
            )
        })
        .collect()
}

#[test]
fn each_alert_is_listed_with_who_knows_of_it_until_it_is_over() {
    let mut world = world();
    assert_eq!(shown(&world), Vec::<String>::new());
    let silence: Silence = serde_json::from_value(json!({"id": "s", "matchers": [["alarm_name=quiet"]],
        "starts_at": at(0), "ends_at": at(7200), "created_by": "ana", "comment": "upgrade", "updated_at": at(0)}))
    .expect("a silence");
    world.silence(&silence);
    world.set_receiver("hook", false);
    world.offer(event("old", "ALARM", 0));
    world.run_until(at(5));
    world.offer(event("crit", "ALARM", 5));
    world.offer(event("quiet", "ALARM", 6));
    world.run_until(at(8));
    assert_eq!(
        shown(&world),
        [
            "crit critical since 5 [chat told, hook retrying after 1] ",
            "old error since 0 [chat pending] ",
            "quiet error since 6 [chat pending] silence",
        ]
    );
    world.run_until(at(400));
    assert_eq!(
        shown(&world),
        [
            "crit critical since 5 [chat told, fallback told, hook instead: down] ",
            "old error since 0 [chat told] ",
            "quiet error since 6 [chat pending] silence",
        ]
    );
    world.offer(event("crit", "OK", 400));
    world.offer(event("quiet", "OK", 400));
    world.run_until(at(800));
    assert_eq!(shown(&world), ["old error since 0 [chat told] "]);
    world.offer(event("old", "OK", 800));
    world.run_until(at(1600));
    assert_eq!(shown(&world), Vec::<String>::new());
    assert_balanced(&world);
}
