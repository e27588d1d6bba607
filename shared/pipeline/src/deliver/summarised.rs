//! A group whose news is in the hands of its receiver's summary.

use alert_core::state::DeliveryRecord;
use alert_core::time::after;

use super::LEASE;
use crate::error::DriverError;
use crate::invocation::{Invocation, Pen};
use crate::ports::Ports;
use crate::rate;
use crate::records::{Replaced, Stored, replace};

/// The log of a group that must wait for a summary, as it now is; nothing for one that need not.
///
/// Its receiver's record looks after the summary. Only when that takes longer than it should it is asked whether there
/// is such a summary: if not, nothing has been sent under this claim, and it is taken back.
pub(super) async fn look_after<P: Ports>(
    ports: &P,
    target: &Stored<DeliveryRecord>,
    invocation: &Invocation<'_>,
    pen: &Pen<'_>,
) -> Result<Option<DeliveryRecord>, DriverError> {
    let (log, now) = (&target.record, invocation.now);
    let Some((claim, number)) = log.claim.as_ref().and_then(|claim| Some((claim, claim.summary?))) else {
        return Ok(None);
    };
    if claim.lease_until > now {
        return Ok(Some(log.clone()));
    }
    let place = rate::read(ports, &log.receiver).await?;
    let mut next = log.clone();
    match place.record.summary.filter(|summary| summary.number == number) {
        // It takes longer. That is written down: with a lease that is over the group would be due whenever somebody looks,
        // and two wake-ups at once would keep each other alive until the summary is done.
        Some(summary) => {
            if let Some(claim) = &mut next.claim {
                claim.lease_until = summary.lease_until.max(after(now, LEASE));
            }
        }
        None => next.unclaim(),
    }
    match replace(ports.store(), target, next, None, pen, now).await? {
        Replaced::Done(stored) => Ok(Some(stored.record)),
        Replaced::Lost(theirs) => Ok(Some(theirs.map_or_else(|| log.clone(), |theirs| theirs.record))),
    }
}
