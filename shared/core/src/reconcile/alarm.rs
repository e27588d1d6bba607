//! An alarm as CloudWatch describes it.

use serde_json::Value;

use super::{event, suspect::observed};
use crate::observation::State;
use crate::time::{self, Timestamp};

/// An alarm's members, in the words of `DescribeAlarms`. An alarm that watches many series has those in ALARM as `Contributors`.
#[derive(Debug, Clone)]
pub struct Alarm(pub Value);

impl Alarm {
    /// A member that is text.
    pub fn text(&self, member: &str) -> Option<&str> {
        self.0[member].as_str()
    }

    /// Its name.
    pub fn name(&self) -> &str {
        self.text("AlarmName").unwrap_or_default()
    }

    /// Its ARN.
    pub fn arn(&self) -> &str {
        self.text("AlarmArn").unwrap_or_default()
    }

    /// Its state, in CloudWatch's word.
    pub fn state(&self) -> &str {
        self.text("StateValue").unwrap_or_default()
    }

    /// When its state began. An old alarm may have no time of transition; that of the last update is not earlier.
    pub fn since(&self) -> Option<Timestamp> {
        let times = ["StateTransitionedTimestamp", "StateUpdatedTimestamp"];
        times.iter().find_map(|member| time::read(&self.0[*member]))
    }

    /// Whether anything happens when it fires; an alarm that does not say so acts.
    pub fn acts(&self) -> bool {
        self.0["ActionsEnabled"].as_bool().unwrap_or(true)
    }

    /// Whether it watches many series and those say what it would: the router's own word, of what it would tell.
    pub fn is_told_by_its_series(&self) -> bool {
        let now = self.since().unwrap_or(Timestamp::UNIX_EPOCH);
        let seen = observed(&event::state(self, now), now);
        seen.is_some_and(|seen| matches!(seen.state, State::Noise(_)))
    }

    /// Its series that are in ALARM.
    pub fn contributors(&self) -> &[Value] {
        self.0["Contributors"]
            .as_array()
            .map(Vec::as_slice)
            .unwrap_or_default()
    }
}

/// The parts of an alarm's ARN: region and account.
pub fn place(arn: &str) -> Option<(&str, &str)> {
    let parts: Vec<&str> = arn.splitn(7, ':').collect();
    match parts[..] {
        ["arn", _, "cloudwatch", region, account, "alarm", _] => Some((region, account)),
        _ => None,
    }
}
