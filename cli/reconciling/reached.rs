//! The drivers of a comparison on AWS.

use alert_aws::ReconcileSettings;
use alert_aws::developer::with_reconcile;
use alert_core::reconcile::Place;
use alert_core::time::Timestamp;
use alert_pipeline::reconcile::{Compared, ReconcileError, compare, say};

use super::Wanted;
use crate::exit::Failure;

/// Compares, and says what is missing unless somebody only looks.
///
/// # Errors
/// When a call fails; when the router's own alarms are not to be seen; when the queue takes only some of it.
pub(crate) fn reconcile(wanted: Wanted, here: &Place, now: Timestamp) -> Result<Compared, Failure> {
    let settings = ReconcileSettings {
        table: wanted.table,
        queue: wanted.queue.clone(),
    };
    let done = with_reconcile(settings, async |ports| {
        let compared = compare(ports, here, now).await?;
        if !wanted.is_dry {
            let said = say(ports, &compared.plan).await;
            if let Some(why) = said.failed {
                let (took, all) = (said.said, said.said + said.left);
                let why = format!("{} took {took} of {all}: {why}; run this again", wanted.queue);
                return Err(ReconcileError::Call(why));
            }
        }
        Ok(compared)
    });
    let done = done.map_err(|why| Failure::Failed(why.to_string()))?;
    done.map_err(|why| match why {
        ReconcileError::Elsewhere { .. } => Failure::Failed(format!(
            "{why}: these credentials see another place, or the stack has another name (--stack); nothing was done"
        )),
        other => Failure::Failed(other.to_string()),
    })
}
