//! Invocations that run at the same time and see each other's work by halves.

use std::pin::Pin;

use alert_core::time::SignedDuration;
use alert_pipeline::faulty::{Effect, Fault, FaultyPorts};
use alert_pipeline::memory::MemoryPorts;
use alert_pipeline::ports::Wake;
use alert_pipeline::{Flushed, Invocation, flush, ingest, sweep};
use futures_util::FutureExt;
use serde_json::{Value, json};

#[allow(clippy::wildcard_imports)] // the scenarios' own words
use crate::given::*;

type Ports = FaultyPorts<MemoryPorts>;
type Running<'a> = Pin<Box<dyn Future<Output = Flushed> + 'a>>;

fn invocation(seconds: i64, id: &str) -> Invocation<'_> {
    Invocation {
        now: at(seconds),
        remaining: SignedDuration::from_secs(30),
        id,
        function_arn: "",
        last_resort_topic: LAST_RESORT,
    }
}

fn ports() -> Ports {
    FaultyPorts::new(MemoryPorts::new(compiled(&catalog())))
}

/// Whoever records the event dies before it wakes anybody.
fn record(ports: &Ports, event: &Value, seconds: i64) {
    ports.on_effect(|effect| match effect {
        Effect::Wake(_) => Fault::CrashBefore,
        _ => Fault::None,
    });
    let payload = json!({"Records": [{"messageId": "m", "body": event.to_string()}]}).to_string();
    let id = format!("ingest at {seconds}");
    let done = ingest(ports, payload.as_bytes(), &invocation(seconds, &id)).now_or_never();
    assert!(done.is_none(), "it has recorded a change, and died");
    ports.heal();
}

/// Records the event, and hands it over.
fn recorded(ports: &Ports, event: &Value, seconds: i64) {
    let payload = json!({"Records": [{"messageId": "m", "body": event.to_string()}]}).to_string();
    let done = ingest(ports, payload.as_bytes(), &invocation(seconds, "ingest")).now_or_never();
    assert!(done.is_some_and(|done| done.failed.is_empty()));
}

fn group(ports: &Ports) -> Wake {
    let rows = ports.inner.store.rows();
    let mut ids = rows.iter().filter_map(|row| row.key.pk.strip_prefix("group#"));
    Wake::Group(ids.next().expect("there is a group").to_owned())
}

/// The next write of this row waits until whoever makes it is polled again.
fn pause_at(ports: &Ports, row: &'static str) {
    let mut is_first = true;
    ports.on_effect(move |effect| match effect {
        Effect::Put(key) if key.sk == row && std::mem::take(&mut is_first) => Fault::Pause,
        _ => Fault::None,
    });
}

/// Lets it go on: it is done, or waits, or has died.
fn go_on(running: &mut Running<'_>) -> Option<Flushed> {
    running.as_mut().now_or_never()
}

/// What was sent, in order: `chat first`.
fn sent(ports: &Ports) -> Vec<String> {
    let all = ports.inner.transport.sent();
    all.iter()
        .map(|sent| {
            let text = format!("{:?}", sent.request);
            let firing = text.contains("Firing since") || text.contains("alert.firing");
            let to = if text.contains(CHAT) { "chat" } else { "hook" };
            format!("{to} {}", if firing { "fires" } else { "over" })
        })
        .collect()
}

/// The turn that makes it flap is written into its group, and whoever recorded it dies before the group is due for it. The
/// next turn must not take that row for what everybody knows.
#[test]
fn that_it_flaps_is_told_although_whoever_recorded_it_died() {
    let ports = ports();
    let turn = |number: i64| {
        let state = if number % 2 == 0 { "ALARM" } else { "OK" };
        event("a", state, number * 60)
    };
    for number in 0..5 {
        record(&ports, &turn(number), number * 60);
        let wake = group(&ports);
        let flushed = flush(&ports, &wake, 1, &invocation(number * 60 + 40, "flush")).now_or_never();
        assert!(flushed.is_some_and(|flushed| flushed.failed.is_none()));
    }
    let told = sent(&ports).len();
    ports.on_effect(|effect| match effect {
        Effect::Put(key) if key.sk == "group" => Fault::CrashBefore,
        _ => Fault::None,
    });
    let payload = json!({"Records": [{"messageId": "m", "body": turn(5).to_string()}]}).to_string();
    assert!(
        ingest(&ports, payload.as_bytes(), &invocation(300, "dies"))
            .now_or_never()
            .is_none()
    );
    ports.heal();

    record(&ports, &turn(6), 360);
    let wake = group(&ports);
    let flushed = flush(&ports, &wake, 1, &invocation(361, "tells")).now_or_never();
    assert!(flushed.is_some_and(|flushed| flushed.failed.is_none()));
    assert_eq!(sent(&ports).len(), told + 1);
}

