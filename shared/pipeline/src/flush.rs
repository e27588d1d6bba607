//! Flush: from a due group to delivered pages.

use std::cell::RefCell;
use std::panic::AssertUnwindSafe;

use alert_core::fingerprint::Fingerprint;
use alert_core::reason::Cause;
use alert_core::state::decide::{Verdict, decide};
use alert_core::state::{AlertRecord, DeliveryRecord, GroupRecord};
use alert_core::time::{SignedDuration, Timestamp, after};
use futures_util::FutureExt;
use futures_util::future::join_all;
use tracing::{error, info};

use crate::catalog;
use crate::close::close_over;
use crate::counts::Counts;
use crate::deliver::{Delivered, Delivery, deliver};
use crate::digest;
use crate::error::DriverError;
use crate::group::Group;
use crate::hand_over::{Debt, hand_over, look_again, wake_at};
use crate::inhibition;
use crate::invocation::{Invocation, Pen};
use crate::last_resort;
use crate::ports::{Ports, Store, Wake};
use crate::records::{Edit, Replaced, Stored, alert_key, edit, group_pk, replace};
use crate::silences;
use crate::summary::summarise;

/// How much earlier than the clock that wrote a due time ours may find it: less than any wait between two attempts.
pub(crate) const CLOCK_ERROR: SignedDuration = SignedDuration::from_secs(2);

/// What came of a flush.
#[derive(Debug, Default)]
pub struct Flushed {
    /// The attempts to tell somebody.
    pub deliveries: Vec<Delivery>,
    /// Alerts that are over and done with; the cause stands for those that nobody was told of.
    pub closed: Vec<(Fingerprint, u64, Cause)>,
    /// What went wrong; then the wake-up must come again. What was delivered all the same is listed.
    pub failed: Option<DriverError>,
    /// The metrics.
    pub counts: Counts,
}

/// Does what a wake-up asks for. `receives`: how often the wake-up has been delivered, 1 at first.
pub async fn flush<P: Ports>(ports: &P, wake: &Wake, receives: u32, invocation: &Invocation<'_>) -> Flushed {
    let done = RefCell::default();
    flush_into(&done, ports, wake, receives, invocation).await;
    done.into_inner()
}

/// [`flush`], which tells what happens as it happens: whoever holds `done` knows it even if the invocation dies.
pub async fn flush_into<P: Ports>(
    done: &RefCell<Flushed>,
    ports: &P,
    wake: &Wake,
    receives: u32,
    invocation: &Invocation<'_>,
) {
    let pen = Pen::new(invocation);
    let work = async {
        match wake {
            // Whoever had it before has died or failed, perhaps after it told and before it completed, while another flush
            // that had read less completed with a due time far off.
            Wake::Group(id) => flush_group(ports, id, receives > 1, invocation, &pen, done).await,
            Wake::Look(id) => flush_group(ports, id, true, invocation, &pen, done).await,
            Wake::Alert(id) => settle_alert(ports, id, invocation, &pen).await,
            Wake::Receiver(id) => summarise(ports, id, invocation, &pen, done).await,
            Wake::Silence(id) => silences::look_after(done, ports, id, invocation, &pen).await,
            Wake::Digest(owner) => digest::make(done, ports, owner, invocation, &pen).await,
        }
    };
    let flushed = AssertUnwindSafe(work)
        .catch_unwind()
        .await
        .unwrap_or(Err(DriverError::Panicked));
    if let Err(failure) = flushed {
        error!(error.kind = failure.kind(), wake = ?wake, receives, "not flushed, it will come again: {failure}");
        let mut counts = Counts::default();
        last_resort::page_group(ports, wake, &failure, receives, invocation, &mut counts).await;
        let mut done = done.borrow_mut();
        done.counts.merge(&counts);
        done.failed = Some(failure);
    }
}

/// `look`: also when it is not due, for what no due time could know.
async fn flush_group<P: Ports>(
    ports: &P,
    id: &str,
    look: bool,
    invocation: &Invocation<'_>,
    pen: &Pen<'_>,
    done: &RefCell<Flushed>,
) -> Result<(), DriverError> {
    let now = invocation.now;
    let rows = ports.store().partition(&group_pk(id)).await?;
    let Some(mut group) = Group::read(id, rows, silences::current(ports).await)? else {
        info!(group.id = id, "woken for a group that does not exist");
        return Ok(());
    };
    // Woken early, by a wake-up too many: whoever wrote the due time has woken for it, and the sweep finds what is lost.
    // To wake again here would keep every doubled wake-up alive, and each double of it. Two clocks may disagree a little.
    match group.due_at(now) {
        _ if look => {}
        None => return Ok(()),
        Some(due) if due > after(now, CLOCK_ERROR) => {
            return if group.head.due_at.is_none_or(|known| known > due) {
                bring_forward(ports, &group, due, invocation, pen).await
            } else {
                Ok(())
            };
        }
        Some(due) if due > now => return wake_at(ports, Wake::Group(id.to_owned()), due, now).await,
        Some(_) => {}
    }
    group.inhibitors =
        inhibition::inhibitors(ports.store(), group.members.iter().map(|member| &member.record)).await?;
    let mut counts = Counts::default();
    let catalog = catalog::current(ports, invocation, &mut counts).await;
    done.borrow_mut().counts.merge(&counts);

    silences::record_matches(ports, &group, invocation, pen).await;
    let written = pen.writes();
    // Every receiver of the group is told on its own, all at once: one that hangs delays no other.
    let targets = group.targets();
    let told = join_all(
        targets
            .iter()
            .map(|target| deliver(done, ports, &group, target, &catalog, invocation, pen)),
    )
    .await;
    let (mut logs, mut diverted, mut failed) = (Vec::new(), false, None);
    for result in told {
        match result {
            Ok(Delivered {
                log,
                diverted: handed_on,
            }) => {
                diverted |= handed_on;
                logs.push(log);
            }
            Err(failure) => failed = Some(failure),
        }
    }
    if let Some(failure) = failed {
        return Err(failure);
    }

    // A page that was handed on goes out in the next flush, at once. Until then nothing is over.
    if diverted {
        let next = (group.counted(0), Some(now));
        return complete(ports, &group, next, true, invocation, pen).await;
    }
    digest::note(ports, &group, &logs, &catalog, invocation, pen).await?;
    let closed = close_over(done, ports, &group, &logs, invocation, pen).await?;
    let due = logs.iter().filter_map(|log| next_due(log, &group, now)).min();
    let has_written = pen.writes() > written;
    let next = (group.counted(closed), due);
    complete(ports, &group, next, has_written, invocation, pen).await
}

