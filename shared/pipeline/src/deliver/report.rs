//! One log line and one metric for each attempt, with its reason.

use alert_core::catalog::ReceiverConfig;
use alert_core::reason::Reason;
use alert_core::receiver::Outcome;
use tracing::{error, info, warn};

use super::work::{Origin, Work};
use crate::counts::{Counts, metric};

/// Where a page goes that could not be delivered.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Whither<'a> {
    /// It is tried again here.
    Here,
    /// To this receiver.
    To(&'a str),
    /// Nowhere: nobody can be given it.
    Nowhere,
}

pub(crate) fn report(
    group_id: &str,
    to: &ReceiverConfig,
    work: &Work,
    outcome: &Outcome,
    whither: Whither<'_>,
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
            if work.page.reason == Reason::Summary {
                counts.add(metric::SUMMARIES);
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
                groups = work.page.groups.len() + work.page.more_groups,
                waited_seconds =
                    work.page
                        .waiting_since
                        .map_or(0, |since| work.page.at.duration_since(since).as_secs()),
                "notified"
            );
        }
        Outcome::Retry { in_doubt, why, .. } if matches!(whither, Whither::Here) => {
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
            let (metric, kind, to_whom) = match whither {
                Whither::To(receiver) => (metric::UNDELIVERED, "page_undelivered", receiver),
                Whither::Here | Whither::Nowhere => (metric::DEAD, "page_dead", "nobody"),
            };
            counts.add(metric);
            error!(
                error.kind = kind,
                notification.id = work.id,
                group.id = group_id,
                receiver.name = to.name,
                reason,
                "could not be delivered, goes to {to_whom}: {why}"
            );
        }
    }
}
