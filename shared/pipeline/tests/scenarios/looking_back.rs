//! A receiver that can look back: news of an incident are replies to the message that it opened with, which is edited to
//! show how it stands.

use alert_core::receiver::{Request, Response};
use alert_pipeline::memory::MemoryPorts;
use alert_pipeline::metric;
use alert_pipeline::ports::Ports;
use alert_pipeline::simulator::World;
use serde_json::{Value, json};

use crate::each_fault::with_each_fault;
#[allow(clippy::wildcard_imports)] // the scenarios' own words
use crate::given::*;

fn with_app() -> Value {
    let mut catalog = catalog();
    catalog["receivers"][0] =
        json!({"name": "chat", "kind": "slack_app", "secret": CHAT, "channel": "C0123456789"});
    catalog
}

fn app() -> World<MemoryPorts> {
    let world = World::new(MemoryPorts::new(compiled(&with_app())), at(0));
    world.ports.transport.answer_always(CHAT, Some(said("9.9")));
    world
}

/// What Slack says of a message.
fn said(ts: &str) -> Response {
    answer(&json!({"ok": true, "channel": "C0123456789", "ts": ts}))
}

fn answer(body: &Value) -> Response {
    Response::Answer {
        status: 200,
        body: body.to_string(),
        retry_after: None,
    }
}

/// What was asked of Slack: `post`, `reply to TS`, with `for all` where the channel sees it, and `edit TS`.
fn asked<P: Ports + AsRef<MemoryPorts>>(world: &World<P>) -> Vec<String> {
    let line = |request: &Request| {
        let Request::Http(http) = request else { return None };
        let body: Value = serde_json::from_str(&http.body).expect("Slack gets JSON");
        let text = |member: &str| body[member].as_str().unwrap_or_default().to_owned();
        match http.path.as_str() {
            "/chat.update" => Some(format!("edit {}", text("ts"))),
            "/chat.postMessage" if body.get("thread_ts").is_none() => Some("post".to_owned()),
            "/chat.postMessage" if body["reply_broadcast"] == true => {
                Some(format!("reply to {} for all", text("thread_ts")))
            }
            "/chat.postMessage" => Some(format!("reply to {}", text("thread_ts"))),
            _ => None,
        }
    };
    let sent = world.ports.as_ref().transport.sent();
    sent.iter().filter_map(|sent| line(&sent.request)).collect()
}

/// How many messages could not be edited.
fn edits_failed(world: &World<MemoryPorts>) -> u64 {
    world.counts().get(metric::EDITS_FAILED)
}

#[test]
fn news_are_replies_to_the_message_that_the_incident_opened_with() {
    let mut world = app();
    world.ports.transport.answer_next(CHAT, said("1.1"));
    world.offer(event("a", "ALARM", 0));
    world.run_until(at(100));
    world.offer(event("b", "ALARM", 100));
    world.run_until(at(500));
    world.offer(event("a", "OK", 500));
    world.run_until(at(1_000));
    world.offer(event("b", "OK", 1_000));
    world.run_until(at(90_000));
    assert_eq!(
        asked(&world),
        [
            "post",
            "reply to 1.1 for all",
            "edit 1.1",
            "reply to 1.1 for all",
            "edit 1.1",
            "reply to 1.1 for all",
            "edit 1.1",
        ]
    );
    assert_eq!(told(&world).len(), 4, "an edit is no notification");

    // The next incident is a message of its own.
    world.ports.transport.answer_next(CHAT, said("2.2"));
    world.offer(event("a", "ALARM", 90_000));
    world.run_until(at(90_100));
    world.offer(event("a", "OK", 90_100));
    world.run_until(at(95_000));
    assert_eq!(asked(&world)[7..], ["post", "reply to 2.2 for all", "edit 2.2"]);
    assert_balanced(&world);
}

#[test]
fn a_reply_that_is_refused_is_told_as_a_message_by_itself() {
    let mut world = app();
    world.ports.transport.answer_next(CHAT, said("1.1"));
    world.offer(event("a", "ALARM", 0));
    world.run_until(at(100));
    let gone = answer(&json!({"ok": false, "error": "cannot_reply_to_message"}));
    world.ports.transport.answer_next(CHAT, gone);
    world.ports.transport.answer_next(CHAT, said("2.2"));
    world.offer(event("b", "ALARM", 100));
    world.run_until(at(500));
    world.offer(event("a", "OK", 500));
    world.offer(event("b", "OK", 500));
    world.run_until(at(1_400));
    assert_eq!(
        asked(&world),
        [
            "post",
            "reply to 1.1 for all",
            "post",
            "reply to 2.2 for all",
            "edit 2.2"
        ]
    );
    assert_eq!(told(&world).len(), 3);
    assert_eq!(calls(&world, FALLBACK), 0);
    assert_balanced(&world);
}

