//! One log line and one metric for each attempt, with its reason.

use alert_core::catalog::ReceiverConfig;
use alert_core::receiver::Outcome;
use tracing::{error, info, warn};

use super::settle::Step;
use super::work::{Origin, Work};
use crate::counts::{Counts, metric};

pub(super) fn report(
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
            let is_notice = work.tells.is_empty();
            match (shadow, is_notice) {
                (true, true) => {}
                (true, false) => counts.add(metric::suppressed(alert_core::reason::Cause::Shadow)),
                (false, true) => counts.add(metric::NOTICES),
                (false, false) => counts.add(metric::SENT),
            }
            if work.page.owner.is_none() && !is_notice {
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