/// A turn comes just before what flaps has settled, and whoever records it is slower than the flush that tells that it has.
#[test]
fn a_turn_that_is_recorded_while_it_settles_is_told() {
    let ports = ports();
    let turn = |number: i64, seconds: i64| {
        let state = if number % 2 == 0 { "ALARM" } else { "OK" };
        event("a", state, seconds)
    };
    let look = |seconds: i64| {
        let flushed = flush(&ports, &group(&ports), 1, &invocation(seconds, "flush")).now_or_never();
        assert!(flushed.is_some_and(|flushed| flushed.failed.is_none()));
    };
    for number in 0..7 {
        recorded(&ports, &turn(number, number * 60), number * 60);
        look(number * 60 + 40);
    }
    // It fires since 360, and has settled at 1260. That is told first.
    look(1260);
    let told = sent(&ports);
    assert_eq!(told.last().map(String::as_str), Some("chat fires"), "{told:?}");
    recorded(&ports, &turn(7, 1259), 1259);
    // A page that is calmer waits an interval for others, and no longer.
    look(1262);
    look(1262 + 300);
    assert_eq!(sent(&ports).len(), told.len() + 1);
}

/// A flush that tells slowly of an end, while the next episode begins and a faster flush finds that everybody knows; then
/// the slow one dies before it has completed.
#[test]
fn a_flush_that_died_after_it_told_is_looked_after_by_its_wake_up() {
    let ports = ports();
    record(&ports, &event("a", "ALARM", 0), 0);
    let wake = group(&ports);
    let first = flush(&ports, &wake, 1, &invocation(40, "first")).now_or_never();
    assert!(first.is_some_and(|flushed| flushed.failed.is_none()));
    record(&ports, &event("a", "OK", 100), 100);

    pause_at(&ports, "delivery#chat");
    let slow = invocation(101, "slow");
    let mut slow: Running<'_> = Box::pin(flush(&ports, &wake, 1, &slow));
    assert!(go_on(&mut slow).is_none());
    record(&ports, &event("a", "ALARM", 102), 102);
    let fast = flush(&ports, &wake, 1, &invocation(103, "fast")).now_or_never();
    assert!(fast.is_some_and(|flushed| flushed.failed.is_none() && flushed.deliveries.is_empty()));
    ports.on_effect(|effect| match effect {
        Effect::Put(key) if key.sk == "group" => Fault::CrashBefore,
        _ => Fault::None,
    });
    assert!(go_on(&mut slow).is_none());
    drop(slow);
    ports.heal();
    assert_eq!(sent(&ports), ["chat fires", "chat over"]);

    // The wake-up of the flush that died comes again.
    let again = flush(&ports, &wake, 2, &invocation(280, "again")).now_or_never();
    assert!(again.is_some_and(|flushed| flushed.failed.is_none()));
    assert_eq!(sent(&ports), ["chat fires", "chat over", "chat fires"]);
}

