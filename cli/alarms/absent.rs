//! A build without the AWS SDK.

use alert_core::reconcile::Alarm;

use crate::exit::{Failure, no_sdk};

/// Says how to get a build that can.
///
/// # Errors
/// Always.
pub(crate) fn alarms() -> Result<Vec<Alarm>, Failure> {
    Err(no_sdk())
}

/// Says how to get a build that can.
///
/// # Errors
/// Always.
pub(crate) fn dashboards() -> Result<Vec<String>, Failure> {
    Err(no_sdk())
}

/// Says how to get a build that can.
///
/// # Errors
/// Always.
pub(crate) fn metrics(_namespace: &str) -> Result<Vec<(String, Vec<String>)>, Failure> {
    Err(no_sdk())
}
