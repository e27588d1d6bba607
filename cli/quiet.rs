//! What would hold an alert back and what would be decided, asked of the functions' own suppressors and decision as if the
//! alert were seen for the first time.
//!
//! What people silenced is known where their silences are given. Which other alerts fire, what was told before and whether it
//! flaps is known on AWS only.

use alert_core::alert::Alert;
use alert_core::catalog::Catalog;
use alert_core::inhibit::{Inhibitors, Role};
use alert_core::observation::Observation;
use alert_core::silence::SilenceIndex;
use alert_core::state::decide::{Verdict, decide};
use alert_core::state::observe::{Observed, observe};
use alert_core::state::{AlertRecord, DeliveryRecord, GroupRecord, HeldBy, Member, Place};
use alert_core::suppress::{Answer, Held, SUPPRESSORS, Surroundings};
use alert_core::time::Timestamp;

/// What holds the alert back in a group, by the group's key.
#[derive(Debug)]
pub(crate) struct Quiet {
    pub(crate) group_key: String,
    pub(crate) held: Vec<Held>,
    /// What a receiver is told that knows of nothing in the group; and what it is told then, where it must wait.
    pub(crate) decided: Option<(Verdict, Option<Verdict>)>,
}

/// Every group of an alert with what holds it back there. Nothing for an observation that fires nothing.
pub(crate) fn held(
    alert: &Alert,
    observation: &Observation,
    catalog: &Catalog,
    silences: &SilenceIndex,
    now: Timestamp,
) -> Vec<Quiet> {
    let Observed::Changed(_, mut record) = observe(&AlertRecord::blank(), observation) else {
        return vec![];
    };
    record.held_by = HeldBy::all(alert, catalog);
    record.alert = Some(alert.clone());
    let inhibitors = Inhibitors::default();
    let places = Place::all(alert, catalog).into_iter();
    places
        .filter(|_| record.firing)
        .filter_map(|place| {
            let member = Member::of(&record, 1, &place, None, now)?;
            let group = GroupRecord::of(&place);
            let around = Surroundings::of(&group, silences, &inhibitors, now);
            let answers = SUPPRESSORS
                .iter()
                .filter_map(|suppressor| suppressor.ask(&member, &around));
            let held = answers.filter_map(|answer| match answer {
                Answer::Held(held) => Some(held),
                Answer::Heard(_) => None,
            });
            let held = held.collect();
            let decided = place.receivers.first().map(|receiver| {
                let log = DeliveryRecord::new(receiver.clone());
                let at = |now| {
                    decide(
                        &log,
                        &[&member],
                        &Surroundings::of(&group, silences, &inhibitors, now),
                    )
                };
                let first = at(now);
                let then = match &first {
                    Verdict::Hold(until) => Some(at(*until)),
                    Verdict::Notify(_) | Verdict::Quiet => None,
                };
                (first, then)
            });
            Some(Quiet {
                group_key: place.group_key,
                held,
                decided,
            })
        })
        .collect()
}

/// The part of an alert in a rule, in a sentence: `targets of down-over-slow with the same region`.
pub(crate) fn role(others: &str, role: &Role<'_>) -> String {
    let equal = &role.rule.equal;
    let same = if equal.is_empty() {
        String::new()
    } else {
        format!(" with the same {}", equal.join(", "))
    };
    let both = if role.both {
        "; it is on both sides, so no other such counts"
    } else {
        ""
    };
    format!("{others} of {}{same}{both}", role.rule.name)
}
