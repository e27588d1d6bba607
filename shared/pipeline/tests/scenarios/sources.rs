//! Events that the catalog's own sources read.

use std::cell::RefCell;
use std::rc::Rc;

use alert_pipeline::faulty::{Effect, Fault, FaultyPorts};
use alert_pipeline::memory::MemoryPorts;
use alert_pipeline::simulator::World;
use serde_json::{Value, json};

#[allow(clippy::wildcard_imports)] // the scenarios' own words
use crate::given::*;

/// The catalog with a source for the shop's lost orders.
fn with_shop() -> Value {
    let mut catalog = catalog();
    catalog["sources"] = json!([{
        "name": "custom/shop",
        "pattern": {"source": ["com.example.shop"], "detail-type": ["Order"]},
        "identity": {"order": "/detail/order"},
        "status": {"path": "/detail/state", "firing": ["LOST"], "resolved": ["FOUND"]},
        "title": "order {/detail/order} {/detail/state}",
    }]);
    catalog
}

fn order(state: &str, seconds: i64) -> Value {
    json!({"version": "0", "id": format!("{state}-{seconds}"), "detail-type": "Order", "source": "com.example.shop",
        "account": "111122223333", "time": at(seconds).to_string(), "region": "eu-west-1", "resources": [],
        "detail": {"order": 7, "state": state}})
}

/// A world in which each call of a port is written down.
fn watched(catalog: &Value) -> (World<FaultyPorts<MemoryPorts>>, Rc<RefCell<Vec<Effect>>>) {
    let ports = FaultyPorts::new(MemoryPorts::new(compiled(catalog)));
    let effects: Rc<RefCell<Vec<Effect>>> = Rc::default();
    let seen = Rc::clone(&effects);
    ports.on_effect(move |effect| {
        seen.borrow_mut().push(effect.clone());
        Fault::None
    });
    (World::new(ports, at(0)), effects)
}

#[test]
fn an_application_s_event_pages_once_and_its_end_resolves_once() {
    let mut world = World::new(MemoryPorts::new(compiled(&with_shop())), at(0));
    for seconds in [0, 1] {
        world.offer(order("LOST", 0));
        world.run_until(at(seconds));
    }
    world.run_until(at(100));
    world.offer(order("FOUND", 100));
    world.run_until(at(1_000));
    assert_eq!(
        told(&world),
        ["30 chat first +1 -0", "100 chat all_resolved +0 -1"]
    );
    assert!(world.notifications()[0].page.title.contains("order 7 LOST"));
    assert_balanced(&world);
}

/// Only what no source knows that is built in asks the catalog before it is known what it is.
#[test]
fn a_known_duplicate_costs_one_write_and_no_look_at_the_catalog() {
    let (mut world, effects) = watched(&with_shop());
    for event in [event("a", "ALARM", 0), order("LOST", 0)] {
        world.offer(event);
        world.run_until(at(100));
    }
    let mut cost = |event: Value| {
        effects.borrow_mut().clear();
        world.offer(event);
        effects
            .borrow()
            .iter()
            .map(|effect| matches!(effect, Effect::Catalog))
            .collect::<Vec<_>>()
    };
    assert_eq!(cost(event("a", "ALARM", 0)), [false]);
    assert_eq!(cost(order("LOST", 0)), [true, false]);
}

/// It was opened raw, so it is over after a day; the next catalog reads the next one.
#[test]
fn without_a_catalog_it_is_paged_as_it_came() {
    let mut world = World::new(MemoryPorts::new(compiled(&with_shop())), at(0));
    world.ports.catalogs.replace(None);
    world.offer(order("LOST", 0));
    world.run_until(at(60));
    let page = &world.notifications()[0].page;
    assert!(page.title.contains("Order (com.example.shop)"), "{}", page.title);
    world.ports.catalogs.replace(Some(compiled(&with_shop())));
    world.offer(order("LOST", 60));
    world.run_until(at(120));
    assert!(world.notifications()[1].page.title.contains("order 7 LOST"));
}
