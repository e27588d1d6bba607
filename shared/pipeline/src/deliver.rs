//! Telling one receiver of one group: claim, send, record.
//!
//! One send at the most: a flush has one deadline, and what is left to do is due at once.

use std::cell::RefCell;

use alert_core::catalog::{Catalog, Mode, ReceiverConfig};
use alert_core::fingerprint::{Fingerprint, digest};
use alert_core::page::{Draft, Page, Told, build};
use alert_core::receiver::{self, Outcome, Proof, Receipt};
use alert_core::severity::Severity;
use alert_core::state::decide::{News, Verdict, decide};
use alert_core::state::retry::{self, Next, Retry};
use alert_core::state::{Claim, DeliveryRecord, Diversion, Member, Tell};
use alert_core::time::{SignedDuration, Timestamp, after};
use tracing::{error, info, warn};

use crate::counts::{Counts, metric};
use crate::error::DriverError;
use crate::flush::Flushed;
use crate::group::Group;
use crate::invocation::{Invocation, Pen};
use crate::ports::{Ports, Transport};
use crate::records::{Edit, Replaced, Stored, contended, delivery_key, edit, replace};

/// How long a claim keeps others from sending: above the function's timeout, so that its owner is done or dead.
const LEASE: SignedDuration = SignedDuration::from_secs(60);

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

/// What is to be sent, and where it comes from.
struct Work {
    id: String,
    page: Page,
    tells: Vec<Tell>,
    origin: Origin,
}

/// Where a page to be sent comes from.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Origin {
    /// It was decided just now.
    Decided,
    /// It waits at the front of the log's diversions.
    Diverted,
    /// It was claimed before and its outcome is not known.
    Claimed {
        /// It had been diverted here.
        diverted: bool,
    },
}

impl Origin {
    /// Whether it was another receiver's page: then nothing here would decide it again.
    const fn is_diverted(self) -> bool {
        matches!(self, Self::Diverted | Self::Claimed { diverted: true })
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
    let Some(work) = next_work(&target.record, group, now) else {
        return Ok(Delivered {
            log: target.record.clone(),
            diverted: false,
        });
    };
    let deadline = invocation.send_deadline().ok_or(DriverError::OutOfTime)?;

    // The claim first: from here on a crash leaves a record of what may have been sent.
    let mut log = target.record.clone();
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
    });
    let claimed = match replace(ports.store(), target, log, None, pen, now).await? {
        Replaced::Done(claimed) => claimed,
        // Somebody else is at it: theirs is the send, and the group is looked at again after their lease.
        Replaced::Lost(Some(theirs)) => {
            return Ok(Delivered {
                log: theirs.record,
                diverted: false,
            });
        }
        Replaced::Lost(None) => return Err(contended(&target.key)),
    };

    let shadow = catalog.mode() == Mode::Shadow;
    let outcome = if shadow {
        unsent()
    } else {
        send(ports, &work.page, &claimed.record.receiver, now, deadline).await
    };
    let step = settle(&claimed.record, &work, &outcome, catalog, invocation);
    {
        let done = &mut *done.borrow_mut();
        report(
            &group.id,
            &claimed.record.receiver,
            &work,
            &outcome,
            &step,
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
        divert(ports, group, elsewhere, diversion, invocation, pen).await?;
    }
    let log = match replace(ports.store(), &claimed, step.log.clone(), None, pen, now).await? {
        Replaced::Done(recorded) => recorded.record,
        // Only a lease that ran out lets anybody else write here, or a page diverted here meanwhile: apply the outcome
        // to what is there now.
        Replaced::Lost(_) => record_again(ports, &claimed, &work, &outcome, catalog, invocation, pen).await?,
    };
    Ok(Delivered {
        log,
        diverted: step.diversion.is_some(),
    })
}

/// What this receiver must be told now, if anything.
fn next_work(log: &DeliveryRecord, group: &Group, now: Timestamp) -> Option<Work> {
    // What may have been sent is sent again unchanged before anything new is decided.
    if let Some(claim) = &log.claim {
        if claim.lease_until > now {
            return None;
        }
        let mut page = claim.page.clone();
        if !page.notes.iter().any(|note| note == MAY_REPEAT) {
            page.notes.push(MAY_REPEAT.to_owned());
        }
        return Some(Work {
            id: claim.id.clone(),
            page,
            tells: claim.tells.clone(),
            origin: Origin::Claimed {
                diverted: claim.diverted,
            },
        });
    }
    if log.retry.as_ref().is_some_and(|retry| retry.at > now) {
        return None;
    }
    if let Some(diversion) = log.diversions.first() {
        return Some(Work {
            id: diversion.page.id.clone(),
            page: diversion.page.clone(),
            tells: diversion.tells.clone(),
            origin: Origin::Diverted,
        });
    }
    let members = group.records();
    match decide(log, &members, &group.around(now)) {
        Verdict::Notify(news) => Some(draft(log, group, &members, news, now)),
        Verdict::Hold(_) | Verdict::Quiet => None,
    }
}

