//! A receiver that takes only so many pages: what does not fit goes out in one summary, and nothing is lost or doubled.

use std::collections::BTreeSet;

use alert_core::reason::Reason;
use alert_core::time::SignedDuration;
use alert_pipeline::memory::MemoryPorts;
use alert_pipeline::ports::Ports;
use alert_pipeline::simulator::{Notification, World};
use serde_json::{Value, json};

use crate::each_fault::with_each_fault;
#[allow(clippy::wildcard_imports)] // the scenarios' own words
use crate::given::*;

const BURST: usize = 4;
const PER_MINUTE: usize = 6;

/// A group for each alarm, told at once; the chat takes four pages and then one each ten seconds.
fn limited() -> Value {
    let mut catalog = catalog();
    catalog["route"] =
        json!({"receivers": ["chat"], "group_by": ["alertname"], "group_wait": 0, "group_interval": 60});
    catalog["receivers"][0]["rate"] = json!({"limit": {"burst": BURST, "per_minute": PER_MINUTE}});
    catalog
}

fn limited_world() -> World<MemoryPorts> {
    World::new(MemoryPorts::new(compiled(&limited())), at(0))
}

fn offer<P: Ports + AsRef<MemoryPorts>>(world: &mut World<P>, names: &[String], value: &str, second: i64) {
    world.run_until(at(second));
    for name in names {
        world.offer(event(name, value, second));
    }
}

fn alarms(count: usize) -> Vec<String> {
    (0..count).map(|number| format!("noise-{number}")).collect()
}

fn of<'a, P: Ports + AsRef<MemoryPorts>>(world: &'a World<P>, receiver: &str) -> Vec<&'a Notification> {
    let all = world.notifications().iter();
    all.filter(|sent| sent.receiver == receiver).collect()
}

/// No stretch of time has more pages than burst and rate allow, and no alert is told twice that it fires or is over.
fn assert_kept(pages: &[&Notification], case: &str) {
    // By when they were decided: one that is sent again had its token before.
    let mut decided: Vec<_> = pages.iter().map(|page| page.page.at).collect();
    decided.sort();
    for (position, first) in decided.iter().enumerate() {
        for (count, last) in decided[position..].iter().enumerate() {
            let seconds = last.duration_since(*first).as_secs();
            let allowed = BURST + usize::try_from(seconds).expect("in order") * PER_MINUTE / 60;
            assert!(count < allowed, "{case}: {} pages in {seconds} s", count + 1);
        }
    }
    let mut firing = BTreeSet::new();
    for page in pages {
        for alert in &page.firing {
            assert!(
                firing.insert(alert.clone()),
                "{case}: told twice that {alert} fires"
            );
        }
        for alert in &page.resolved {
            firing.remove(alert);
        }
    }
    assert!(firing.is_empty(), "{case}: not closed: {firing:?}");
}

fn count(pages: &[&Notification], of: impl Fn(&Notification) -> usize) -> usize {
    pages.iter().map(|page| of(page)).sum()
}

#[test]
fn a_storm_of_two_hundred_groups_is_a_handful_of_pages_and_each_alert_is_in_one() {
    let mut world = limited_world();
    let names = alarms(200);
    offer(&mut world, &names, "ALARM", 0);
    world.run_until(at(100));
    let pages = of(&world, "chat");
    assert_eq!(count(&pages, |page| page.firing.len()), 200, "{:?}", told(&world));
    // Three by themselves, the fourth token is for a critical one; then two summaries, of a hundred groups at most.
    assert_eq!(
        told(&world),
        [
            "0 chat first +1 -0",
            "0 chat first +1 -0",
            "0 chat first +1 -0",
            "10 chat summary +100 -0",
            "20 chat summary +97 -0"
        ]
    );
    let summary = &pages[3].page;
    assert_eq!(
        summary.title.split(':').next(),
        Some("[ERROR] 100 groups, 100 alerts")
    );
    assert_eq!((summary.groups.len(), summary.more_groups), (20, 80));
    assert_eq!(
        summary
            .waiting_since
            .map(|since| summary.at.duration_since(since)),
        Some(SignedDuration::from_secs(10))
    );
    offer(&mut world, &names, "OK", 200);
    world.run_until(at(20_000));
    let pages = of(&world, "chat");
    assert_kept(&pages, "storm");
    assert_eq!(count(&pages, |page| page.resolved.len()), 200);
    assert!(pages.len() <= 10, "{:?}", told(&world));
    assert_eq!(world.ports.store.earliest_due(), None);
    assert_balanced(&world);
}

