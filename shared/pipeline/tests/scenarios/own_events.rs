//! A bus whose events all come back: what the router has said itself is nothing to page for.

use alert_core::receiver::Request;
use alert_pipeline::memory::MemoryPorts;
use alert_pipeline::simulator::World;
use serde_json::{Value, json};

#[allow(clippy::wildcard_imports)] // the scenarios' own words
use crate::given::*;

const BUS: &str = "pages";

/// Everything goes to a bus.
fn world_with_a_bus() -> World<MemoryPorts> {
    let mut catalog = catalog();
    catalog["receivers"][0] = json!({"name": "chat", "kind": "eventbridge", "bus": BUS});
    World::new(MemoryPorts::new(compiled(&catalog)), at(0))
}

/// What is on the bus, as a rule would hand it on.
fn on_the_bus(world: &World<MemoryPorts>) -> Vec<Value> {
    let event = |(number, request): (usize, Request)| match request {
        Request::EventBridge(event) => Some(json!({
            "version": "0", "id": format!("event-{number}"), "source": event.source, "detail-type": event.detail_type,
            "account": "111122223333", "region": "eu-west-1", "time": event.time.to_string(),
            "resources": event.resources,
            "detail": serde_json::from_str::<Value>(&event.detail).expect("a detail is JSON"),
        })),
        Request::Http(_) | Request::Sns(_) => None,
    };
    let sent = world.ports.transport.sent().into_iter();
    sent.map(|sent| sent.request)
        .enumerate()
        .filter_map(event)
        .collect()
}

#[test]
fn an_event_that_comes_back_is_paged_by_nobody() {
    let mut world = world_with_a_bus();
    world.offer(event("a", "ALARM", 0));
    world.run_until(at(100));
    world.offer(event("a", "OK", 100));
    world.run_until(at(200));
    let events = on_the_bus(&world);
    assert_eq!(events.len(), 2);
    assert_eq!(told(&world).len(), 2);
    for event in events {
        world.offer(event);
    }
    // Past the group's waits and the repeat of what would fire.
    world.run_until(at(90_000));
    assert_eq!(on_the_bus(&world).len(), 2);
    assert_eq!(told(&world).len(), 2);
    assert_balanced(&world);
}

/// The guard goes by the source: without it this test would show nothing.
#[test]
fn an_event_of_anybody_else_is_paged() {
    let mut world = world_with_a_bus();
    world.offer(event("a", "ALARM", 0));
    world.run_until(at(100));
    let mut event = on_the_bus(&world).remove(0);
    event["source"] = json!("com.example.shop");
    world.offer(event);
    world.run_until(at(200));
    assert_eq!(on_the_bus(&world).len(), 2);
}
