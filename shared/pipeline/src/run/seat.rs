//! Where an alert of a run is told: with the others, where there are others.

use alert_core::fingerprint::Fingerprint;
use alert_core::run::{Part, Run};
use alert_core::severity::Severity;
use alert_core::state::{AlertRecord, Place, RunRecord, SCHEMA, TieKey, TieRecord};
use alert_core::time::{Timestamp, after};

use super::{find, put_part, read, run_key, run_pk, tie_key, tie_pk};
use crate::error::DriverError;
use crate::invocation::{Invocation, Pen};
use crate::ports::Ports;
use crate::records::{ATTEMPTS, Edit, Stored, contended, edit};
use crate::room::{Room, has_room, with_room};

/// What is known of an alert whose episode begins.
pub(crate) struct Newcomer<'a> {
    /// Where its own routes tell of it.
    pub own: Vec<Place>,
    /// What its event says of its run.
    pub run: &'a Run,
    /// Which rooms it may take.
    pub room: Room<'a>,
}

/// Gives an alert whose episode begins its places, and its run: the one that what it has in common with others leads to,
/// else one of its own.
///
/// What is written here leads others to the run and says nothing of the alert. If the alert's record is never written, or
/// the same episode begins again after a crash, nothing is lost and the same run is found.
pub(crate) async fn seat<P: Ports>(
    ports: &P,
    record: &mut AlertRecord,
    newcomer: Newcomer<'_>,
    invocation: &Invocation<'_>,
    pen: &Pen<'_>,
) -> Result<(), DriverError> {
    let Newcomer { own, run, room } = newcomer;
    let (keys, episode, now) = (TieKey::all(run), record.episode, invocation.now);
    let alert = record.alert.as_mut();
    let Some((alert, at)) = alert.zip(record.state_at).filter(|_| !keys.is_empty()) else {
        record.places = with_room(ports, own, room).await?;
        return Ok(());
    };
    for _ in 0..ATTEMPTS {
        let known = Known::read(ports, &keys, at).await?;
        let chosen = if let Some(chosen) = known.earliest() {
            chosen.clone()
        } else {
            let places = with_room(ports, own.clone(), room).await?;
            let first = lead(&alert.fingerprint, episode, alert.severity, places, now);
            keep(ports, first, pen, now).await?
        };
        if !tie(ports, &keys, &known, &chosen.run, at, pen, now).await? {
            continue;
        }
        record.absorbs = known.others(&chosen.run);
        record.places = if has_room(ports, &chosen.places, room).await? {
            chosen.seats(own)
        } else {
            with_room(ports, own, room).await?
        };
        put_part(ports, run_pk(&chosen.run), &alert.fingerprint, pen, now).await?;
        if let Some(of) = &mut alert.run {
            of.run = chosen.run;
            let work = keys.iter().find(|key| key.is_work()).map(TieKey::row);
            if let Some(work) = work.filter(|_| of.part >= Part::Whole) {
                if of.part.ends_with_whole() {
                    put_part(ports, tie_pk(&work), &alert.fingerprint, pen, now).await?;
                }
                of.work = work;
            }
        }
        return Ok(());
    }
    Err(contended(&run_key(&RunRecord::id_of(
        &alert.fingerprint,
        episode,
    ))))
}

/// Another run of the same work has failed before the alert was over: whatever only counts failures of this work, and
/// knows no executions, belongs to what is open.
pub(crate) async fn refresh<P: Ports>(
    ports: &P,
    record: &AlertRecord,
    run: &Run,
    invocation: &Invocation<'_>,
    pen: &Pen<'_>,
) -> Result<(), DriverError> {
    let of = record.alert.as_ref().and_then(|alert| alert.run.as_ref());
    let Some((of, at)) = of
        .filter(|of| of.part != Part::Symptom && !of.run.is_empty())
        .zip(record.state_at)
    else {
        return Ok(());
    };
    for key in TieKey::all(run).iter().filter(|key| key.is_work()) {
        let anonymous = TieKey::Work {
            work: key.name(),
            execution: "",
        };
        let write = |current: Option<&Stored<TieRecord>>| {
            let before = current.map(|current| &current.record);
            match before {
                Some(before) if before.run != of.run => Edit::Leave,
                _ => Edit::Write(anonymous.row_of(&of.run, before, at), None),
            }
        };
        edit(ports.store(), tie_key(&key.row()), pen, invocation.now, write).await?;
    }
    Ok(())
}

/// The runs that an alert's keys lead to.
#[derive(Default)]
struct Known {
    /// As the rows name them.
    named: Vec<String>,
    runs: Vec<RunRecord>,
}

impl Known {
    async fn read<P: Ports>(ports: &P, keys: &[TieKey<'_>], at: Timestamp) -> Result<Self, DriverError> {
        let mut known = Self::default();
        for key in keys {
            let Some(row) = read::<P, TieRecord>(ports, &tie_key(&key.row())).await? else {
                continue;
            };
            if !key.leads_to(&row.record, at) || known.named.contains(&row.record.run) {
                continue;
            }
            if let Some(run) = find(ports, &row.record.run).await?
                && known.runs.iter().all(|other| other.run != run.record.run)
            {
                known.runs.push(run.record);
            }
            known.named.push(row.record.run);
        }
        Ok(known)
    }

    /// The one that is told first.
    fn earliest(&self) -> Option<&RunRecord> {
        self.runs.iter().min_by_key(|run| (run.told_from, &run.run))
    }

    fn others(&self, than: &str) -> Vec<String> {
        let others = self.runs.iter().map(|run| run.run.clone());
        others.filter(|run| run != than).collect()
    }
}

/// The run whose first alert this is.
fn lead(
    alert: &Fingerprint,
    episode: u64,
    severity: Severity,
    places: Vec<Place>,
    now: Timestamp,
) -> RunRecord {
    let wait = places
        .iter()
        .map(|place| place.options.group_wait(severity))
        .min();
    RunRecord {
        schema: SCHEMA,
        run: RunRecord::id_of(alert, episode),
        told_from: wait.map_or(now, |wait| after(now, wait)),
        places,
        merged_into: None,
    }
}

/// The run as the store has it: an earlier try may have written it.
async fn keep<P: Ports>(
    ports: &P,
    run: RunRecord,
    pen: &Pen<'_>,
    now: Timestamp,
) -> Result<RunRecord, DriverError> {
    let key = run_key(&run.run);
    let write = |current: Option<&Stored<RunRecord>>| match current {
        None => Edit::Write(run.clone(), None),
        Some(_) => Edit::Leave,
    };
    let stored = edit(ports.store(), key, pen, now, write).await?;
    Ok(stored.map_or(run, |stored| stored.record))
}

/// Leads every key to the run. False when one leads to a run that was not known: somebody came between.
async fn tie<P: Ports>(
    ports: &P,
    keys: &[TieKey<'_>],
    known: &Known,
    run: &str,
    at: Timestamp,
    pen: &Pen<'_>,
    now: Timestamp,
) -> Result<bool, DriverError> {
    for key in keys {
        let mut is_known = true;
        let write = |current: Option<&Stored<TieRecord>>| {
            let before = current.map(|current| &current.record);
            is_known = before.is_none_or(|before| {
                before.run == run || known.named.contains(&before.run) || !key.leads_to(before, at)
            });
            let next = key.row_of(run, before, at);
            if is_known && before != Some(&next) {
                Edit::Write(next, None)
            } else {
                Edit::Leave
            }
        };
        edit(ports.store(), tie_key(&key.row()), pen, now, write).await?;
        if !is_known {
            return Ok(false);
        }
    }
    Ok(true)
}
