//! A process that dies, and a reply that is lost, at every single effect.

use std::cell::Cell;
use std::rc::Rc;

use alert_pipeline::faulty::{Effect, Fault, FaultyPorts};
use alert_pipeline::memory::MemoryPorts;
use alert_pipeline::simulator::World;

#[allow(clippy::wildcard_imports)] // the scenarios' own words
use crate::given::*;

/// Runs a critical alarm and its OK with `fault` at effect number `position`; says whether there was such an effect and
/// whether it was a request to a receiver.
fn run(position: usize, fault: Fault) -> Option<(World<FaultyPorts<MemoryPorts>>, bool)> {
    let mut world = World::new(FaultyPorts::new(MemoryPorts::new(compiled(&catalog()))), at(0));
    let (count, hit) = (Cell::new(0), Rc::new(Cell::new(None)));
    let seen = Rc::clone(&hit);
    world.ports.on_effect(move |effect| {
        count.set(count.get() + 1);
        if count.get() - 1 != position {
            return Fault::None;
        }
        seen.set(Some(matches!(effect, Effect::Send(_))));
        // A catalog that can't be had even once is a scenario of its own: the adapter keeps the last good one.
        let lasting = matches!(fault, Fault::Refuse | Fault::LoseReply);
        if *effect == Effect::Catalog && lasting {
            Fault::None
        } else {
            fault
        }
    });
    world.offer(event("crit", "ALARM", 0));
    world.run_until(at(1000));
    world.offer(event("crit", "OK", 1000));
    world.run_until(at(90_000));
    hit.get().map(|was_send| (world, was_send))
}

#[test]
fn whatever_fails_once_everybody_is_told_once_that_it_fires_and_once_that_it_is_over() {
    let mut tried = 0;
    for fault in [
        Fault::Refuse,
        Fault::LoseReply,
        Fault::CrashBefore,
        Fault::CrashAfter,
    ] {
        for position in 0.. {
            let Some((world, was_send)) = run(position, fault) else {
                break;
            };
            tried += 1;
            let case = format!("{fault:?} at effect {position}: {:?}", told(&world));
            for receiver in ["chat", "hook"] {
                let of: Vec<_> = world
                    .notifications()
                    .iter()
                    .filter(|sent| sent.receiver == receiver)
                    .collect();
                assert_eq!(
                    of.iter().filter(|sent| !sent.firing.is_empty()).count(),
                    1,
                    "{case}"
                );
                assert_eq!(
                    of.iter().filter(|sent| !sent.resolved.is_empty()).count(),
                    1,
                    "{case}"
                );
            }
            // A receiver is called a third time only when nobody can know whether it was told; then the page says so.
            let extra = calls(&world, CHAT) + calls(&world, HOOK) - 4;
            assert!(extra <= 1, "{case}");
            let says_so = world
                .ports
                .inner
                .transport
                .sent()
                .iter()
                .any(|sent| format!("{:?}", sent.request).contains("may repeat"));
            assert!(
                says_so || extra == 0 || (was_send && fault == Fault::Refuse),
                "{case}"
            );
            assert_balanced(&world);
        }
    }
    assert!(tried > 100, "only {tried} cases");
}