#[test]
fn a_critical_alert_does_not_wait_behind_noise_and_is_first_in_a_summary() {
    let mut world = limited_world();
    offer(&mut world, &alarms(30), "ALARM", 0);
    offer(&mut world, &["crit-0".to_owned()], "ALARM", 1);
    // It has what was kept for it; the next one finds nothing left and waits for the next token, before the noise.
    offer(&mut world, &["crit-1".to_owned()], "ALARM", 2);
    world.run_until(at(60));
    assert_eq!(
        told(&world)[3..],
        ["1 chat first +1 -0", "10 chat summary +28 -0",]
    );
    let summary = of(&world, "chat")[4];
    assert!(
        summary.page.groups[0].title.starts_with("[CRITICAL]"),
        "{:?}",
        summary.page.groups[0]
    );
    assert!(summary.page.title.starts_with("[CRITICAL] 28 groups"));
}

#[test]
fn what_resolves_while_it_waits_is_told_once_as_both() {
    let mut world = limited_world();
    let names = alarms(8);
    offer(&mut world, &names, "ALARM", 0);
    offer(&mut world, &names[6..], "OK", 5);
    world.run_until(at(20));
    assert_eq!(told(&world)[3..], ["10 chat summary +3 -2"]);
    let lines = &of(&world, "chat")[3].page.groups;
    assert!(
        lines[4].notes[0].contains("fired and resolved before you could be told"),
        "{:?}",
        lines[4]
    );
    offer(&mut world, &names[..6], "OK", 100);
    world.run_until(at(20_000));
    let pages = of(&world, "chat");
    assert_kept(&pages, "resolved");
    assert_eq!(count(&pages, |page| page.resolved.len()), 8);
    assert_balanced(&world);
}

#[test]
fn one_group_that_waits_alone_gets_its_own_page() {
    let mut world = limited_world();
    offer(&mut world, &alarms(4), "ALARM", 0);
    world.run_until(at(60));
    assert_eq!(told(&world)[3..], ["10 chat first +1 -0"]);
    let page = &of(&world, "chat")[3].page;
    assert!(page.waiting_since.is_some() && page.groups.is_empty());
    assert!(
        alert_core::page::plain::why(page).contains("it has waited 10 s"),
        "{page:?}"
    );
}

#[test]
fn a_summary_in_doubt_is_sent_again_unchanged_before_anything_new() {
    let mut world = limited_world();
    let names = alarms(10);
    offer(&mut world, &names, "ALARM", 0);
    world.ports.transport.answer_next(CHAT, hung());
    world.run_until(at(11));
    // It may have arrived. Meanwhile all is over, and one fires that nobody knows of.
    offer(&mut world, &names, "OK", 12);
    offer(&mut world, &["noise-new".to_owned()], "ALARM", 12);
    world.run_until(at(5_000));
    let sent: Vec<_> = world.ports.transport.sent();
    let summaries: Vec<String> = sent
        .iter()
        .map(|sent| format!("{:?}", sent.request))
        .filter(|request| request.contains("[ERROR] 7 groups"))
        .collect();
    assert_eq!(summaries.len(), 2);
    assert!(!summaries[0].contains("may repeat") && summaries[1].contains("may repeat"));
    let pages = of(&world, "chat");
    assert_eq!(count(&pages, |page| page.firing.len()), 11, "{:?}", told(&world));
    assert_eq!(count(&pages, |page| page.resolved.len()), 10);
}

#[test]
fn a_summary_that_is_certainly_not_taken_is_decided_again_and_goes_as_one() {
    let mut world = limited_world();
    let names = alarms(10);
    offer(&mut world, &names, "ALARM", 0);
    world.ports.transport.answer_next(CHAT, status(500));
    world.run_until(at(11));
    assert_eq!(told(&world).len(), 3);
    offer(&mut world, &names[5..], "OK", 12);
    world.run_until(at(60));
    assert_eq!(told(&world)[3..], ["20 chat summary +2 -5"]);
    offer(&mut world, &names[..5], "OK", 100);
    world.run_until(at(20_000));
    assert_kept(&of(&world, "chat"), "500");
    assert_balanced(&world);
}

#[test]
fn a_summary_that_is_refused_goes_to_the_fallback_as_one_and_its_resolves_follow() {
    let mut world = limited_world();
    let names = alarms(10);
    offer(&mut world, &names, "ALARM", 0);
    world.ports.transport.answer_next(CHAT, status(404));
    world.run_until(at(60));
    assert_eq!(
        told(&world)[3..],
        ["13 fallback summary +7 -0"],
        "{:?}",
        told(&world)
    );
    let page = &of(&world, "fallback")[0].page;
    assert_eq!(page.notes.len(), 1);
    assert!(page.notes[0].starts_with("could not be delivered to chat"));
    offer(&mut world, &names, "OK", 100);
    world.run_until(at(20_000));
    for (receiver, resolved) in [("chat", 3), ("fallback", 7)] {
        let pages = of(&world, receiver);
        assert_eq!(
            count(&pages, |page| page.resolved.len()),
            resolved,
            "{:?}",
            told(&world)
        );
    }
    assert_balanced(&world);
}

