//! What is to be said, by the engine's own judgement of what is known.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::Value;

use super::suspect::Suspect;
use crate::fingerprint::Fingerprint;
use crate::observation::{State, SuppressionCause};
use crate::reason::Cause;
use crate::state::AlertRecord;
use crate::state::observe::{Change, Observed, observe};

/// What saying it comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Verb {
    /// It fires, and nobody was told.
    Open,
    /// AWS no longer holds it back.
    Release,
    /// AWS holds it back now.
    Hold,
    /// CloudWatch has lost sight of it.
    NoData,
    /// It is over.
    Resolve,
    /// Nothing is said: a person has to look.
    Leave,
}

impl Verb {
    /// The word, as in JSON.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Release => "release",
            Self::Hold => "hold",
            Self::NoData => "no_data",
            Self::Resolve => "resolve",
            Self::Leave => "leave",
        }
    }
}

/// One thing that is to be said. A contract like every other JSON of this program.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Step {
    /// What saying it comes to.
    #[serde(rename = "step")]
    pub verb: Verb,
    /// The alarm's name.
    pub alarm: String,
    /// The alert.
    pub fingerprint: Fingerprint,
    /// In words, where it comes from.
    pub why: String,
    /// What goes into the ingest queue; nothing when it is left.
    pub event: Option<Value>,
}

/// What is to be said, the pages first, and how many alarms agree.
#[derive(Debug, Default)]
pub struct Plan {
    /// What is to be said, and what is left to a person.
    pub steps: Vec<Step>,
    /// How many agree.
    pub agreed: usize,
}

/// What has to be said of these, given what is known of them.
pub fn plan(suspects: Vec<Suspect>, known: &BTreeMap<Fingerprint, AlertRecord>) -> Plan {
    let mut plan = Plan::default();
    for suspect in suspects {
        let blank = AlertRecord::blank();
        let record = known.get(&suspect.fingerprint).unwrap_or(&blank);
        let Some((verb, why)) = judge(&suspect, record) else {
            plan.agreed += 1;
            continue;
        };
        plan.steps.push(Step {
            verb,
            alarm: suspect.alarm,
            fingerprint: suspect.fingerprint,
            why,
            event: (verb != Verb::Leave).then_some(suspect.event),
        });
    }
    plan.steps
        .sort_by(|one, other| (one.verb, &one.alarm).cmp(&(other.verb, &other.alarm)));
    plan
}

fn judge(suspect: &Suspect, record: &AlertRecord) -> Option<(Verb, String)> {
    let why = &suspect.why;
    let Some(observation) = &suspect.observation else {
        let why = format!("{why}, but its identity can't be made out of its labels");
        return Some((Verb::Leave, why));
    };
    let muted = record.suppression.as_ref();
    let muted = muted.is_some_and(|held| held.cause == SuppressionCause::MuteRule);
    let fires = observation.state == State::Firing;
    let verb = match observe(record, observation) {
        Observed::Changed(Change::Opened, _) => Verb::Open,
        // `DescribeAlarms` says nothing of mutes. The router knows when this one ends, and tells what still fires then.
        Observed::Changed(Change::Released, _) if muted => return None,
        Observed::Changed(Change::Released, _) => Verb::Release,
        Observed::Changed(Change::Suppressed, _) => Verb::Hold,
        Observed::Changed(Change::NoData, _) => Verb::NoData,
        Observed::Changed(Change::Resolved, _) => Verb::Resolve,
        // The times are CloudWatch's own, so it was somebody else's word that is wrong. A state that both agree on may well have
        // been told anew since it began.
        Observed::Nothing(Cause::Stale) if fires != record.firing => {
            let known = record.state_at.map(|at| at.to_string()).unwrap_or_default();
            let why = format!("{why}, since before the router's last word of it ({known})");
            return Some((Verb::Leave, why));
        }
        // Nothing that a person has to know.
        Observed::Changed(Change::Updated | Change::NotFiring | Change::Configured, _)
        | Observed::Nothing(_) => {
            return None;
        }
    };
    if verb == Verb::Open && !suspect.acts && !record.actions_disabled {
        // The state's event does not say so, and what the router does not know of it would page.
        let why = format!("{why}, but its actions are disabled; run this again when they are enabled");
        return Some((Verb::Leave, why));
    }
    Some((verb, why.clone()))
}
