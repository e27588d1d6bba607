//! A receiver's own words on the way out: in every page and attempt, and never in the way of one.

use alert_core::receiver::{Request, Response};
use alert_pipeline::memory::{MemoryPorts, MemoryTransport};
use alert_pipeline::metric;
use alert_pipeline::simulator::World;
use serde_json::{Value, json};

#[allow(clippy::wildcard_imports)] // the scenarios' own words
use crate::given::*;

fn worded(templates: &Value) -> Value {
    let mut catalog = catalog();
    catalog["templates"] = templates.clone();
    catalog
}

fn world_with(templates: &Value) -> World<MemoryPorts> {
    World::new(MemoryPorts::new(compiled(&worded(templates))), at(0))
}

/// The bodies that an address got.
fn bodies(world: &World<MemoryPorts>, address: &str) -> Vec<String> {
    let sent = world.ports.transport.sent().into_iter();
    sent.filter(|sent| MemoryTransport::address(&sent.request) == address)
        .map(|sent| match sent.request {
            Request::Http(http) => http.body,
            Request::Sns(sns) => sns.message,
            other @ Request::EventBridge(_) => panic!("{other:?} is no receiver here"),
        })
        .collect()
}

fn failed(world: &World<MemoryPorts>) -> u64 {
    world.counts().get(metric::TEMPLATES_FAILED)
}

#[test]
fn each_receiver_says_it_in_its_own_words() {
    let mut world = world_with(&json!({
        "chat": {"note": "ask {{ owner.contact }}"},
        "hook": {"body": r#"{"ours": {{ title }}, "state": {{ status }}}"#},
        "fallback": {"note": "never read"},
    }));
    world.offer(event("crit", "ALARM", 0));
    world.run_until(at(10));
    world.offer(event("crit", "OK", 10));
    world.run_until(at(600));
    let hook = bodies(&world, HOOK);
    assert_eq!(hook.len(), 2);
    assert!(hook[0].starts_with(r#"{"ours": "[CRITICAL] "#) && hook[0].ends_with(r#""state": "firing"}"#));
    assert!(hook[1].ends_with(r#""state": "resolved"}"#), "{}", hook[1]);
    assert!(bodies(&world, CHAT).iter().all(|body| body.contains("ask #ml")));
    assert_eq!(failed(&world), 0);
    assert_balanced(&world);
}

/// Delivered all the same, as without the template, and counted once for each page that is sent.
#[test]
fn a_template_that_fails_costs_nobody_the_page() {
    let broken = json!({
        "chat": {"title": "ours", "note": "{{ labels.nobody.knows }}"},
        "hook": {"title": "ours", "body": "{{ title }} is not JSON, {{ title }}"},
    });
    let run = |templates: &Value| {
        let mut world = world_with(templates);
        world.offer(event("crit", "ALARM", 0));
        world.run_until(at(10));
        world.offer(event("crit", "OK", 10));
        world.run_until(at(600));
        world
    };
    let (world, built_in) = (run(&broken), run(&json!({})));
    assert_eq!(told(&world), told(&built_in));
    for address in [CHAT, HOOK] {
        assert_eq!(bodies(&world, address), bodies(&built_in, address));
        assert_eq!(bodies(&world, address).len(), 2);
    }
    assert_eq!((failed(&world), failed(&built_in)), (4, 0));
    assert_balanced(&world);
}

/// The claim holds the page before any words: an attempt whose answer is lost is made again as it was.
#[test]
fn an_attempt_that_is_made_again_says_the_same() {
    let mut world = world_with(&json!({
        "hook": {"body": r#"{"ours": {{ title }}, "id": {{ id }}, "at": {{ at }}}"#},
    }));
    world.ports.transport.answer_next(HOOK, hung());
    world.offer(event("crit", "ALARM", 0));
    world.run_until(at(600));
    let sent = bodies(&world, HOOK);
    assert_eq!(sent.len(), 2);
    assert_eq!(sent[0], sent[1]);
}

/// One that the system behind a webhook refuses goes to the fallback in the words of the fallback.
#[test]
fn a_payload_that_is_refused_is_not_lost() {
    let mut world = world_with(&json!({"hook": {"body": r#"{"ours": 1}"#}}));
    world.ports.transport.answer_always(
        HOOK,
        Some(Response::Answer {
            status: 422,
            body: String::new(),
            retry_after: None,
        }),
    );
    world.offer(event("crit", "ALARM", 0));
    world.run_until(at(600));
    assert_eq!(calls(&world, HOOK), 1);
    assert!(told(&world).iter().any(|line| line.contains(" fallback ")));
    assert!(bodies(&world, FALLBACK)[0].contains("could not be delivered to hook"));
}

/// A template that is mended counts from the next attempt; whoever holds the alert's row needs nothing new.
#[test]
fn a_mended_template_counts_at_once() {
    let mut world = world_with(&json!({"hook": {"body": "{{ titel }}"}}));
    world.ports.transport.answer_next(HOOK, status(503));
    world.offer(event("crit", "ALARM", 0));
    world.run_until(at(1));
    assert_eq!(failed(&world), 1);
    let mended = worded(&json!({"hook": {"body": r#"{"ours": {{ title }}}"#}}));
    world.ports.catalogs.replace(Some(compiled(&mended)));
    world.run_until(at(600));
    let sent = bodies(&world, HOOK);
    assert!(
        sent[0].starts_with(r#"{"data":"#) && sent[1].starts_with(r#"{"ours": "#),
        "{sent:?}"
    );
    assert_eq!(failed(&world), 1);
}

/// A summary has one request, and so one failure.
#[test]
fn a_summary_in_words_that_fail_is_counted_once() {
    let mut catalog = worded(&json!({"chat": {"note": "{{ nobody }}"}}));
    catalog["route"] =
        json!({"receivers": ["chat"], "group_by": ["alertname"], "group_wait": 0, "group_interval": 60});
    catalog["receivers"][0]["rate"] = json!({"limit": {"burst": 2, "per_minute": 6}});
    let mut world = World::new(MemoryPorts::new(compiled(&catalog)), at(0));
    for name in ["a", "b", "c", "d", "e"] {
        world.offer(event(name, "ALARM", 0));
    }
    world.run_until(at(600));
    let summaries = world.counts().get(metric::SUMMARIES);
    assert!(summaries > 0);
    assert_eq!(failed(&world), u64::try_from(calls(&world, CHAT)).expect("a few"));
}
