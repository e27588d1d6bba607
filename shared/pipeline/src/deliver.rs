//! Telling one receiver of one group: claim, send, record.
//!
//! One send at the most: a flush has one deadline, and what is left to do is due at once.

mod exchange;
mod report;
mod settle;
mod summarised;
mod wording;
mod work;

use std::cell::RefCell;

use alert_core::catalog::{Catalog, Mode, ReceiverConfig};
use alert_core::fingerprint::Fingerprint;
use alert_core::page::Page;
use alert_core::receiver::Outcome;
use alert_core::state::rate::limit;
use alert_core::state::{Claim, DeliveryRecord, Diversion, Tell};
use alert_core::time::{SignedDuration, after};

pub(crate) use self::exchange::{send, unsent};
pub(crate) use self::report::{Whither, report};
pub(crate) use self::settle::{next_rung, settle};
use self::summarised::look_after;
pub(crate) use self::wording::said;
pub(crate) use self::work::{Origin, Work, next_work};
use crate::counts::{Counts, metric};
use crate::error::DriverError;
use crate::flush::Flushed;
use crate::group::Group;
use crate::invocation::{Invocation, Pen};
use crate::ports::Ports;
use crate::rate::admit;
use crate::records::{Edit, Replaced, Stored, contended, delivery_key, edit, replace};

/// How long a claim keeps others from sending: above the function's timeout, so that its owner is done or dead.
pub(crate) const LEASE: SignedDuration = SignedDuration::from_secs(60);

/// What came of looking at one receiver.
#[derive(Debug)]
pub(crate) struct Delivered {
    /// The receiver's log as it now is.
    pub log: DeliveryRecord,
    /// Another receiver has been handed the page and must be looked at now.
    pub diverted: bool,
}

/// An attempt to tell a receiver something.
#[derive(Debug, Clone)]
pub struct Delivery {
    /// The receiver.
    pub receiver: String,
    /// The page.
    pub page: Page,
    /// What it says of whom.
    pub tells: Vec<Tell>,
    /// What came of it.
    pub outcome: Outcome,
    /// The catalog is in shadow mode: nothing was sent.
    pub shadow: bool,
    /// Nobody could be given it, for as long as it is tried.
    pub dead: bool,
}

impl Delivery {
    /// Whether it was delivered and said something of the alert.
    pub(crate) fn tells_of(&self, fingerprint: &Fingerprint) -> bool {
        matches!(self.outcome, Outcome::Delivered(_))
            && self.tells.iter().any(|tell| tell.fingerprint == *fingerprint)
    }
}

