//! CloudWatch by the AWS SDK, with the credentials of whoever is at the terminal.

use alert_aws::alarms;
use serde_json::Value;

use crate::exit::Failure;
use crate::reconcile::Alarm;

/// Every alarm of the account and region. One that fires by its series, which report for it, has those with it.
///
/// # Errors
/// When CloudWatch does not answer, or not to the end.
pub(crate) fn alarms() -> Result<Vec<Alarm>, Failure> {
    let mut described: Vec<Alarm> = alarms::describe()
        .map_err(|why| failed(&why))?
        .into_iter()
        .map(Alarm)
        .collect();
    let many: Vec<usize> = (0..described.len())
        .filter(|at| described[*at].state() == "ALARM" && described[*at].is_told_by_its_series())
        .collect();
    let names: Vec<&str> = many.iter().map(|at| described[*at].name()).collect();
    let series = alarms::contributors(&names).map_err(|why| failed(&why))?;
    for (at, contributors) in many.into_iter().zip(series) {
        described[at].0["Contributors"] = Value::Array(contributors);
    }
    Ok(described)
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
