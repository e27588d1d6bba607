//! What CloudWatch knows of the alarms, dashboards and metrics of one account and region, in the words of its own API.
//!
//! A person's calls, see [`crate::developer`]. CloudWatch grants nine of them a second to the whole account, and an alarm storm
//! is when somebody asks: these wait between one and the next.

mod described;

use std::error::Error;
use std::time::Duration;

use aws_sdk_cloudwatch::Client;
use aws_sdk_cloudwatch::types::AlarmType;
use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_runtime_api::client::result::SdkError;
use aws_smithy_types::error::metadata::ProvideErrorMetadata;
use serde_json::Value;

use crate::classify::Fault;
use crate::developer::{self, DeveloperError};

/// Eight a second at the most.
const PACE: Duration = Duration::from_millis(125);
/// The most that `DescribeAlarms` gives at once.
const PAGE: i32 = 100;

/// Why CloudWatch could not be asked.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
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

/// Every alarm, metric and composite: the members of `MetricAlarm` and `CompositeAlarm`, time stamps in RFC 3339.
///
/// # Errors
/// See [`AlarmsError`].
pub fn describe() -> Result<Vec<Value>, AlarmsError> {
    with_client(async |client| {
        let mut alarms = Vec::new();
        let mut next = None;
        loop {
            let call = client
                .describe_alarms()
                .alarm_types(AlarmType::MetricAlarm)
                .alarm_types(AlarmType::CompositeAlarm)
                .max_records(PAGE)
                .set_next_token(next.take());
            let page = call.send().await.map_err(refused("DescribeAlarms"))?;
            alarms.extend(page.metric_alarms().iter().map(described::metric_alarm));
            alarms.extend(page.composite_alarms().iter().map(described::composite_alarm));
            next = page.next_token;
            if next.is_none() {
                return Ok(alarms);
            }
            tokio::time::sleep(PACE).await;
        }
    })
}

/// The series of alarms with many that are in ALARM: for each alarm of these names, its contributors.
///
/// # Errors
/// See [`AlarmsError`].
pub fn contributors(names: &[&str]) -> Result<Vec<Vec<Value>>, AlarmsError> {
    with_client(async |client| {
        let mut all = Vec::new();
        for name in names {
            let (mut found, mut next) = (Vec::new(), None);
            loop {
                let call = client
                    .describe_alarm_contributors()
                    .alarm_name(*name)
                    .set_next_token(next.take());
                let page = call.send().await.map_err(refused("DescribeAlarmContributors"))?;
                found.extend(page.alarm_contributors().iter().map(described::contributor));
                next = page.next_token;
                tokio::time::sleep(PACE).await;
                if next.is_none() {
                    break;
                }
            }
            all.push(found);
        }
        Ok(all)
    })
}

/// The names of every dashboard.
///
/// # Errors
/// See [`AlarmsError`].
pub fn dashboards() -> Result<Vec<String>, AlarmsError> {
    with_client(async |client| {
        let (mut names, mut next) = (Vec::new(), None);
        loop {
            let call = client.list_dashboards().set_next_token(next.take());
            let page = call.send().await.map_err(refused("ListDashboards"))?;
            let entries = page.dashboard_entries().iter();
            names.extend(entries.filter_map(|entry| entry.dashboard_name.clone()));
            next = page.next_token;
            if next.is_none() {
                return Ok(names);
            }
            tokio::time::sleep(PACE).await;
        }
    })
}

/// The metrics of a namespace that had data lately: their names, and the values of their dimensions.
///
/// # Errors
/// See [`AlarmsError`].
pub fn metrics(namespace: &str) -> Result<Vec<(String, Vec<String>)>, AlarmsError> {
    with_client(async |client| {
        let (mut found, mut next) = (Vec::new(), None);
        loop {
            let call = client.list_metrics().namespace(namespace);
            let call = call.set_next_token(next.take());
            let page = call.send().await.map_err(refused("ListMetrics"))?;
            found.extend(page.metrics().iter().map(|metric| {
                let values = metric.dimensions().iter();
                let values = values.filter_map(|dimension| dimension.value.clone());
                (metric.metric_name.clone().unwrap_or_default(), values.collect())
            }));
            next = page.next_token;
            if next.is_none() {
                return Ok(found);
            }
            tokio::time::sleep(PACE).await;
        }
    })
}

fn with_client<T>(work: impl AsyncFnOnce(&Client) -> Result<T, AlarmsError>) -> Result<T, AlarmsError> {
    developer::wait(async {
        let config = developer::located().await?;
        work(&Client::new(&config)).await
    })?
}

fn refused<E>(call: &'static str) -> impl FnOnce(SdkError<E, HttpResponse>) -> AlarmsError
where
    E: ProvideErrorMetadata + Error + 'static,
{
    move |error| AlarmsError::Refused {
        call,
        why: Fault::of(&error).why(),
    }
}
