//! An alarm as CloudWatch describes it.

#[cfg(feature = "aws")]
use alert_core::observation::State;
use alert_core::time::{self, Timestamp};
use serde_json::Value;

#[cfg(feature = "aws")]
use super::{event, suspect::observed};

/// An alarm's members, in the words of `DescribeAlarms`. An alarm that watches many series has those in ALARM as `Contributors`.
#[derive(Debug, Clone)]
pub(crate) struct Alarm(pub(crate) Value);

impl Alarm {
    pub(crate) fn text(&self, member: &str) -> Option<&str> {
        self.0[member].as_str()
    }

    pub(crate) fn name(&self) -> &str {
        self.text("AlarmName").unwrap_or_default()
    }

    pub(crate) fn arn(&self) -> &str {
        self.text("AlarmArn").unwrap_or_default()
    }

    pub(crate) fn state(&self) -> &str {
        self.text("StateValue").unwrap_or_default()
    }

    /// When its state began. An old alarm may have no time of transition; that of the last update is not earlier.
    pub(crate) fn since(&self) -> Option<Timestamp> {
        let times = ["StateTransitionedTimestamp", "StateUpdatedTimestamp"];
        times.iter().find_map(|member| time::read(&self.0[*member]))
    }

    /// Whether anything happens when it fires; an alarm that does not say so acts.
    pub(crate) fn acts(&self) -> bool {
        self.0["ActionsEnabled"].as_bool().unwrap_or(true)
    }

    /// Whether it watches many series and those say what it would: the router's own word, of what it would tell.
    #[cfg(feature = "aws")]
    pub(crate) fn is_told_by_its_series(&self) -> bool {
        let now = self.since().unwrap_or(Timestamp::UNIX_EPOCH);
        let seen = observed(&event::state(self, now), now);
        seen.is_some_and(|seen| matches!(seen.state, State::Noise(_)))
    }

    /// Its series that are in ALARM.
    pub(crate) fn contributors(&self) -> &[Value] {
        self.0["Contributors"]
            .as_array()
            .map(Vec::as_slice)
            .unwrap_or_default()
    }
}

/// The parts of an alarm's ARN: region and account.
pub(crate) fn place(arn: &str) -> Option<(&str, &str)> {
    let parts: Vec<&str> = arn.splitn(7, ':').collect();
    match parts[..] {
        ["arn", _, "cloudwatch", region, account, "alarm", _] => Some((region, account)),
        _ => None,
    }
}
