//! A process that dies, and a reply that is lost, at every single effect.

use alert_pipeline::faulty::{Effect, Fault};

use crate::each_fault::with_each_fault;
#[allow(clippy::wildcard_imports)] // the scenarios' own words
use crate::given::*;

#[test]
fn whatever_fails_once_everybody_is_told_once_that_it_fires_and_once_that_it_is_over() {
    let tried = with_each_fault(
        &catalog(),
        |_| {},
        |world| {
            world.offer(event("crit", "ALARM", 0));
            world.run_until(at(1000));
            world.offer(event("crit", "OK", 1000));
            world.run_until(at(90_000));
        },
        |world, hit| {
            for receiver in ["chat", "hook"] {
                let of: Vec<_> = world
                    .notifications()
                    .iter()
                    .filter(|sent| sent.receiver == receiver)
                    .collect();
                assert_eq!(
                    of.iter().filter(|sent| !sent.firing.is_empty()).count(),
                    1,
                    "{}",
                    hit.case
                );
                assert_eq!(
                    of.iter().filter(|sent| !sent.resolved.is_empty()).count(),
                    1,
                    "{}",
                    hit.case
                );
            }
            // A receiver is called a third time only when nobody can know whether it was told; then the page says so.
            let extra = calls(world, CHAT) + calls(world, HOOK) - 4;
            assert!(extra <= 1, "{}", hit.case);
            let says_so = world
                .ports
                .inner
                .transport
                .sent()
                .iter()
                .any(|sent| format!("{:?}", sent.request).contains("may repeat"));
            assert!(
                says_so
                    || extra == 0
                    || (matches!(hit.effect, Effect::Send(_)) && hit.fault == Fault::Refuse),
                "{}",
                hit.case
            );
            assert_balanced(world);
        },
    );
    assert!(tried > 100, "only {tried} cases");
}