#[test]
fn criticals_that_a_summary_could_not_deliver_reach_the_fallback_in_minutes_and_the_rest_waits() {
    let mut world = limited_world();
    offer(&mut world, &alarms(5), "ALARM", 0);
    world.ports.transport.answer_always(CHAT, Some(refused()));
    let critical: Vec<String> = (0..4).map(|number| format!("crit-{number}")).collect();
    offer(&mut world, &critical, "ALARM", 1);
    world.run_until(at(400));
    let fallback = of(&world, "fallback");
    assert_eq!(
        count(&fallback, |page| page.firing.len()),
        4,
        "{:?}",
        told(&world)
    );
    assert!(fallback.iter().all(|sent| sent.page.at <= at(310)));
    world.ports.transport.answer_always(CHAT, None);
    world.run_until(at(2000));
    assert_eq!(count(&of(&world, "chat"), |page| page.firing.len()), 5);
    offer(&mut world, &critical, "OK", 3000);
    offer(&mut world, &alarms(5), "OK", 3000);
    world.run_until(at(90_000));
    assert_eq!(count(&of(&world, "fallback"), |page| page.resolved.len()), 4);
    assert_eq!(count(&of(&world, "chat"), |page| page.resolved.len()), 5);
    assert_balanced(&world);
}

#[test]
fn a_receiver_without_a_limit_has_no_row() {
    let mut catalog = limited();
    catalog["receivers"][0]["rate"] = json!("unlimited");
    let mut world = World::new(MemoryPorts::new(compiled(&catalog)), at(0));
    offer(&mut world, &alarms(50), "ALARM", 0);
    world.run_until(at(1));
    assert_eq!(of(&world, "chat").len(), 50);
    let rows = world.ports.store.rows();
    assert!(!rows.iter().any(|row| row.key.pk.starts_with("receiver#")));
}

/// Two names for one channel share what it takes.
#[test]
fn what_a_place_takes_is_shared_by_its_names() {
    let mut catalog = limited();
    catalog["route"]["receivers"] = json!(["chat", "chat-too"]);
    let mut twin = catalog["receivers"][0].clone();
    twin["name"] = json!("chat-too");
    catalog["receivers"].as_array_mut().expect("a list").push(twin);
    let mut world = World::new(MemoryPorts::new(compiled(&catalog)), at(0));
    offer(&mut world, &alarms(5), "ALARM", 0);
    world.run_until(at(60));
    assert_eq!(calls(&world, CHAT), 4);
    let firing = world
        .notifications()
        .iter()
        .map(|sent| sent.firing.len())
        .sum::<usize>();
    assert_eq!(firing, 10, "{:?}", told(&world));
}

/// A small storm, its end and what follows.
#[test]
fn whatever_fails_once_each_group_is_told_once_and_closed_once() {
    let mut catalog = limited();
    catalog["receivers"][0]["rate"]["limit"]["burst"] = json!(2);
    let names = alarms(3);
    let tried = with_each_fault(
        &catalog,
        |_| {},
        |world| {
            offer(world, &names, "ALARM", 0);
            offer(world, &names[2..], "OK", 1);
            offer(world, &names[..2], "OK", 1000);
            world.run_until(at(3000));
        },
        |world, hit| {
            let pages = of(world, "chat");
            assert_kept(&pages, &hit.case);
            let known: BTreeSet<_> = pages
                .iter()
                .flat_map(|page| page.firing.iter().chain(&page.resolved))
                .collect();
            // The last may be over before anybody is to be told of it.
            assert!(known.len() >= 2, "{}", hit.case);
            assert!(of(world, "fallback").is_empty(), "{}", hit.case);
            let sent = world.ports.inner.transport.sent();
            let may_repeat = sent
                .iter()
                .filter(|sent| format!("{:?}", sent.request).contains("may repeat"))
                .count();
            assert!(may_repeat <= 1, "{}", hit.case);
            assert!(sent.len() <= pages.len() + may_repeat, "{}", hit.case);
            assert_eq!(world.ports.inner.store.earliest_due(), None, "{}", hit.case);
            assert_balanced(world);
        },
    );
    assert!(tried > 300, "only {tried} cases");
}

#[test]
fn the_summary_says_why_it_is_one() {
    let mut world = limited_world();
    offer(&mut world, &alarms(9), "ALARM", 0);
    world.run_until(at(60));
    let page = &of(&world, "chat")[3].page;
    assert_eq!(page.reason, Reason::Summary);
    assert_eq!(
        alert_core::page::plain::why(page),
        "more pages than this receiver takes: here is the summary; the oldest news has waited 10 s"
    );
    assert!(page.groups.iter().all(|group| group.reason == Reason::First));
}
