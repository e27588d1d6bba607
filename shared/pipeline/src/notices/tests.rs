//! A notice is sent once, whatever happens on its way.

use alert_core::catalog::{Catalog, ReceiverConfig};
use alert_core::language::Language;
use alert_core::page::{Notice, Page};
use alert_core::reason::Reason;
use alert_core::receiver::{Failure, Response};
use alert_core::time::{SignedDuration, Timestamp, after};
use futures_util::FutureExt;

use super::post;
use crate::faulty::{Fault, FaultyPorts};
use crate::invocation::{Invocation, Pen};
use crate::memory::{MemoryPorts, MemoryTransport};
use crate::ports::Ports;
use crate::simulator::World;

fn at(seconds: i64) -> Timestamp {
    let start = Timestamp::from_second(1_800_000_000).expect("in range");
    after(start, SignedDuration::from_secs(seconds))
}

fn chat() -> ReceiverConfig {
    ReceiverConfig {
        name: "chat".to_owned(),
        kind: "slack".to_owned(),
        secret: Some("chat-url".to_owned()),
        ..ReceiverConfig::default()
    }
}

fn notice(id: &str) -> Page {
    Page::notice(Notice {
        id: id.to_owned(),
        subject: "digest:{owner=\"ml\"}",
        reason: Reason::Digest,
        title: format!("[DIGEST] {id}"),
        at: at(0),
        since: at(-3600),
        owner: None,
        evidence: vec![],
        notes: vec![],
        language: Language::English,
    })
}

fn memory() -> MemoryPorts {
    let catalog = serde_json::json!({"schema": 1, "version": "test", "runbook_base_url": "https://runbooks.example.com/",
        "fallback": "fallback", "route": {"receivers": ["fallback"]},
        "receivers": [{"name": "fallback", "kind": "sns", "topic": "fallback-topic"}]});
    MemoryPorts::new(Catalog::from_json(catalog.to_string().as_bytes()).expect("a catalog"))
}

/// Posts a notice; false when the process died over it.
fn posts<P: Ports + AsRef<MemoryPorts>>(world: &World<P>, page: Page, seconds: i64) -> bool {
    world.ports.as_ref().wakes.set_now(at(seconds));
    let invocation = Invocation {
        now: at(seconds),
        remaining: SignedDuration::from_secs(30),
        id: &format!("post-{seconds}"),
        function_arn: "",
        last_resort_topic: "last-resort-topic",
    };
    let pen = Pen::new(&invocation);
    matches!(
        post(&world.ports, page, &chat(), &invocation, &pen).now_or_never(),
        Some(Ok(()))
    )
}

fn calls<P: AsRef<MemoryPorts>>(world: &World<P>) -> Vec<String> {
    let sent = world.ports.as_ref().transport.sent();
    sent.iter()
        .map(|sent| MemoryTransport::address(&sent.request).to_owned())
        .collect()
}

#[test]
fn a_notice_is_sent_once_however_often_it_is_posted_and_two_are_two() {
    let mut world = World::new(memory(), at(0));
    for seconds in [0, 1, 100] {
        assert!(posts(&world, notice("one"), seconds));
        world.run_until(at(seconds));
    }
    assert!(posts(&world, notice("two"), 100));
    assert!(posts(&world, notice("three"), 100));
    world.run_until(at(90_000));
    let titles: Vec<_> = world
        .notifications()
        .iter()
        .map(|told| told.page.title.as_str())
        .collect();
    assert_eq!(titles, ["[DIGEST] one", "[DIGEST] two", "[DIGEST] three"]);
    assert_eq!(calls(&world).len(), 3);
    assert_eq!(world.ports.store.earliest_due(), None);
}

#[test]
fn a_receiver_that_is_down_gets_it_later_and_one_that_is_gone_has_a_fallback() {
    let mut world = World::new(memory(), at(0));
    let down = Response::Failed(Failure::NotSent {
        why: "connection refused".to_owned(),
    });
    world.ports.transport.answer_next("chat-url", down.clone());
    assert!(posts(&world, notice("one"), 0));
    world.run_until(at(60));
    assert_eq!(calls(&world), ["chat-url", "chat-url"]);

    // Nobody takes it, nowhere: after a day for each it is dead, and nothing else is.
    world
        .ports
        .transport
        .answer_always("chat-url", Some(down.clone()));
    assert!(posts(&world, notice("two"), 60));
    world.run_until(at(80_000));
    assert!(!calls(&world).contains(&"fallback-topic".to_owned()));
    world.run_until(at(100_000));
    assert_eq!(calls(&world).last().map(String::as_str), Some("fallback-topic"));
    assert!(world.notifications()[1].page.notes[0].contains("could not be delivered to chat"));
    for address in ["fallback-topic", "last-resort-topic"] {
        world.ports.transport.answer_always(address, Some(down.clone()));
    }
    assert!(posts(&world, notice("three"), 100_000));
    world.run_until(at(500_000));
    assert_eq!(world.notifications().len(), 2);
    assert_eq!(world.ports.store.earliest_due(), None);
}

#[test]
fn whoever_dies_on_the_way_posts_it_again_and_it_is_sent_once() {
    for position in 0.. {
        let mut world = World::new(FaultyPorts::new(memory()), at(0));
        let count = std::cell::Cell::new(0);
        let fault = [Fault::CrashBefore, Fault::CrashAfter][position % 2];
        world.ports.on_effect(move |effect| {
            count.set(count.get() + 1);
            // What dies between sending and recording is a scenario of its own: nobody knows whether it arrived.
            let is_send = matches!(effect, crate::faulty::Effect::Send(_));
            if count.get() == position / 2 + 1 && !is_send {
                fault
            } else {
                Fault::None
            }
        });
        if !posts(&world, notice("one"), 0) {
            assert!(posts(&world, notice("one"), 200));
        }
        world.run_until(at(90_000));
        assert_eq!(world.notifications().len(), 1, "{fault:?} at {position}");
        assert!(calls(&world).len() <= 2, "{fault:?} at {position}");
        if position / 2 > 20 {
            break;
        }
    }
}
