//! A receiver that fails: tried again, or elsewhere, and nothing marked as sent that was not.

use alert_core::receiver::Response;
use alert_core::time::SignedDuration;

#[allow(clippy::wildcard_imports)] // the scenarios' own words
use crate::given::*;

#[test]
fn a_receiver_that_is_busy_is_told_when_it_asked_to_be() {
    let mut world = world();
    let busy = Response::Answer {
        status: 429,
        body: String::new(),
        retry_after: Some(SignedDuration::from_secs(17)),
    };
    world.ports.transport.answer_next(CHAT, busy);
    world.offer(event("a", "ALARM", 0));
    world.run_until(at(600));
    assert_eq!(told(&world), ["47 chat first +1 -0"]);
    assert_eq!(calls(&world, CHAT), 2);
}

#[test]
fn a_receiver_that_fails_is_tried_again_and_again() {
    for response in [status(500), status(503), refused()] {
        let mut world = world();
        for _ in 0..4 {
            world.ports.transport.answer_next(CHAT, response.clone());
        }
        world.offer(event("a", "ALARM", 0));
        world.run_until(at(600));
        assert_eq!(calls(&world, CHAT), 5);
        assert_eq!(told(&world).len(), 1);
        world.offer(event("a", "OK", 600));
        world.run_until(at(90_000));
        assert_eq!(told(&world).len(), 2);
        assert_balanced(&world);
    }
}

#[test]
fn the_same_news_after_a_failure_carries_the_same_id() {
    let mut world = world();
    world.ports.transport.answer_next(HOOK, status(500));
    world.offer(event("crit", "ALARM", 0));
    world.run_until(at(60));
    let ids: Vec<String> = world
        .ports
        .transport
        .sent()
        .into_iter()
        .filter_map(|sent| match sent.request {
            alert_core::receiver::Request::Http(http) => http.sign,
            alert_core::receiver::Request::Sns(_) | alert_core::receiver::Request::EventBridge(_) => None,
        })
        .collect();
    assert_eq!(ids.len(), 2);
    assert_eq!(ids[0], ids[1]);
}

#[test]
fn a_revoked_hook_sends_the_page_and_its_resolve_to_the_fallback() {
    for code in [403, 404, 410] {
        let mut world = world();
        world.ports.transport.answer_always(CHAT, Some(status(code)));
        world.offer(event("a", "ALARM", 0));
        world.run_until(at(100));
        world.offer(event("a", "OK", 100));
        world.run_until(at(90_000));
        assert_eq!(
            told(&world),
            ["30 fallback first +1 -0", "100 fallback all_resolved +0 -1"],
            "{code}"
        );
        assert!(world.notifications()[0].page.notes[0].starts_with("could not be delivered to chat"));
        assert_eq!(calls(&world, CHAT), 1);
        assert_balanced(&world);
    }
}

#[test]
fn a_hook_that_is_revoked_between_firing_and_resolve_sends_the_resolve_to_the_fallback() {
    let mut world = world();
    world.offer(event("a", "ALARM", 0));
    world.run_until(at(100));
    world.ports.transport.answer_always(CHAT, Some(status(404)));
    world.offer(event("a", "OK", 100));
    world.run_until(at(90_000));
    assert_eq!(
        told(&world),
        ["30 chat first +1 -0", "100 fallback all_resolved +0 -1"]
    );
    assert_balanced(&world);
}

#[test]
fn a_critical_page_goes_to_the_fallback_after_minutes_and_another_after_a_day() {
    let mut world = world();
    world.ports.transport.answer_always(CHAT, Some(refused()));
    world.offer(event("crit", "ALARM", 0));
    world.run_until(at(600));
    let told_now = told(&world);
    assert_eq!(told_now[0], "0 hook first +1 -0");
    assert_eq!(told_now.len(), 2);
    let fell_back = world.notifications()[1].at.duration_since(at(0)).as_secs();
    assert!((60..=300).contains(&fell_back), "{told_now:?}");

    let mut slow = crate::given::world();
    slow.ports.transport.answer_always(CHAT, Some(refused()));
    slow.offer(event("a", "ALARM", 0));
    slow.run_until(at(23 * 3600));
    assert_eq!(told(&slow), Vec::<String>::new());
    slow.run_until(at(25 * 3600));
    assert!(
        told(&slow)[0].ends_with("fallback first +1 -0"),
        "{:?}",
        told(&slow)
    );
}

#[test]
fn what_was_due_and_is_over_when_the_receiver_is_back_is_told_all_the_same() {
    let mut world = world();
    world.ports.transport.answer_always(CHAT, Some(refused()));
    world.offer(event("a", "ALARM", 0));
    world.run_until(at(60));
    world.offer(event("a", "OK", 60));
    world.run_until(at(120));
    world.ports.transport.answer_always(CHAT, None);
    world.run_until(at(90_000));
    assert_eq!(told(&world).len(), 1);
    assert!(told(&world)[0].ends_with("chat all_resolved +0 -1"));
    assert_balanced(&world);
}

#[test]
fn a_page_that_may_have_arrived_is_sent_again_unchanged_and_says_so() {
    let mut world = world();
    world.ports.transport.answer_next(HOOK, hung());
    world.offer(event("crit", "ALARM", 0));
    world.run_until(at(60));
    world.offer(event("crit", "OK", 60));
    world.run_until(at(90_000));
    let hook: Vec<_> = world
        .notifications()
        .iter()
        .filter(|sent| sent.receiver == "hook")
        .collect();
    assert_eq!(hook.len(), 2);
    assert!(hook[0].page.notes[0].starts_with("may repeat"));
    assert_eq!(calls(&world, HOOK), 3);
    assert_balanced(&world);
}

#[test]
fn a_sick_receiver_delays_no_other() {
    let mut world = world();
    world.ports.transport.answer_always(HOOK, Some(hung()));
    world.offer(event("crit", "ALARM", 0));
    world.run_until(at(0));
    assert_eq!(told(&world), ["0 chat first +1 -0"]);
}

#[test]
fn two_sick_receivers_make_one_page_at_the_fallback() {
    let mut world = world();
    world.ports.transport.answer_always(CHAT, Some(status(404)));
    world.ports.transport.answer_always(HOOK, Some(status(404)));
    world.offer(event("crit", "ALARM", 0));
    world.run_until(at(100));
    world.offer(event("crit", "OK", 100));
    world.run_until(at(90_000));
    assert_eq!(
        told(&world),
        ["0 fallback first +1 -0", "100 fallback all_resolved +0 -1"]
    );
    assert_eq!(world.notifications()[0].page.notes.len(), 2);
    assert_balanced(&world);
}

#[test]
fn a_receiver_that_may_have_been_told_is_told_of_the_end_though_the_page_went_elsewhere() {
    let mut world = world();
    world.ports.transport.answer_always(HOOK, Some(hung()));
    world.offer(event("crit", "ALARM", 0));
    world.run_until(at(600));
    assert!(
        told(&world)
            .iter()
            .any(|line| line.ends_with("fallback first +1 -0")),
        "{:?}",
        told(&world)
    );
    world.ports.transport.answer_always(HOOK, None);
    world.offer(event("crit", "OK", 600));
    world.run_until(at(90_000));
    for receiver in ["chat", "hook", "fallback"] {
        let expected = format!("600 {receiver} all_resolved +0 -1");
        assert_eq!(
            told(&world).iter().filter(|line| **line == expected).count(),
            1,
            "{:?}",
            told(&world)
        );
    }
    assert_balanced(&world);
}
