//! What an outcome makes of a receiver's log. Pure.

use alert_core::catalog::{Catalog, ReceiverConfig};
use alert_core::page::Note;
use alert_core::receiver::{self, Kind, Outcome};
use alert_core::severity::Severity;
use alert_core::state::retry::{self, Next, Retry};
use alert_core::state::{Arrival, Claim, DeliveryRecord, Diversion};
use alert_core::time::Timestamp;

use super::report::Whither;
use super::work::{Origin, Work};
use crate::invocation::Invocation;

/// What an outcome makes of a log.
pub(crate) struct Step {
    pub(crate) log: DeliveryRecord,
    /// The page goes there instead.
    pub(crate) diversion: Option<(ReceiverConfig, Diversion)>,
    pub(crate) dead: bool,
}

impl Step {
    pub(super) fn whither(&self) -> Whither<'_> {
        match &self.diversion {
            Some((receiver, _)) => Whither::To(&receiver.name),
            None if self.dead => Whither::Nowhere,
            None => Whither::Here,
        }
    }
}

pub(crate) fn settle(
    log: &DeliveryRecord,
    work: &Work,
    outcome: &Outcome,
    catalog: &Catalog,
    invocation: &Invocation<'_>,
) -> Step {
    let now = invocation.now;
    let mut next = log.clone();
    let rung = next_rung(&log.receiver.name, catalog, invocation);
    // What was in doubt before this attempt still is: that the last one failed says nothing of the first.
    let was_in_doubt = matches!(work.origin, Origin::Claimed { .. });
    let (asked, in_doubt, why) = match outcome {
        Outcome::Delivered(receipt) => {
            next.claim = None;
            next.retry = None;
            next.refused = None;
            next.waiting = None;
            next.told(&work.tells, Arrival::Here);
            next.sent_at(said_at(work, now), work.page.reason);
            next.receipt = Some(receipt.clone());
            // A notice tells of no alert, and a summary's message is that of many groups.
            let is_summary = log.claim.as_ref().is_some_and(|claim| claim.summary.is_some());
            if looks_back(log) && !work.tells.is_empty() && !is_summary {
                next.opened_by(receipt);
            }
            return Step {
                log: next,
                diversion: None,
                dead: false,
            };
        }
        // Behind the last resort there is nothing, so even a refusal is tried again there.
        Outcome::Rejected { why } if rung.is_none() => (None, was_in_doubt, why),
        Outcome::Rejected { why } => return elsewhere(next, work, why, rung, false, now),
        Outcome::Retry { after, in_doubt, why } => (*after, *in_doubt || was_in_doubt, why),
    };
    let attempts = log.retry.as_ref().map_or(1, |retry| retry.attempts + 1);
    let first_at = log.retry.as_ref().map_or(now, |retry| retry.first_at);
    let patience = if rung.is_some() {
        work.page.severity
    } else {
        Severity::Info
    };
    match retry::next(&work.id, attempts, first_at, patience, asked, now) {
        Next::Elsewhere => elsewhere(next, work, why, rung, in_doubt, now),
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
                // It may have arrived: the same notification again, and nothing new before that. What was in a summary's
                // hands is by itself from here on.
                next.claim = next.claim.map(|claim| Claim {
                    lease_until: at,
                    summary: None,
                    ..claim
                });
            } else {
                // It has not: when its time comes, what is true then is told.
                next.unclaim();
            }
            Step {
                log: next,
                diversion: None,
                dead: false,
            }
        }
    }
}

fn looks_back(log: &DeliveryRecord) -> bool {
    receiver::kind(&log.receiver.kind).is_some_and(Kind::looks_back)
}

/// Where a page goes that `from` could not be given: the fallback, from there the last resort, from there nowhere.
pub(crate) fn next_rung(
    from: &str,
    catalog: &Catalog,
    invocation: &Invocation<'_>,
) -> Option<ReceiverConfig> {
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
    in_doubt: bool,
    now: Timestamp,
) -> Step {
    let bundled = log.claim.as_ref().is_some_and(|claim| claim.summary.is_some());
    log.claim = None;
    log.retry = None;
    log.refused = Some(why.to_owned());
    log.waiting = None;
    // An attempt of which nobody knows may have arrived: then this receiver is told of the end as well.
    let may_know = in_doubt || matches!(work.origin, Origin::Claimed { .. });
    let arrival = if may_know {
        Arrival::InDoubt
    } else {
        Arrival::Elsewhere
    };
    log.told(&work.tells, arrival);
    log.sent_at(said_at(work, now), work.page.reason);
    let from = &log.receiver.name;
    let diversion = rung.map(|to| {
        let mut page = work.page.clone();
        page.note(&Note::Undelivered {
            to: from.clone(),
            why: why.to_owned(),
        });
        (
            to,
            Diversion {
                page,
                tells: work.tells.clone(),
                bundled,
            },
        )
    });
    Step {
        dead: diversion.is_none(),
        log,
        diversion,
    }
}

/// When a page that is sent now has been said. A slow flush may send what another has decided after it began itself.
fn said_at(work: &Work, now: Timestamp) -> Timestamp {
    now.max(work.page.at)
}
