//! The steps of a change, each over a batch of them.
//!
//! Each is a function of its own that is never inlined, so that callgrind can say what was spent in it.

use std::hint::black_box;

use alert_core::alert::Alert;
use alert_core::envelope;
use alert_core::language::Preference;
use alert_core::observation::Observation;
use alert_core::page::{Draft, Page, Told, build};
use alert_core::reason::Reason;
use alert_core::receiver;
use alert_core::source;
use alert_core::state::decide::{Verdict, decide};
use alert_core::state::observe::{Change, Observed, observe};
use alert_core::state::{
    AlertRecord, Arrival, DeliveryRecord, GroupRecord, HeldBy, Holds, Member, Place, Tell,
};
use alert_core::suppress::Surroundings;
use alert_core::time::Timestamp;

use crate::events::start;
use crate::world::World;

/// One step.
#[derive(Clone, Copy)]
pub struct Step {
    /// Its name, and that of its function with `step_` before it.
    pub name: &'static str,
    /// Does a batch and says of how many events, alerts or pages.
    pub run: fn(&mut World) -> usize,
}

/// All steps, in the order in which a change goes through them.
pub const STEPS: &[Step] = &[
    Step {
        name: "decode",
        run: step_decode,
    },
    Step {
        name: "fingerprint",
        run: step_fingerprint,
    },
    Step {
        name: "observe",
        run: step_observe,
    },
    Step {
        name: "enrich",
        run: step_enrich,
    },
    Step {
        name: "route",
        run: step_route,
    },
    Step {
        name: "inhibit",
        run: step_inhibit,
    },
    Step {
        name: "decide",
        run: step_decide,
    },
    Step {
        name: "build",
        run: step_build,
    },
    Step {
        name: "render",
        run: step_render,
    },
    Step {
        name: "path",
        run: step_path,
    },
];

/// What a text says.
pub fn observations(text: &[u8]) -> Vec<Observation> {
    let envelopes = envelope::open(text);
    let decoded = envelopes.iter().map(|envelope| source::decode(envelope, start()));
    decoded.flatten().collect()
}

/// Bytes to observations.
#[inline(never)]
fn step_decode(world: &mut World) -> usize {
    for text in &world.texts {
        black_box(observations(text));
    }
    world.texts.len()
}

/// The identity of an observation.
#[inline(never)]
fn step_fingerprint(world: &mut World) -> usize {
    for observation in &world.observations {
        black_box(observation.fingerprint());
    }
    world.observations.len()
}

/// What an observation changes: half of them nothing.
#[inline(never)]
fn step_observe(world: &mut World) -> usize {
    let fired = world.observations.len() / 4;
    for (position, observation) in world.observations.iter().enumerate() {
        let record = if position < fired {
            &world.blank
        } else {
            &world.opened[position % fired]
        };
        let _observed = black_box(observe(record, observation));
    }
    world.observations.len()
}

/// Owner, runbook, severity and labels of an observation.
#[inline(never)]
fn step_enrich(world: &mut World) -> usize {
    for observation in &world.observations {
        black_box(world.catalog.enrich(observation));
    }
    world.observations.len()
}

/// The groups and receivers of an alert.
#[inline(never)]
fn step_route(world: &mut World) -> usize {
    for alert in &world.alerts {
        black_box(Place::all(alert, &world.catalog));
    }
    world.alerts.len()
}

/// The parts that an alert plays in inhibition.
#[inline(never)]
fn step_inhibit(world: &mut World) -> usize {
    for alert in &world.alerts {
        black_box(Holds::all(alert, &world.catalog));
        black_box(HeldBy::all(alert, &world.catalog));
    }
    world.alerts.len()
}

/// What a receiver is told of a group, for each of its members.
#[inline(never)]
fn step_decide(world: &mut World) -> usize {
    let around = Surroundings::of(&world.group, &world.silences, &world.inhibitors, world.now);
    black_box(decide(&world.log, &world.members, &around));
    world.members.len()
}

/// A page about five alerts.
#[inline(never)]
fn step_build(world: &mut World) -> usize {
    black_box(page(&world.group, &world.members, world.now));
    1
}

/// A page as each kind of receiver gets it.
#[inline(never)]
fn step_render(world: &mut World) -> usize {
    for config in &world.receivers {
        let kind = receiver::kind(&config.kind).expect("there is such a receiver");
        black_box(kind.render(&world.page, config));
    }
    world.receivers.len()
}

/// From bytes to the decisions, with nothing but memory in between. A world's changes can be made once: then it is `reset`.
#[inline(never)]
fn step_path(world: &mut World) -> usize {
    let texts = std::mem::take(&mut world.texts);
    for text in &texts {
        for observation in observations(text) {
            take(world, &observation);
        }
    }
    world.texts = texts;
    world.texts.len()
}

/// What ingest and flush decide of one observation.
fn take(world: &mut World, observation: &Observation) {
    let fingerprint = observation.fingerprint();
    let known = world.records.get(&fingerprint).unwrap_or(&world.blank);
    let Observed::Changed(change, next) = observe(known, observation) else {
        return;
    };
    let mut next = *next;
    if change == Change::Opened {
        let alert = world.catalog.enrich(observation);
        next.places = Place::all(&alert, &world.catalog);
        next.holds = Holds::all(&alert, &world.catalog);
        next.held_by = HeldBy::all(&alert, &world.catalog);
        next.alert = Some(alert);
    }
    for place in &next.places {
        let group = GroupRecord::of(place);
        let Some(member) = Member::of(&next, 1, place, None, world.now) else {
            continue;
        };
        let around = Surroundings::of(&group, &world.silences, &world.inhibitors, world.now);
        for receiver in &place.receivers {
            let key = (place.group_id.clone(), receiver.name.clone());
            let log = world
                .logs
                .entry(key)
                .or_insert_with(|| DeliveryRecord::new(receiver.clone()));
            if let Verdict::Notify(news) = decide(log, std::slice::from_ref(&member), &around) {
                log.told(&[tell(&member, !news.firing.is_empty())], Arrival::Here);
                log.last_sent_at = Some(world.now);
                world.told += 1;
            }
        }
    }
    world.records.insert(fingerprint, next);
}

/// What a receiver is told of a member.
pub fn tell(member: &Member, firing: bool) -> Tell {
    Tell {
        fingerprint: member.alert.fingerprint.clone(),
        episode: member.episode,
        alert_version: member.alert_version,
        severity: member.alert.severity,
        firing,
        flapping: false,
    }
}

/// A record of an alert that has begun to fire.
pub fn open(blank: &AlertRecord, observation: &Observation, alert: &Alert) -> AlertRecord {
    match observe(blank, observation) {
        Observed::Changed(_, mut next) => {
            next.alert = Some(alert.clone());
            *next
        }
        Observed::Nothing(_) => blank.clone(),
    }
}

fn told(member: &Member) -> Told<'_> {
    Told {
        alert: &member.alert,
        starts_at: member.starts_at,
        ends_at: None,
        no_data_since: None,
    }
}

/// A page about five alerts.
pub fn page(group: &GroupRecord, members: &[Member], now: Timestamp) -> Page {
    build(Draft {
        id: "46f3067e18cf5691a833".to_owned(),
        group_key: &group.key,
        group_labels: &group.labels,
        reason: Reason::First,
        at: now,
        firing: members.iter().take(5).map(told).collect(),
        resolved: vec![],
        notes: vec![],
        language: Preference::default(),
        waiting_since: None,
    })
}
