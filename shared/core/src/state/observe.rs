//! What an observation changes of what is known.
//!
//! Order is the source's own: the state's time, never the arrival. The same change that comes by EventBridge, by SNS and
//! as an alarm action has one time and one state, so the second and the third are duplicates.

use super::{AlertRecord, Released, flap};
use crate::observation::{Observation, State};
use crate::reason::Cause;
use crate::run::{LastRun, speaks_for};
use crate::time::{Timestamp, after};

/// What came of an observation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Observed {
    /// Nothing changes.
    Nothing(Cause),
    /// This changes, and this is the record to write.
    Changed(Change, Box<AlertRecord>),
}

/// How an alert changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// An episode began.
    Opened,
    /// It still fires; its text or severity may have changed.
    Updated,
    /// AWS held it back and no longer does.
    Released,
    /// AWS holds it back now.
    Suppressed,
    /// The episode is over.
    Resolved,
    /// It recovered without having fired: remembered, so that a late firing event older than this is known to be late.
    NotFiring,
    /// The source lost sight of it while it fires.
    NoData,
    /// Its actions were disabled, or enabled again.
    Configured,
}

impl Change {
    /// The account an observation is in at once when it made this change; the others are pending until somebody is told.
    pub const fn settled(self) -> Option<Cause> {
        match self {
            Self::Opened | Self::Released | Self::Resolved => None,
            Self::Updated | Self::Suppressed => Some(Cause::Unchanged),
            Self::NotFiring => Some(Cause::NotFiring),
            Self::NoData => Some(Cause::NoData),
            Self::Configured => Some(Cause::Noise),
        }
    }
}

/// What `observation` changes of `record`.
pub fn observe(record: &AlertRecord, observation: &Observation) -> Observed {
    let at = observation.state_at;
    match &observation.state {
        State::Noise(_) => Observed::Nothing(Cause::Noise),
        State::Configured { actions_enabled } => configured(record, *actions_enabled, at),
        // Losing sight neither pages nor resolves, and it does not order anything: a late firing event is still news.
        State::NoData => {
            let newer = record.state_at.is_none_or(|known| at > known)
                && record.no_data_since.is_none_or(|known| at > known);
            if !(record.is_open(at) && newer) {
                return Observed::Nothing(if record.no_data_since == Some(at) {
                    Cause::Duplicate
                } else {
                    Cause::NoData
                });
            }
            changed(
                Change::NoData,
                AlertRecord {
                    no_data_since: Some(at),
                    owed: true,
                    ..record.clone()
                },
            )
        }
        State::Firing => match position(record, at, rank(true, observation.suppression.is_some())) {
            Position::Same => Observed::Nothing(Cause::Duplicate),
            Position::Older => failed_earlier(record, observation),
            Position::Newer => fires(record, observation),
        },
        State::Resolved => match position(record, at, rank(false, false)) {
            Position::Same => Observed::Nothing(Cause::Duplicate),
            Position::Older => Observed::Nothing(Cause::Stale),
            Position::Newer => resolves(record, observation),
        },
    }
}

/// An old failure. Runs overlap: one that ended earlier may have started later, and the success that is known, or the next
/// one, does not speak for it.
fn failed_earlier(record: &AlertRecord, observation: &Observation) -> Observed {
    let failed = LastRun::of(&observation.run);
    if !record.firing {
        return if speaks_for(record.last_run.as_ref(), failed.as_ref()) {
            Observed::Nothing(Cause::Stale)
        } else {
            fires(record, observation)
        };
    }
    let last_run = LastRun::later(record.last_run.clone(), failed);
    if last_run == record.last_run {
        return Observed::Nothing(Cause::Stale);
    }
    changed(
        Change::Updated,
        AlertRecord {
            last_run,
            owed: true,
            ..record.clone()
        },
    )
}

