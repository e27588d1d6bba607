//! What CloudWatch knows of the alarms, dashboards and metrics of one account and region, in the words of its own API.
//!
//! A person's calls, see [`crate::developer`]. CloudWatch grants nine of them a second to the whole account, and an alarm storm
//! is when somebody asks: these wait between one and the next.

use std::time::Duration;

use serde_json::{Value, json};
use thiserror::Error;

use crate::developer::{self, DeveloperError};
use crate::json_call::Api;

/// Eight a second at the most.
const PACE: Duration = Duration::from_millis(125);
/// The most that `DescribeAlarms` gives at once.
const PAGE: u32 = 100;

/// Why CloudWatch could not be asked.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum AlarmsError {
    /// There is no way to AWS at all.
    #[error(transparent)]
    Developer(#[from] DeveloperError),
    /// A call was refused, or had no answer after its retries. Nothing that was read before it counts: half a list would look as
    /// if the other half had been deleted.
    #[error("{call} failed: {why}")]
    Refused {
        /// The call of the API.
        call: &'static str,
        /// CloudWatch's error code.
        why: String,
    },
}

/// Every alarm, metric and composite: the members of `MetricAlarm` and `CompositeAlarm`, time stamps in seconds of the epoch.
///
/// # Errors
/// See [`AlarmsError`].
pub fn describe() -> Result<Vec<Value>, AlarmsError> {
    let input = json!({ "AlarmTypes": ["MetricAlarm", "CompositeAlarm"], "MaxRecords": PAGE });
    with_api(async |api| {
        pages(
            api,
            "DescribeAlarms",
            &input,
            &["MetricAlarms", "CompositeAlarms"],
        )
        .await
    })
}

/// The series of alarms with many that are in ALARM: for each alarm of these names, its contributors.
///
/// # Errors
/// See [`AlarmsError`].
pub fn contributors(names: &[&str]) -> Result<Vec<Vec<Value>>, AlarmsError> {
    with_api(async |api| {
        let mut all = Vec::new();
        for name in names {
            let input = json!({ "AlarmName": name });
            all.push(pages(api, "DescribeAlarmContributors", &input, &["AlarmContributors"]).await?);
        }
        Ok(all)
    })
}

/// The names of every dashboard.
///
/// # Errors
/// See [`AlarmsError`].
pub fn dashboards() -> Result<Vec<String>, AlarmsError> {
    let entries =
        with_api(async |api| pages(api, "ListDashboards", &json!({}), &["DashboardEntries"]).await)?;
    let names = entries.iter().filter_map(|entry| entry["DashboardName"].as_str());
    Ok(names.map(str::to_owned).collect())
}

/// The metrics of a namespace that had data lately: their names, and the values of their dimensions.
///
/// # Errors
/// See [`AlarmsError`].
pub fn metrics(namespace: &str) -> Result<Vec<(String, Vec<String>)>, AlarmsError> {
    let input = json!({ "Namespace": namespace });
    let found = with_api(async |api| pages(api, "ListMetrics", &input, &["Metrics"]).await)?;
    let metric = |metric: &Value| {
        let dimensions = metric["Dimensions"].as_array().into_iter().flatten();
        let values = dimensions.filter_map(|dimension| dimension["Value"].as_str().map(str::to_owned));
        Some((metric["MetricName"].as_str()?.to_owned(), values.collect()))
    };
    Ok(found.iter().filter_map(metric).collect())
}

/// What stands in these members of all pages of an answer.
async fn pages(
    api: &Api,
    call: &'static str,
    input: &Value,
    members: &[&str],
) -> Result<Vec<Value>, AlarmsError> {
    let (mut input, mut all) = (input.clone(), Vec::new());
    loop {
        let answer = api.call(call, &input).await;
        let mut page = answer.map_err(|why| AlarmsError::Refused { call, why })?;
        for member in members {
            if let Some(Value::Array(items)) = page.get_mut(member).map(Value::take) {
                all.extend(items);
            }
        }
        match page["NextToken"].take() {
            Value::String(token) if !token.is_empty() => input["NextToken"] = token.into(),
            _ => return Ok(all),
        }
        tokio::time::sleep(PACE).await;
    }
}

fn with_api<T>(work: impl AsyncFnOnce(&Api) -> Result<T, AlarmsError>) -> Result<T, AlarmsError> {
    developer::wait(async {
        let config = developer::located().await?;
        let pool = developer::pool().map_err(DeveloperError::Tls)?;
        let api = Api::cloudwatch(config, pool);
        work(&api).await
    })?
}
