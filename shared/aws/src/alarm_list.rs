//! What CloudWatch lists, page by page, no faster than it grants.
//!
//! It grants nine calls a second to the whole account, and an alarm storm is when somebody asks: these wait between one and the
//! next.

use std::cell::Cell;
use std::sync::Arc;
use std::time::Duration;

use aws_types::SdkConfig;
use serde_json::{Value, json};
use thiserror::Error;

use crate::json_call::Api;
use crate::pool::Pool;

/// Eight a second at the most.
const PACE: Duration = Duration::from_millis(125);
/// The most that `DescribeAlarms` gives at once.
const PAGE: u32 = 100;
/// `DescribeAlarms` alone would keep the composites back.
const TYPES: [&str; 2] = ["MetricAlarm", "CompositeAlarm"];
/// Where they stand in its answer.
const MEMBERS: [&str; 2] = ["MetricAlarms", "CompositeAlarms"];

/// A call was refused, or had no answer after its retries.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("CloudWatch {call}: {why}")]
pub struct Refused {
    /// The call of the API.
    pub call: &'static str,
    /// CloudWatch's error code.
    pub why: String,
}

/// CloudWatch's lists.
pub(crate) struct AlarmList {
    api: Api,
    has_asked: Cell<bool>,
}

impl AlarmList {
    pub(crate) fn new(config: SdkConfig, pool: Arc<Pool>) -> Self {
        Self {
            api: Api::cloudwatch(config, pool),
            has_asked: Cell::new(false),
        }
    }

    /// A page of every alarm, in the words of `MetricAlarm` and `CompositeAlarm`, time stamps in seconds of the epoch; and what names
    /// the next one.
    pub(crate) async fn page(&self, after: Option<String>) -> Result<(Vec<Value>, Option<String>), Refused> {
        let mut input = json!({ "AlarmTypes": TYPES, "MaxRecords": PAGE });
        if let Some(token) = after {
            input["NextToken"] = token.into();
        }
        self.ask("DescribeAlarms", &input, &MEMBERS).await
    }

    /// Those of these alarms that there are, a hundred names at the most.
    pub(crate) async fn named(&self, names: &[&str]) -> Result<Vec<Value>, Refused> {
        let input = json!({ "AlarmNames": names, "AlarmTypes": TYPES, "MaxRecords": PAGE });
        self.all("DescribeAlarms", input, &MEMBERS).await
    }

    /// The series of an alarm with many that are in ALARM.
    pub(crate) async fn contributors(&self, alarm: &str) -> Result<Vec<Value>, Refused> {
        let input = json!({ "AlarmName": alarm });
        self.all("DescribeAlarmContributors", input, &["AlarmContributors"])
            .await
    }

    /// What stands in these members of all pages of an answer. Half of them is none: it would look as if the other half were gone.
    pub(crate) async fn all(
        &self,
        call: &'static str,
        mut input: Value,
        members: &[&str],
    ) -> Result<Vec<Value>, Refused> {
        let mut all = Vec::new();
        loop {
            let (items, next) = self.ask(call, &input, members).await?;
            all.extend(items);
            match next {
                Some(token) => input["NextToken"] = token.into(),
                None => return Ok(all),
            }
        }
    }

    async fn ask(
        &self,
        call: &'static str,
        input: &Value,
        members: &[&str],
    ) -> Result<(Vec<Value>, Option<String>), Refused> {
        if self.has_asked.replace(true) {
            tokio::time::sleep(PACE).await;
        }
        let answer = self.api.call(call, input).await;
        let mut page = answer.map_err(|why| Refused { call, why })?;
        let mut items = Vec::new();
        for member in members {
            if let Some(Value::Array(found)) = page.get_mut(member).map(Value::take) {
                items.extend(found);
            }
        }
        let next = page["NextToken"].as_str().filter(|token| !token.is_empty());
        Ok((items, next.map(str::to_owned)))
    }
}
