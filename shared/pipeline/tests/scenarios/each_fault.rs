//! A story told again and again, each time with one fault at one effect, until every effect has had every fault.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use alert_pipeline::faulty::{Effect, Fault, FaultyPorts};
use alert_pipeline::memory::MemoryPorts;
use alert_pipeline::simulator::World;
use serde_json::Value;

use crate::given::{at, compiled, told};

pub(crate) type Faulty = World<FaultyPorts<MemoryPorts>>;

/// What was hit in one run.
pub(crate) struct Hit {
    pub fault: Fault,
    pub effect: Effect,
    /// To be named when something does not hold.
    pub case: String,
}

/// Tells `story` once for each fault at each of its effects, after what `before` does unharmed, and `check`s how it ended.
/// Says how many runs there were.
pub(crate) fn with_each_fault(
    catalog: &Value,
    before: impl Fn(&mut Faulty),
    story: impl Fn(&mut Faulty),
    check: impl Fn(&Faulty, &Hit),
) -> usize {
    let mut tried = 0;
    for fault in [
        Fault::Refuse,
        Fault::LoseReply,
        Fault::CrashBefore,
        Fault::CrashAfter,
    ] {
        for position in 0.. {
            let mut world = World::new(FaultyPorts::new(MemoryPorts::new(compiled(catalog))), at(0));
            before(&mut world);
            let hit = strike(&world, position, fault);
            story(&mut world);
            let Some(effect) = hit.take() else {
                break;
            };
            tried += 1;
            let case = format!("{fault:?} at effect {position} ({effect:?}): {:?}", told(&world));
            check(&world, &Hit { fault, effect, case });
        }
    }
    tried
}

/// Lets a fault happen at an effect, by its number from here on; what it was, once it has.
fn strike(world: &Faulty, position: usize, fault: Fault) -> Rc<RefCell<Option<Effect>>> {
    let (count, hit) = (Cell::new(0), Rc::new(RefCell::new(None)));
    let seen = Rc::clone(&hit);
    world.ports.on_effect(move |effect| {
        count.set(count.get() + 1);
        if count.get() - 1 != position {
            return Fault::None;
        }
        seen.replace(Some(effect.clone()));
        // A catalog that can't be had even once is a scenario of its own: the adapter keeps the last good one.
        let lasting = matches!(fault, Fault::Refuse | Fault::LoseReply);
        if *effect == Effect::Catalog && lasting {
            Fault::None
        } else {
            fault
        }
    });
    hit
}