/// Records how large the group is and when it is due next, unless a new generation has begun: then it is due now.
/// `has_written`: this flush has told somebody or closed something, or tried to.
async fn complete<P: Ports>(
    ports: &P,
    group: &Group,
    (next, due): (GroupRecord, Option<Timestamp>),
    has_written: bool,
    invocation: &Invocation<'_>,
    pen: &Pen<'_>,
) -> Result<(), DriverError> {
    let (head, now) = (&group.head, invocation.now);
    let wake = Wake::Group(group.id.clone());
    match replace(ports.store(), head, next, due, pen, now).await? {
        Replaced::Done(_) => match due {
            Some(due) => wake_at(ports, wake, due, now).await,
            None => Ok(()),
        },
        // Somebody came between: a member is new, or another flush has completed with what it read before this one told.
        // Either way the group is looked at again, and a due time says so if the wake-up is lost. It is a new generation: a
        // third flush that has read less must not complete over it.
        Replaced::Lost(_) if has_written => look_again(ports, &group.id, invocation, pen).await,
        // It has begun nothing, and whoever came between sees to what that one has begun. To look again all the same would make
        // it the next one to come between: a crowd of flushes would keep itself awake. Only what it found to be due sooner is
        // kept: the group may be looked at once too often for it, and no later than it must.
        Replaced::Lost(_) => match due {
            Some(due) => bring_forward(ports, group, due, invocation, pen).await,
            None => Ok(()),
        },
    }
}

/// Makes the group due at `due` at the latest, and wakes for it unless somebody has made it so already, who wakes for it.
async fn bring_forward<P: Ports>(
    ports: &P,
    group: &Group,
    due: Timestamp,
    invocation: &Invocation<'_>,
    pen: &Pen<'_>,
) -> Result<(), DriverError> {
    let (head, now) = (&group.head, invocation.now);
    let mut is_sooner = false;
    edit(
        ports.store(),
        head.key.clone(),
        pen,
        now,
        |current: Option<&Stored<GroupRecord>>| {
            let known = current.and_then(|current| current.due_at);
            is_sooner = known.is_none_or(|known| known > due);
            if is_sooner {
                let record = current.map_or_else(|| head.record.clone(), |current| current.record.clone());
                Edit::Write(record, Some(due))
            } else {
                Edit::Leave
            }
        },
    )
    .await?;
    if is_sooner {
        wake_at(ports, Wake::Group(group.id.clone()), due, now).await
    } else {
        Ok(())
    }
}

/// When a receiver must be looked at again.
fn next_due(log: &DeliveryRecord, group: &Group, now: Timestamp) -> Option<Timestamp> {
    if let Some(claim) = &log.claim {
        return Some(claim.lease_until);
    }
    let retry_at = log.retry.as_ref().map(|retry| retry.at);
    // What waits for its receiver is looked at when the receiver is.
    let at_once = log.waiting.is_none().then_some(now);
    if !log.diversions.is_empty() {
        return retry_at.filter(|at| *at > now).or(at_once);
    }
    match decide(log, &group.records(), &group.around(now)) {
        Verdict::Notify(_) => at_once,
        Verdict::Hold(until) => Some(until),
        // Nothing is left of what failed: what is past must not wake the group for ever.
        Verdict::Quiet => retry_at.filter(|at| *at > now),
    }
}

/// Hands over what an alert's record still owes: whoever recorded the change died before it could.
async fn settle_alert<P: Ports>(
    ports: &P,
    id: &str,
    invocation: &Invocation<'_>,
    pen: &Pen<'_>,
) -> Result<(), DriverError> {
    let key = alert_key(&Fingerprint::from(id.to_owned()));
    match ports.store().get(&key).await? {
        Some(row) => {
            let alert: Stored<AlertRecord> = Stored::read(&row)?;
            if alert.record.owed {
                hand_over(ports, alert, Debt::PerhapsOlder, invocation, pen).await
            } else {
                Ok(())
            }
        }
        None => Ok(()),
    }
}
