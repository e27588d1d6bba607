//! Two runs that turn out to be one: an alarm that knows the pipeline, a job that knows the execution, and then the step,
//! which knows both.
//!
//! What nobody has been told of yet is brought to the run that is told first. It stays where it was, too, marked as moved:
//! should its page there be under way at this moment, it is told twice and closed twice, and never not at all.

use alert_core::fingerprint::Fingerprint;
use alert_core::run::InRun;
use alert_core::state::{AlertRecord, Place, RunRecord};
use tracing::info;

use super::{alert, find, parts, put_part, read, run_key, run_pk};
use crate::error::DriverError;
use crate::hand_over::{hand_to_groups, owed_due};
use crate::invocation::{Invocation, Pen};
use crate::ports::Ports;
use crate::records::{ATTEMPTS, Edit, Replaced, Stored, contended, edit_from, replace};

/// Brings the alerts of the runs that this alert absorbs into its own run.
pub(crate) async fn merge<P: Ports>(
    ports: &P,
    absorbing: &AlertRecord,
    invocation: &Invocation<'_>,
    pen: &Pen<'_>,
) -> Result<(), DriverError> {
    let Some(of) = absorbing.alert.as_ref().and_then(|alert| alert.run.as_ref()) else {
        return Ok(());
    };
    for absorbed in &absorbing.absorbs {
        let Some(into) = find(ports, &of.run).await? else {
            return Ok(());
        };
        let into = &into.record;
        if into.run == *absorbed {
            continue;
        }
        let mark = |current: Option<&Stored<RunRecord>>| match current {
            Some(current) if current.record.merged_into.is_none() => {
                let merged_into = Some(into.run.clone());
                Edit::Write(
                    RunRecord {
                        merged_into,
                        ..current.record.clone()
                    },
                    None,
                )
            }
            _ => Edit::Leave,
        };
        let key = run_key(absorbed);
        let known = read(ports, &key).await?;
        let merged = edit_from(ports.store(), known, key, pen, invocation.now, mark).await?;
        // Once its page is due it is too late: they are two pages, and each is closed where it is.
        if merged.is_none_or(|merged| merged.record.told_from <= invocation.now) {
            continue;
        }
        for part in parts(ports, &run_pk(absorbed)).await? {
            bring(ports, &part, absorbed, into, invocation, pen).await?;
        }
    }
    Ok(())
}

/// Brings one alert of the absorbed run to the groups of the other.
async fn bring<P: Ports>(
    ports: &P,
    part: &Fingerprint,
    absorbed: &str,
    into: &RunRecord,
    invocation: &Invocation<'_>,
    pen: &Pen<'_>,
) -> Result<(), DriverError> {
    for _ in 0..ATTEMPTS {
        let Some(stored) = alert(ports, part).await? else {
            return Ok(());
        };
        let Some(next) = moved(&stored.record, absorbed, into) else {
            return Ok(());
        };
        let due = Some(owed_due(invocation.now));
        if let Replaced::Done(written) =
            replace(ports.store(), &stored, next, due, pen, invocation.now).await?
        {
            put_part(ports, run_pk(&into.run), part, pen, invocation.now).await?;
            info!(alert.fingerprint = %part, run = into.run, "brought to the run that it belongs to");
            return hand_to_groups(ports, written, invocation, pen).await;
        }
    }
    Err(contended(&run_key(absorbed)))
}

/// The alert's record in the other run; nothing when it is not, or no longer, in the absorbed one.
fn moved(record: &AlertRecord, absorbed: &str, into: &RunRecord) -> Option<AlertRecord> {
    let of = record.alert.as_ref()?.run.as_ref()?;
    if !record.firing || of.run != absorbed {
        return None;
    }
    let mut next = record.clone();
    next.owed = true;
    let run = next.alert.as_mut().and_then(|alert| alert.run.as_mut())?;
    *run = InRun {
        run: into.run.clone(),
        ..run.clone()
    };
    let (gone, present): (Vec<Place>, Vec<Place>) =
        record.places.iter().cloned().partition(|place| place.moved);
    // There first, so that a crash between the two leaves it in both and not in neither.
    next.places = into.seats(present.clone());
    let left = present.into_iter().map(|place| Place { moved: true, ..place });
    for place in left.chain(gone) {
        if next.places.iter().all(|seat| seat.group_id != place.group_id) {
            next.places.push(place);
        }
    }
    Some(next)
}
