//! A change of one alarm, as read from any of the three shapes.

use serde_json::Value;

use super::watched::{Watched, pairs};
use crate::observation::Suppression;
use crate::time::Timestamp;

/// What an alarm event says, before anything is made of it. Text is as it came: it is cleaned where it is used.
#[derive(Debug, Clone, Default)]
pub(super) struct Change {
    /// EventBridge's id of the event.
    pub event_id: Option<String>,
    /// The alarm's ARN; absent in the oldest SNS messages.
    pub arn: Option<String>,
    /// The alarm's name.
    pub name: String,
    /// The alarm's account.
    pub account: String,
    /// The alarm's region, as in its ARN.
    pub region: String,
    /// The alarm's description.
    pub description: Option<String>,
    /// Which series of a multi-series alarm changed.
    pub contributor: Option<Contributor>,
    /// `create`, `update` or `delete`: a change of configuration, not of state.
    pub operation: Option<String>,
    /// Whether the alarm's actions run, where the event says so: only a change of configuration does.
    pub actions_enabled: Option<bool>,
    /// The new state's value: `OK`, `ALARM` or `INSUFFICIENT_DATA`.
    pub value: String,
    /// Why, in CloudWatch's words; `PromQL` alarms have none.
    pub reason: Option<String>,
    /// The alarms that set a composite alarm off, as they came.
    pub triggers: Vec<Value>,
    /// The evaluated data, where CloudWatch sends it.
    pub reason_data: Option<Value>,
    /// When the state began.
    pub state_at: Option<Timestamp>,
    /// The previous state's value; contributors have none.
    pub previous_value: Option<String>,
    /// Why it was in that state.
    pub previous_reason: Option<String>,
    /// When that state began.
    pub previous_at: Option<Timestamp>,
    /// CloudWatch's word for an evaluation that lacked something, e.g. `PARTIAL_DATA`.
    pub evaluation: Option<String>,
    /// CloudWatch acts again because a mute window has ended.
    pub is_after_mute: bool,
    /// The actions are held back now.
    pub suppression: Option<Suppression>,
    /// What the alarm looks at.
    pub watched: Watched,
}

/// One time series of an alarm that watches many.
#[derive(Debug, Clone, Default)]
pub(super) struct Contributor {
    /// Stable for the same attributes, even when the alarm is deleted and made again.
    pub id: String,
    /// The series' dimensions.
    pub attributes: Vec<(String, String)>,
}

impl Contributor {
    /// From the members that hold its id and its attributes.
    pub(super) fn read(id: Option<String>, attributes: Option<&Value>) -> Option<Self> {
        Some(Self {
            id: id?,
            attributes: pairs(attributes),
        })
    }
}

/// The parts of an alarm's ARN that its name and place can be read from:
/// `arn:PARTITION:cloudwatch:REGION:ACCOUNT:alarm:NAME`.
pub(super) struct AlarmArn<'a> {
    pub region: &'a str,
    pub account: &'a str,
    pub name: &'a str,
}

impl<'a> AlarmArn<'a> {
    pub(super) fn parse(arn: &'a str) -> Option<Self> {
        let parts: Vec<&str> = arn.splitn(7, ':').map(str::trim).collect();
        match parts[..] {
            ["arn", _, "cloudwatch", region, account, "alarm", name] => Some(Self {
                region,
                account,
                name,
            }),
            _ => None,
        }
    }
}