#[test]
fn a_reply_in_doubt_is_the_same_reply_again() {
    let mut world = app();
    world.ports.transport.answer_next(CHAT, said("1.1"));
    world.offer(event("a", "ALARM", 0));
    world.run_until(at(100));
    world.ports.transport.answer_next(CHAT, hung());
    world.offer(event("a", "OK", 100));
    world.run_until(at(1_400));
    assert_eq!(
        asked(&world),
        ["post", "reply to 1.1 for all", "reply to 1.1 for all", "edit 1.1"]
    );
}

#[test]
fn an_edit_that_fails_is_counted_and_costs_no_page() {
    for failure in [
        hung(),
        refused(),
        status(500),
        answer(&json!({"ok": false, "error": "message_not_found"})),
    ] {
        let mut world = app();
        world.ports.transport.answer_next(CHAT, said("1.1"));
        world.offer(event("a", "ALARM", 0));
        world.run_until(at(100));
        world.ports.transport.answer_next(CHAT, said("1.2"));
        world.ports.transport.answer_next(CHAT, failure);
        world.offer(event("a", "OK", 100));
        world.run_until(at(90_000));
        assert_eq!(asked(&world), ["post", "reply to 1.1 for all", "edit 1.1"]);
        assert_eq!((told(&world).len(), edits_failed(&world)), (2, 1));
        assert_balanced(&world);
    }
}

/// Whatever fails once, wherever: one message opens the incident, all news reply to it, and the last says that it is over.
#[test]
fn one_fault_anywhere_costs_no_news_and_opens_no_second_message() {
    let tried = with_each_fault(
        &with_app(),
        |world| {
            let transport = &world.ports.as_ref().transport;
            transport.answer_always(CHAT, Some(said("9.9")));
        },
        |world| {
            world.offer(event("a", "ALARM", 0));
            world.run_until(at(100));
            world.offer(event("b", "ALARM", 100));
            world.run_until(at(600));
            world.offer(event("a", "OK", 600));
            world.offer(event("b", "OK", 600));
            world.run_until(at(3_000));
        },
        |world, hit| {
            let asked = asked(world);
            let news: Vec<_> = asked.iter().filter(|line| !line.starts_with("edit")).collect();
            let case = format!("{}: {asked:?}", hit.case);
            // What may have been sent before its outcome was written down is sent again, once.
            let told = world.notifications().len();
            assert!((told..=told + 1).contains(&news.len()), "{case}");
            let posts = news.iter().filter(|line| line.as_str() == "post").count();
            assert!(posts == 1 || (posts == 2 && news.len() > told), "{case}");
            assert_eq!(news[0], "post", "{case}");
            assert_eq!(*news[news.len() - 1], "reply to 9.9 for all", "{case}");
            assert_balanced(world);
        },
    );
    assert!(tried > 100, "{tried}");
}

/// The end that the fallback was told instead ends the incident here as well: the next one opens a message of its own.
#[test]
fn an_end_that_was_told_elsewhere_ends_the_incident() {
    let mut world = app();
    world.ports.transport.answer_next(CHAT, said("1.1"));
    world.offer(event("a", "ALARM", 0));
    world.run_until(at(100));
    let refused = answer(&json!({"ok": false, "error": "is_archived"}));
    world.ports.transport.answer_next(CHAT, refused.clone());
    world.ports.transport.answer_next(CHAT, refused);
    world.offer(event("a", "OK", 100));
    world.run_until(at(2_000));
    assert_eq!(calls(&world, FALLBACK), 1);
    world.ports.transport.answer_next(CHAT, said("2.2"));
    world.offer(event("a", "ALARM", 2_000));
    world.run_until(at(2_200));
    world.offer(event("a", "OK", 2_200));
    world.run_until(at(9_000));
    let asked = asked(&world);
    assert_eq!(
        asked[asked.len() - 3..],
        ["post", "reply to 2.2 for all", "edit 2.2"],
        "{asked:?}"
    );
    assert_balanced(&world);
}