const MAY_REPEAT: &str = "may repeat: it is not known whether this page has arrived before";

fn draft(log: &DeliveryRecord, group: &Group, members: &[Member], news: News, now: Timestamp) -> Work {
    let head = &group.head.record;
    let told = |position: &usize, firing: bool| {
        let member = &members[*position];
        Told {
            alert: &member.alert,
            starts_at: member.starts_at,
            ends_at: member.over_at().filter(|_| !firing),
            no_data_since: member.no_data_since,
        }
    };
    let tell = |position: &usize, firing: bool| {
        let member = &members[*position];
        Tell {
            fingerprint: member.alert.fingerprint.clone(),
            episode: member.episode,
            alert_version: member.alert_version,
            severity: member.alert.severity,
            firing,
            flapping: firing && member.flaps_until(now).is_some(),
        }
    };
    let firing = news.firing.iter().map(|position| tell(position, true));
    let resolved = news.resolved.iter().map(|position| tell(position, false));
    let tells: Vec<Tell> = firing.chain(resolved).collect();
    // The same news after a failure is the same notification: a receiver that took it and answered 500 knows its id.
    let id = match log.retry.as_ref().filter(|retry| retry.tells == tells) {
        Some(retry) => retry.id.clone(),
        None => digest(&[
            "notification",
            &head.key,
            &log.receiver.name,
            &(log.sequence + 1).to_string(),
        ]),
    };
    let page = build(Draft {
        id: id.clone(),
        group_key: &head.key,
        group_labels: &head.labels,
        reason: news.reason,
        at: now,
        firing: news.firing.iter().map(|position| told(position, true)).collect(),
        resolved: news
            .resolved
            .iter()
            .map(|position| told(position, false))
            .collect(),
        notes: news.notes,
    });
    Work {
        id,
        page,
        tells,
        origin: Origin::Decided,
    }
}

async fn send<P: Ports>(
    ports: &P,
    page: &Page,
    to: &ReceiverConfig,
    now: Timestamp,
    deadline: SignedDuration,
) -> Outcome {
    let Some(kind) = receiver::kind(&to.kind) else {
        return Outcome::Rejected {
            why: format!("there is no receiver kind `{}` in this version", to.kind),
        };
    };
    let request = kind.render(page, to);
    kind.classify(&ports.transport().send(&request, now, deadline).await)
}

fn unsent() -> Outcome {
    Outcome::Delivered(Receipt {
        proof: Proof::Accepted,
        id: "shadow".to_owned(),
    })
}

/// What an outcome makes of a log.
struct Step {
    log: DeliveryRecord,
    /// The page goes there instead.
    diversion: Option<(ReceiverConfig, Diversion)>,
    dead: bool,
}

fn settle(
    log: &DeliveryRecord,
    work: &Work,
    outcome: &Outcome,
    catalog: &Catalog,
    invocation: &Invocation<'_>,
) -> Step {
    let now = invocation.now;
    let mut next = log.clone();
    let rung = next_rung(&log.receiver.name, catalog, invocation);
    let (asked, in_doubt, why) = match outcome {
        Outcome::Delivered(receipt) => {
            next.claim = None;
            next.retry = None;
            next.told(&work.tells, false);
            next.last_sent_at = Some(now);
            next.last_reason = Some(work.page.reason);
            next.receipt = Some(receipt.clone());
            return Step {
                log: next,
                diversion: None,
                dead: false,
            };
        }
        // Behind the last resort there is nothing, so even a refusal is tried again there.
        Outcome::Rejected { why } if rung.is_none() => (None, false, why),
        Outcome::Rejected { why } => return elsewhere(next, work, why, rung, now),
        Outcome::Retry { after, in_doubt, why } => (*after, *in_doubt, why),
    };
    let attempts = log.retry.as_ref().map_or(1, |retry| retry.attempts + 1);
    let first_at = log.retry.as_ref().map_or(now, |retry| retry.first_at);
    let patience = if rung.is_some() {
        work.page.severity
    } else {
        Severity::Info
    };
    match retry::next(&work.id, attempts, first_at, patience, asked, now) {
        Next::Elsewhere => elsewhere(next, work, why, rung, now),
        Next::At(at) => {
            next.retry = Some(Retry {
                id: work.id.clone(),
                attempts,
                first_at,
                at,
                tells: work.tells.clone(),
                why: why.clone(),
            });
            if in_doubt {
                // It may have arrived: the same notification again, and nothing new before that.
                next.claim = next.claim.map(|claim| Claim {
                    lease_until: at,
                    ..claim
                });
            } else {
                // It has not: when its time comes, what is true then is told.
                next.claim = None;
                if work.origin.is_diverted() {
                    next.diversions.insert(
                        0,
                        Diversion {
                            page: work.page.clone(),
                            tells: work.tells.clone(),
                        },
                    );
                }
            }
            Step {
                log: next,
                diversion: None,
                dead: false,
            }
        }
    }
}

