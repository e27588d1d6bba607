//! CloudWatch by the AWS SDK, with the credentials of whoever is at the terminal.

use alert_aws::alarms;
use alert_core::reconcile::Alarm;

use crate::exit::Failure;

/// Every alarm of the account and region.
///
/// # Errors
/// When CloudWatch does not answer, or not to the end.
pub(crate) fn alarms() -> Result<Vec<Alarm>, Failure> {
    let described = alarms::describe().map_err(|why| failed(&why))?;
    Ok(described.into_iter().map(Alarm).collect())
}

/// The names of the dashboards of the account.
///
/// # Errors
/// When CloudWatch does not answer.
pub(crate) fn dashboards() -> Result<Vec<String>, Failure> {
    alarms::dashboards().map_err(|why| failed(&why))
}

/// The metrics of a namespace, with the values of their dimensions.
///
/// # Errors
/// When CloudWatch does not answer.
pub(crate) fn metrics(namespace: &str) -> Result<Vec<(String, Vec<String>)>, Failure> {
    alarms::metrics(namespace).map_err(|why| failed(&why))
}

fn failed(why: &alarms::AlarmsError) -> Failure {
    Failure::Failed(why.to_string())
}
