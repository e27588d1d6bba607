//! Saying what is missing.

use alert_core::reconcile::Plan;

use super::{ReconcileError, ReconcilePorts};

/// What came of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    /// How many events the ingest queue took.
    pub said: usize,
    /// How many are left: the next run finds them again.
    pub left: usize,
    /// Why, unless time was up.
    pub failed: Option<ReconcileError>,
}

/// Puts what a plan says into the ingest queue, the pages first.
pub async fn say<P: ReconcilePorts>(ports: &P, plan: &Plan) -> Said {
    let events = || plan.steps.iter().filter_map(|step| step.event.as_ref());
    let (mut said, mut failed) = (0, None);
    for event in events() {
        if !ports.has_time() {
            break;
        }
        if let Err(why) = ports.say(event).await {
            failed = Some(why);
            break;
        }
        said += 1;
    }
    Said {
        said,
        left: events().count() - said,
        failed,
    }
}