/// Looks at one receiver and tells it what it must be told.
pub(crate) async fn deliver<P: Ports>(
    done: &RefCell<Flushed>,
    ports: &P,
    group: &Group,
    target: &Stored<DeliveryRecord>,
    catalog: &Catalog,
    invocation: &Invocation<'_>,
    pen: &Pen<'_>,
) -> Result<Delivered, DriverError> {
    let now = invocation.now;
    let unchanged = |log: DeliveryRecord| Delivered { log, diverted: false };
    if let Some(log) = look_after(ports, target, invocation, pen).await? {
        return Ok(unchanged(log));
    }
    let Some(work) = next_work(&target.record, group, catalog, now) else {
        return Ok(unchanged(target.record.clone()));
    };
    let deadline = invocation.send_deadline().ok_or(DriverError::OutOfTime)?;
    let shadow = catalog.mode() == Mode::Shadow;
    // What may have been sent before has its token.
    if !shadow && !matches!(work.origin, Origin::Claimed { .. }) {
        let limit = limit(&target.record.receiver, catalog);
        if let Some(log) = admit(ports, &group.id, target, &work, limit, invocation, pen).await? {
            if target.record.waiting.is_none() {
                done.borrow_mut().counts.add(metric::HELD_BACK);
            }
            return Ok(unchanged(log));
        }
    }

    // The claim first: from here on a crash leaves a record of what may have been sent.
    let mut log = target.record.clone();
    log.forget_ended(|fingerprint| group.is_closed(fingerprint));
    match work.origin {
        Origin::Decided => log.sequence += 1,
        Origin::Diverted => drop(log.diversions.remove(0)),
        Origin::Claimed { .. } => {}
    }
    log.claim = Some(Claim {
        id: work.id.clone(),
        tells: work.tells.clone(),
        page: work.page.clone(),
        lease_until: after(now, LEASE),
        diverted: work.origin.is_diverted(),
        summary: None,
    });
    let mut claimed = match replace(ports.store(), target, log, None, pen, now).await? {
        Replaced::Done(claimed) => claimed,
        // Somebody else is at it: theirs is the send, and the group is looked at again after their lease.
        Replaced::Lost(Some(theirs)) => return Ok(unchanged(theirs.record)),
        Replaced::Lost(None) => return Err(contended(&target.key)),
    };

    let said = said(done, &work.page, &claimed.record.receiver, catalog);
    let opening = claimed.record.opening.clone();
    let mut opening = exchange::opening(&work.page, opening.as_ref());
    let outcome = if shadow {
        unsent()
    } else {
        let to = &claimed.record.receiver;
        let told = exchange::tell(ports, &said, to, opening, invocation, deadline).await;
        if told.alone && opening.take().is_some() {
            claimed.record.opening = None;
        }
        told.outcome
    };
    let step = settle(&claimed.record, &work, &outcome, catalog, invocation);
    {
        let done = &mut *done.borrow_mut();
        report(
            &group.id,
            &claimed.record.receiver,
            &work,
            &outcome,
            step.whither(),
            shadow,
            &mut done.counts,
        );
        done.deliveries.push(Delivery {
            receiver: claimed.record.receiver.name.clone(),
            page: work.page.clone(),
            tells: work.tells.clone(),
            outcome: outcome.clone(),
            shadow,
            dead: step.dead,
        });
    }

    // A page that goes elsewhere is owed there before it stops being owed here.
    if let Some((elsewhere, diversion)) = &step.diversion {
        divert(ports, &group.id, elsewhere, diversion, invocation, pen).await?;
    }
    let log = match replace(ports.store(), &claimed, step.log.clone(), None, pen, now).await? {
        Replaced::Done(recorded) => recorded.record,
        // Only a lease that ran out lets anybody else write here, or a page diverted here meanwhile: apply the outcome
        // to what is there now.
        Replaced::Lost(_) => record_again(ports, &claimed, &work, &outcome, catalog, invocation, pen).await?,
    };
    if let (Some(opening), Outcome::Delivered(_), false) = (opening, &outcome, shadow) {
        let mut counts = Counts::default();
        let to = &claimed.record.receiver;
        exchange::edit(ports, &said, to, opening, invocation, &mut counts).await;
        done.borrow_mut().counts.merge(&counts);
    }
    Ok(Delivered {
        log,
        diverted: step.diversion.is_some(),
    })
}

/// Hands a page over to another receiver of the group.
pub(crate) async fn divert<P: Ports>(
    ports: &P,
    group_id: &str,
    to: &ReceiverConfig,
    diversion: &Diversion,
    invocation: &Invocation<'_>,
    pen: &Pen<'_>,
) -> Result<(), DriverError> {
    let key = delivery_key(group_id, &to.name);
    edit(
        ports.store(),
        key,
        pen,
        invocation.now,
        |current: Option<&Stored<DeliveryRecord>>| {
            let mut log = current.map_or_else(
                || DeliveryRecord::new(to.clone()),
                |current| current.record.clone(),
            );
            log.divert(diversion.clone());
            if current.is_some_and(|current| current.record == log) {
                Edit::Leave
            } else {
                Edit::Write(log, None)
            }
        },
    )
    .await?;
    Ok(())
}

/// Applies an outcome to a log that somebody else has written since it was claimed.
async fn record_again<P: Ports>(
    ports: &P,
    claimed: &Stored<DeliveryRecord>,
    work: &work::Work,
    outcome: &Outcome,
    catalog: &Catalog,
    invocation: &Invocation<'_>,
    pen: &Pen<'_>,
) -> Result<DeliveryRecord, DriverError> {
    let stored = edit(
        ports.store(),
        claimed.key.clone(),
        pen,
        invocation.now,
        |current: Option<&Stored<DeliveryRecord>>| {
            let Some(current) = current else {
                return Edit::Write(claimed.record.clone(), None);
            };
            // Still our claim: the outcome is news. Another's claim: they know better by now.
            let ours = current
                .record
                .claim
                .as_ref()
                .is_some_and(|claim| claim.id == work.id);
            if !ours {
                return Edit::Leave;
            }
            Edit::Write(
                settle(&current.record, work, outcome, catalog, invocation).log,
                None,
            )
        },
    )
    .await?;
    Ok(stored.map_or_else(|| claimed.record.clone(), |stored| stored.record))
}