/// A slow flush tells the second receiver; one that read the group before that closes the alert as known to be over.
#[test]
fn whoever_has_read_less_does_not_complete_over_whoever_has_told_more() {
    let ports = ports();
    record(&ports, &event("crit", "ALARM", 0), 0);
    let wake = group(&ports);
    pause_at(&ports, "delivery#hook");
    let slow = invocation(21, "slow");
    let mut slow: Running<'_> = Box::pin(flush(&ports, &wake, 1, &slow));
    assert!(go_on(&mut slow).is_none());
    record(&ports, &event("crit", "OK", 20), 20);

    pause_at(&ports, "delivery#chat");
    let blind = invocation(22, "blind");
    let mut blind: Running<'_> = Box::pin(flush(&ports, &wake, 1, &blind));
    assert!(go_on(&mut blind).is_none());
    // The slow one has told the hook and can't complete, for there is news; the wake-up that it sends is lost.
    ports.on_effect(|effect| match effect {
        Effect::Wake(_) => Fault::CrashBefore,
        _ => Fault::None,
    });
    assert!(go_on(&mut slow).is_none());
    drop(slow);
    ports.heal();
    let blind = go_on(&mut blind).expect("nothing holds it up");
    assert!(blind.failed.is_none());
    assert_eq!(sent(&ports), ["chat fires", "hook fires", "chat over"]);

    // Whoever is due is found by the sweep.
    let swept = sweep(&ports, &invocation(60, "sweep")).now_or_never();
    assert!(swept.is_some_and(|swept| swept.is_ok_and(|swept| swept.woken == 1)));
    let next = flush(&ports, &wake, 1, &invocation(60, "next")).now_or_never();
    assert!(next.is_some_and(|flushed| flushed.failed.is_none()));
    assert_eq!(
        sent(&ports),
        ["chat fires", "hook fires", "chat over", "hook over"]
    );
}

/// A flush that has begun before an alert was let go, and reads it after that, has told of it: the next one says no more.
#[test]
fn what_a_slow_flush_reads_after_its_own_time_is_told_once() {
    let ports = ports();
    let held = |seconds: i64| {
        let mut event = event("a", "ALARM", seconds);
        event["detail"]["state"]["actionsSuppressedBy"] = json!("Alarm");
        event
    };
    record(&ports, &event("a", "ALARM", 0), 0);
    let wake = group(&ports);
    assert!(
        flush(&ports, &wake, 1, &invocation(40, "first"))
            .now_or_never()
            .is_some()
    );
    record(&ports, &held(50), 50);

    let mut is_first = true;
    ports.on_effect(move |effect| match effect {
        Effect::Read if std::mem::take(&mut is_first) => Fault::Pause,
        _ => Fault::None,
    });
    let slow = invocation(101, "slow");
    let mut slow: Running<'_> = Box::pin(flush(&ports, &wake, 2, &slow));
    assert!(go_on(&mut slow).is_none());
    record(&ports, &event("a", "ALARM", 104), 105);
    assert_eq!(go_on(&mut slow).map(|flushed| flushed.deliveries.len()), Some(1));
    let next = flush(&ports, &wake, 1, &invocation(106, "next")).now_or_never();
    assert!(next.is_some_and(|flushed| flushed.failed.is_none() && flushed.deliveries.is_empty()));
    assert_eq!(sent(&ports), ["chat fires", "chat fires"]);
}

/// A crowd of flushes of one group, all woken for the same news. One tells it; the others find nothing to do, and none of
/// them wakes another: each would come between the next.
#[test]
fn a_crowd_comes_to_rest() {
    let ports = ports();
    record(&ports, &event("a", "ALARM", 0), 0);
    let wake = group(&ports);
    let first = flush(&ports, &wake, 1, &invocation(40, "first")).now_or_never();
    assert!(first.is_some_and(|flushed| flushed.failed.is_none()));
    assert_eq!(sent(&ports), ["chat fires"]);

    // Everybody has read the group and is about to say when it is due next.
    let names: Vec<String> = (0..10).map(|number| format!("crowd-{number}")).collect();
    let invocations: Vec<Invocation<'_>> = names.iter().map(|name| invocation(50, name)).collect();
    let look = match &wake {
        Wake::Group(id) => Wake::Look(id.clone()),
        other => other.clone(),
    };
    let mut crowd: Vec<Running<'_>> = Vec::new();
    for invocation in &invocations {
        pause_at(&ports, "group");
        let mut one: Running<'_> = Box::pin(flush(&ports, &look, 1, invocation));
        assert!(go_on(&mut one).is_none());
        crowd.push(one);
    }
    ports.heal();
    let woken = ports.inner.wakes.sent();
    for one in &mut crowd {
        let done = go_on(one).expect("nothing holds it up");
        assert!(done.failed.is_none() && done.deliveries.is_empty());
    }
    let more = ports.inner.wakes.sent() - woken;
    assert!(
        more <= 1,
        "{more} wake-ups of ten flushes that had nothing to tell"
    );
    assert_eq!(sent(&ports), ["chat fires"]);
}

