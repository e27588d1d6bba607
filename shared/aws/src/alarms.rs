//! What CloudWatch knows of the alarms, dashboards and metrics of one account and region, in the words of its own API.
//!
//! A person's calls, see [`crate::developer`].

use serde_json::{Value, json};
use thiserror::Error;

use crate::alarm_list::{AlarmList, Refused};
use crate::developer::{self, DeveloperError};

/// Why CloudWatch could not be asked.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum AlarmsError {
    /// There is no way to AWS at all.
    #[error(transparent)]
    Developer(#[from] DeveloperError),
    /// A call failed. Nothing that was read before it counts.
    #[error(transparent)]
    Refused(#[from] Refused),
}

/// Every alarm, metric and composite: the members of `MetricAlarm` and `CompositeAlarm`, time stamps in seconds of the epoch.
///
/// # Errors
/// See [`AlarmsError`].
pub fn describe() -> Result<Vec<Value>, AlarmsError> {
    with_list(async |list| {
        let (mut all, mut after) = (Vec::new(), None);
        loop {
            let (page, next) = list.page(after).await?;
            all.extend(page);
            after = next;
            if after.is_none() {
                return Ok(all);
            }
        }
    })
}

/// The names of every dashboard.
///
/// # Errors
/// See [`AlarmsError`].
pub fn dashboards() -> Result<Vec<String>, AlarmsError> {
    let entries = with_list(async |list| list.all("ListDashboards", json!({}), &["DashboardEntries"]).await)?;
    let names = entries.iter().filter_map(|entry| entry["DashboardName"].as_str());
    Ok(names.map(str::to_owned).collect())
}

/// The metrics of a namespace that had data lately: their names, and the values of their dimensions.
///
/// # Errors
/// See [`AlarmsError`].
pub fn metrics(namespace: &str) -> Result<Vec<(String, Vec<String>)>, AlarmsError> {
    let input = json!({ "Namespace": namespace });
    let found = with_list(async |list| list.all("ListMetrics", input, &["Metrics"]).await)?;
    let metric = |metric: &Value| {
        let dimensions = metric["Dimensions"].as_array().into_iter().flatten();
        let values = dimensions.filter_map(|dimension| dimension["Value"].as_str().map(str::to_owned));
        Some((metric["MetricName"].as_str()?.to_owned(), values.collect()))
    };
    Ok(found.iter().filter_map(metric).collect())
}

fn with_list<T>(work: impl AsyncFnOnce(&AlarmList) -> Result<T, Refused>) -> Result<T, AlarmsError> {
    developer::wait(async {
        let config = developer::located().await?;
        let pool = developer::pool().map_err(DeveloperError::Tls)?;
        Ok(work(&AlarmList::new(config, pool)).await?)
    })?
}