/// Where a page goes that `from` could not be given: the fallback, from there the last resort, from there nowhere.
fn next_rung(from: &str, catalog: &Catalog, invocation: &Invocation<'_>) -> Option<ReceiverConfig> {
    let last_resort = Catalog::last_resort(invocation.last_resort_topic);
    if from == last_resort.name {
        return None;
    }
    Some(
        catalog
            .fallback()
            .filter(|fallback| fallback.name != from)
            .cloned()
            .unwrap_or(last_resort),
    )
}

fn elsewhere(
    mut log: DeliveryRecord,
    work: &Work,
    why: &str,
    rung: Option<ReceiverConfig>,
    now: Timestamp,
) -> Step {
    log.claim = None;
    log.retry = None;
    log.told(&work.tells, true);
    log.last_sent_at = Some(now);
    let from = &log.receiver.name;
    let diversion = rung.map(|to| {
        let mut page = work.page.clone();
        page.notes
            .push(format!("could not be delivered to {from}: {why}"));
        (
            to,
            Diversion {
                page,
                tells: work.tells.clone(),
            },
        )
    });
    Step {
        dead: diversion.is_none(),
        log,
        diversion,
    }
}

/// Hands a page over to another receiver of the group.
async fn divert<P: Ports>(
    ports: &P,
    group: &Group,
    to: &ReceiverConfig,
    diversion: &Diversion,
    invocation: &Invocation<'_>,
    pen: &Pen<'_>,
) -> Result<(), DriverError> {
    let key = delivery_key(&group.id, &to.name);
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
    work: &Work,
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

fn report(
    group_id: &str,
    to: &ReceiverConfig,
    work: &Work,
    outcome: &Outcome,
    step: &Step,
    shadow: bool,
    counts: &mut Counts,
) {
    if matches!(work.origin, Origin::Claimed { .. }) {
        counts.add(metric::MAY_REPEAT);
    }
    let (reason, status) = (work.page.reason.as_str(), work.page.status.as_str());
    match outcome {
        Outcome::Delivered(receipt) => {
            counts.add(if shadow {
                metric::suppressed(alert_core::reason::Cause::Shadow)
            } else {
                metric::SENT
            });
            if work.page.owner.is_none() {
                counts.add(metric::UNOWNED);
            }
            info!(
                notification.id = work.id,
                group.id = group_id,
                receiver.name = to.name,
                receiver.kind = to.kind,
                reason,
                status,
                receipt = receipt.id,
                shadow,
                firing = work.page.firing.len() + work.page.more_firing,
                resolved = work.page.resolved.len() + work.page.more_resolved,
                "notified"
            );
        }
        Outcome::Retry { in_doubt, why, .. } if step.diversion.is_none() && !step.dead => {
            counts.add(metric::RETRIED);
            warn!(
                notification.id = work.id,
                group.id = group_id,
                receiver.name = to.name,
                reason,
                in_doubt,
                "not delivered, trying again: {why}"
            );
        }
        Outcome::Retry { why, .. } | Outcome::Rejected { why } => {
            counts.add(if step.dead {
                metric::DEAD
            } else {
                metric::UNDELIVERED
            });
            let to_whom = step
                .diversion
                .as_ref()
                .map_or("nobody", |(receiver, _)| receiver.name.as_str());
            error!(
                error.kind = if step.dead {
                    "page_dead"
                } else {
                    "page_undelivered"
                },
                notification.id = work.id,
                group.id = group_id,
                receiver.name = to.name,
                reason,
                "could not be delivered, goes to {to_whom}: {why}"
            );
        }
    }
}