/// A flush that has read more and told nothing comes second to one that has read less: what it found to be due sooner is
/// kept, though whoever recorded it died before it could say so.
#[test]
fn what_a_flush_that_came_second_found_to_be_due_sooner_is_kept() {
    let ports = ports();
    record(&ports, &event("a", "ALARM", 0), 0);
    let wake = group(&ports);
    let first = flush(&ports, &wake, 1, &invocation(40, "first")).now_or_never();
    assert!(first.is_some_and(|flushed| flushed.failed.is_none()));
    let Wake::Group(id) = &wake else {
        panic!("a group is woken");
    };
    let look = Wake::Look(id.clone());
    let due = |ports: &Ports| {
        let rows = ports.inner.store.rows();
        let head = rows.iter().find(|row| row.key.sk == "group");
        head.and_then(|row| row.due.map(|(_, at)| at))
    };

    // One reads that there is nothing new before another alert begins, and writes when it is due after that.
    pause_at(&ports, "group");
    let blind = invocation(100, "blind");
    let mut blind: Running<'_> = Box::pin(flush(&ports, &look, 1, &blind));
    assert!(go_on(&mut blind).is_none());
    ports.on_effect(|effect| match effect {
        Effect::Put(key) if key.sk == "group" => Fault::CrashBefore,
        _ => Fault::None,
    });
    let payload = event("b", "ALARM", 101).to_string();
    let died = ingest(&ports, payload.as_bytes(), &invocation(101, "ingest")).now_or_never();
    assert!(
        died.is_none(),
        "the member is there, and nothing says that the group is due"
    );
    let sees = invocation(102, "sees");
    pause_at(&ports, "group");
    let mut sees: Running<'_> = Box::pin(flush(&ports, &look, 1, &sees));
    assert!(go_on(&mut sees).is_none());
    ports.heal();
    assert!(go_on(&mut blind).is_some_and(|flushed| flushed.failed.is_none()));
    let far = due(&ports).expect("repeats are due some day");
    assert!(
        go_on(&mut sees).is_some_and(|flushed| flushed.failed.is_none() && flushed.deliveries.is_empty())
    );
    let near = due(&ports).expect("it is due");
    assert!(near < far, "due at {near}, not only at {far}");
}

/// Each receiver in turn hangs: the other one has its page while the flush still waits for the one that hangs.
#[test]
fn a_receiver_that_hangs_delays_no_other() {
    for (hangs, other) in [(CHAT, HOOK), (HOOK, CHAT)] {
        let ports = ports();
        record(&ports, &event("crit", "ALARM", 0), 0);
        ports.on_effect(move |effect| match effect {
            Effect::Send(to) if to == hangs => Fault::Pause,
            _ => Fault::None,
        });
        let (wake, at_once) = (group(&ports), invocation(1, "flush"));
        let mut flushing: Running<'_> = Box::pin(flush(&ports, &wake, 1, &at_once));
        assert!(go_on(&mut flushing).is_none(), "it waits for {hangs}");
        let requests = ports.inner.transport.sent();
        let told: Vec<_> = requests
            .iter()
            .map(|sent| alert_pipeline::memory::MemoryTransport::address(&sent.request).to_owned())
            .collect();
        assert_eq!(told, [other]);
        let log = ports.inner.store.rows().into_iter().find(|row| {
            let name = if other == HOOK { "hook" } else { "chat" };
            row.key.sk == format!("delivery#{name}") && !row.body.contains("\"claim\"")
        });
        assert!(log.is_some(), "and that is written down");
    }
}
