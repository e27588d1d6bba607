//! A build without the AWS SDK: there is no CloudWatch that it could ask.

use alert_core::reconcile::Place;
use alert_core::time::Timestamp;
use alert_pipeline::reconcile::Compared;

use super::Wanted;
use crate::exit::{Failure, no_sdk};

/// Says how to get a build that can.
///
/// # Errors
/// Always.
pub(crate) fn reconcile(_wanted: Wanted, _here: &Place, _now: Timestamp) -> Result<Compared, Failure> {
    Err(no_sdk())
}
