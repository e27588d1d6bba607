//! Closing: what is over and known to everybody who was told of it.

use std::cell::RefCell;

use alert_core::fingerprint::Fingerprint;
use alert_core::reason::Cause;
use alert_core::state::decide::is_correlated;
use alert_core::state::{DeliveryRecord, Member};
use alert_core::suppress::untold_cause;
use alert_core::time::Timestamp;

use crate::counts::metric;
use crate::error::DriverError;
use crate::flush::Flushed;
use crate::group::Group;
use crate::invocation::{Invocation, Pen};
use crate::ports::Ports;
use crate::records::{Edit, Replaced, Stored, delivery_key, edit, replace};

/// Closes the group's members that are over, `logs` being what its receivers know by now. Says how many it closed.
pub(crate) async fn close_over<P: Ports>(
    done: &RefCell<Flushed>,
    ports: &P,
    group: &Group,
    logs: &[DeliveryRecord],
    invocation: &Invocation<'_>,
    pen: &Pen<'_>,
) -> Result<usize, DriverError> {
    let now = invocation.now;
    let mut closed = 0;
    for stored in &group.members {
        let member = &stored.record;
        let fingerprint = &member.alert.fingerprint;
        if member.closed || !is_over(member, logs, now) {
            continue;
        }
        for log in logs.iter().filter(|log| log.sent.contains_key(fingerprint)) {
            forget_diverted(ports, group, log, fingerprint, invocation, pen).await?;
        }
        let over = Member {
            closed: true,
            ..member.clone()
        };
        if let Replaced::Done(_) = replace(ports.store(), stored, over, None, pen, now).await? {
            closed += 1;
            let cause = cause(group, member, now);
            let mut done = done.borrow_mut();
            if !done
                .deliveries
                .iter()
                .any(|delivery| delivery.tells_of(fingerprint))
            {
                done.counts.add(metric::suppressed(cause));
            }
            done.closed
                .push((fingerprint.clone(), member.alert_version, cause));
        }
    }
    Ok(closed)
}

/// Whether nothing is left to be told of a member, `logs` being what its receivers know.
pub(crate) fn is_over(member: &Member, logs: &[DeliveryRecord], now: Timestamp) -> bool {
    !member.is_open(now)
        && member.flaps_until(now).is_none()
        && !logs.iter().any(|log| log.concerns(&member.alert.fingerprint))
}

/// Why nobody was told of a member that is over, by what its receivers knew when this flush began.
pub(crate) fn cause(group: &Group, over: &Member, now: Timestamp) -> Cause {
    let members = || group.members.iter().map(|member| &member.record);
    let is_known = |log: &Stored<DeliveryRecord>| is_correlated(&log.record, members(), over);
    if group.deliveries.iter().any(is_known) {
        Cause::Correlated
    } else {
        untold_cause(over, &group.around(now))
    }
}

/// A receiver that could not be told of an alert has nothing to be told of its end, and must hear of its next episode.
async fn forget_diverted<P: Ports>(
    ports: &P,
    group: &Group,
    log: &DeliveryRecord,
    over: &Fingerprint,
    invocation: &Invocation<'_>,
    pen: &Pen<'_>,
) -> Result<(), DriverError> {
    let key = delivery_key(&group.id, &log.receiver.name);
    edit(
        ports.store(),
        key,
        pen,
        invocation.now,
        |current: Option<&Stored<DeliveryRecord>>| {
            let mut next = current.map_or_else(|| log.clone(), |current| current.record.clone());
            next.forget_diverted(over);
            if current.is_some_and(|current| current.record == next) {
                Edit::Leave
            } else {
                Edit::Write(next, None)
            }
        },
    )
    .await?;
    Ok(())
}
