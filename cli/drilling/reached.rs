//! The drill's driver on AWS.

use alert_aws::DrillSettings;
use alert_aws::developer::with_drill;
use alert_pipeline::drill::{DrillError, Verdict, Waits, run_drill};

use super::Wanted;
use crate::exit::Failure;

/// Runs a drill to its verdict: minutes, when something is missing.
///
/// # Errors
/// When there was none: AWS can't be called, or the alarm is not for drills.
pub(crate) fn drill(wanted: Wanted) -> Result<Verdict, Failure> {
    let settings = DrillSettings {
        alarm: wanted.alarm,
        table: wanted.table,
        secret: wanted.secret,
        receipts: wanted.receipts,
    };
    let done = with_drill(settings, async |ports| run_drill(ports, Waits::default()).await);
    let done = done.map_err(|why| Failure::Failed(why.to_string()))?;
    done.map_err(|why| match why {
        DrillError::NotADrill(_) => Failure::Usage(why.to_string()),
        other => Failure::Failed(format!("no drill: {other}")),
    })
}