fn fires(record: &AlertRecord, observation: &Observation) -> Observed {
    let at = observation.state_at;
    let lasts_until = observation.resolve_after.map(|duration| after(at, duration));
    let known = record.last_run.clone().filter(|_| record.is_open(at));
    let next = AlertRecord {
        firing: true,
        state_at: Some(at),
        suppression: observation.suppression.clone(),
        no_data_since: None,
        lasts_until,
        last_run: LastRun::later(known, LastRun::of(&observation.run)),
        owed: true,
        ..record.clone()
    };
    if !record.is_open(at) {
        // The alert and its places are those of the episode: the caller fills them in from the catalog. An end that is
        // still owed stays owed to the places of before.
        let (mut left, mut left_at) = (vec![], None);
        if record.owed {
            left.clone_from(&record.left);
            left.extend(record.places.iter().cloned());
            left_at = record.state_at;
        }
        let mut opened = AlertRecord {
            left,
            left_at,
            episode: record.episode + 1,
            starts_at: Some(at),
            released: None,
            places: vec![],
            alert: None,
            ..next
        };
        take_turn(&mut opened, at);
        return changed(Change::Opened, opened);
    }
    match (&record.suppression, &observation.suppression) {
        // The release of a suppressor arrives as ALARM -> ALARM: the value is the same, and it must page.
        (Some(held), None) => {
            let released = Some(Released {
                at,
                known_at: None,
                from: held.cause.cause(),
            });
            changed(Change::Released, AlertRecord { released, ..next })
        }
        (None, Some(_)) => changed(Change::Suppressed, next),
        _ => changed(Change::Updated, next),
    }
}

fn resolves(record: &AlertRecord, observation: &Observation) -> Observed {
    let at = observation.state_at;
    let succeeded = LastRun::of(&observation.run);
    let is_open = record.is_open(at);
    // A run that started before the one that failed says nothing of it, however late it succeeded.
    if is_open && !speaks_for(succeeded.as_ref(), record.last_run.as_ref()) {
        return Observed::Nothing(Cause::Stale);
    }
    let known = record.last_run.clone().filter(|_| !record.firing);
    let mut over = AlertRecord {
        firing: false,
        state_at: Some(at),
        last_run: LastRun::later(known, succeeded),
        ..record.clone()
    };
    if !is_open {
        return changed(Change::NotFiring, over);
    }
    over.owed = true;
    take_turn(&mut over, at);
    changed(Change::Resolved, over)
}

/// An alarm whose actions are disabled fires unheard until they are enabled again.
fn configured(record: &AlertRecord, actions_enabled: bool, at: Timestamp) -> Observed {
    let newer = record.configured_at.is_none_or(|known| at > known);
    if !newer || record.actions_disabled != actions_enabled {
        return Observed::Nothing(Cause::Noise);
    }
    let mut next = AlertRecord {
        actions_disabled: !actions_enabled,
        configured_at: Some(at),
        owed: record.owed || record.is_open(at),
        ..record.clone()
    };
    if actions_enabled && record.is_open(at) {
        next.released = Some(Released {
            at,
            known_at: None,
            from: Cause::ActionsDisabled,
        });
    }
    changed(Change::Configured, next)
}

fn take_turn(record: &mut AlertRecord, at: Timestamp) {
    let before = record.flap.take();
    record.flap = flap::turn(&mut record.turns, before.as_ref(), &record.flap_policy, at);
}

fn changed(change: Change, next: AlertRecord) -> Observed {
    Observed::Changed(change, Box::new(next))
}

/// Where a change stands against what is known.
#[derive(PartialEq, Eq)]
enum Position {
    Older,
    Same,
    Newer,
}

fn position(record: &AlertRecord, at: Timestamp, rank: u8) -> Position {
    let Some(known_at) = record.state_at else {
        return Position::Newer;
    };
    match (at, rank).cmp(&(known_at, self::rank(record.firing, record.suppression.is_some()))) {
        std::cmp::Ordering::Less => Position::Older,
        std::cmp::Ordering::Equal => Position::Same,
        std::cmp::Ordering::Greater => Position::Newer,
    }
}

/// Orders states of one instant, so that the end does not depend on the order of arrival. To fire beats to be resolved,
/// and to be heard beats to be held back (a mute that ends sends the alarm again with its old time): when in doubt, page.
const fn rank(firing: bool, suppressed: bool) -> u8 {
    match (firing, suppressed) {
        (false, _) => 0,
        (true, true) => 1,
        (true, false) => 2,
    }
}

#[cfg(test)]
mod table;
