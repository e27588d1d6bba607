//! The parts of a whole are over with it: a pipeline that succeeds has no failed step, also if the step that had failed was
//! renamed or taken out, and will never succeed itself.

use alert_core::fingerprint::Fingerprint;
use alert_core::run::{LastRun, Part, speaks_for};
use alert_core::state::AlertRecord;
use tracing::info;

use super::{alert, parts, run_pk, tie_pk};
use crate::error::DriverError;
use crate::hand_over::{hand_to_groups, owed_due};
use crate::invocation::{Invocation, Pen};
use crate::ports::Ports;
use crate::records::{ATTEMPTS, Replaced, alert_key, contended, replace};

/// Ends what is part of this alert and failed in a run that its success speaks for.
pub(crate) async fn end_parts<P: Ports>(
    ports: &P,
    whole: &AlertRecord,
    invocation: &Invocation<'_>,
    pen: &Pen<'_>,
) -> Result<(), DriverError> {
    let of = whole.alert.as_ref().and_then(|alert| alert.run.as_ref());
    let Some(of) = of.filter(|of| of.part == Part::Whole && !whole.firing) else {
        return Ok(());
    };
    // The steps of every run of this work, and the jobs of this run, which don't know whose they are.
    let mut found = parts(ports, &tie_pk(&of.work)).await?;
    found.extend(parts(ports, &run_pk(&of.run)).await?);
    found.sort();
    found.dedup();
    for part in found {
        end(ports, &part, whole, invocation, pen).await?;
    }
    Ok(())
}

async fn end<P: Ports>(
    ports: &P,
    part: &Fingerprint,
    whole: &AlertRecord,
    invocation: &Invocation<'_>,
    pen: &Pen<'_>,
) -> Result<(), DriverError> {
    for _ in 0..ATTEMPTS {
        let Some(stored) = alert(ports, part).await? else {
            return Ok(());
        };
        if !is_over_with(&stored.record, whole) {
            return Ok(());
        }
        let over = AlertRecord {
            firing: false,
            state_at: whole.state_at,
            last_run: LastRun::later(stored.record.last_run.clone(), whole.last_run.clone()),
            owed: true,
            ..stored.record.clone()
        };
        let due = Some(owed_due(invocation.now));
        if let Replaced::Done(written) =
            replace(ports.store(), &stored, over, due, pen, invocation.now).await?
        {
            info!(alert.fingerprint = %part, "over with what it is a part of");
            return hand_to_groups(ports, written, invocation, pen).await;
        }
    }
    Err(contended(&alert_key(part)))
}

/// Whether an alert is a part of the whole, still fires, and failed in a run that the whole's success speaks for.
fn is_over_with(part: &AlertRecord, whole: &AlertRecord) -> bool {
    let of = |record: &AlertRecord| record.alert.as_ref().and_then(|alert| alert.run.clone());
    let (Some(of_part), Some(of_whole)) = (of(part), of(whole)) else {
        return false;
    };
    let is_its = if of_part.work.is_empty() {
        of_part.run == of_whole.run
    } else {
        of_part.work == of_whole.work
    };
    part.firing
        && of_part.part.ends_with_whole()
        && is_its
        && part.state_at < whole.state_at
        && speaks_for(whole.last_run.as_ref(), part.last_run.as_ref())
}
