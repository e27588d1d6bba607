//! The platform's alarms, each in the shape of a sample event.

use serde_json::{Value, json};

use crate::root;

/// What an alarm watches; named after the sample that it is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Errors of an endpoint: critical.
    Errors,
    /// Latency of an endpoint: critical.
    Latency,
    /// Errors of a Lambda function.
    Lambda,
    /// A failed training pipeline.
    Pipeline,
    /// A failed training step.
    Training,
    /// A failed state machine.
    StateMachine,
    /// The month's bill.
    Cost,
    /// What everything else stands on: critical.
    Platform,
}

impl Kind {
    /// The sample, and what is called otherwise in it.
    fn sample(self) -> (&'static str, &'static str) {
        match self {
            Self::Errors => ("endpoint-5xx-alarm", "churn"),
            Self::Latency => ("endpoint-latency-alarm", "churn"),
            Self::Lambda => ("lambda-errors-alarm", "feature-api"),
            Self::Pipeline => ("pipeline-failed-alarm", "churn"),
            Self::Training => ("training-failed-alarm", "churn"),
            Self::StateMachine => ("step-functions-failed-alarm", "batch-scoring"),
            Self::Cost => ("cost-estimated-charges-alarm", "estimated-charges"),
            Self::Platform => ("composite-alarm", "churn-endpoint-degraded"),
        }
    }

    /// Whether a person must act now.
    pub(crate) const fn is_critical(self) -> bool {
        matches!(self, Self::Errors | Self::Latency | Self::Platform)
    }
}

/// An alarm.
#[derive(Debug, Clone)]
pub(crate) struct Alarm {
    pub(crate) name: String,
    pub(crate) kind: Kind,
    /// Its ALARM as EventBridge tells it.
    pub(crate) event: Value,
    /// Besides EventBridge it has a topic among its actions.
    pub(crate) has_topic: bool,
    /// And the router's function.
    pub(crate) has_action: bool,
}

impl Alarm {
    /// The alarm of this kind that watches `what`.
    pub(crate) fn new(kind: Kind, what: &str, has_topic: bool, has_action: bool) -> Self {
        let (sample, called) = kind.sample();
        let path = root().join(format!("events/cloudwatch_alarm/{sample}.json"));
        let text = std::fs::read_to_string(path).unwrap().replace(called, what);
        let mut event: Value = serde_json::from_str(&text).unwrap();
        // Some samples name the thing in a dimension only.
        let name = event["detail"]["alarmName"].as_str().unwrap().to_owned();
        event["resources"] = json!([format!(
            "arn:aws:cloudwatch:{}:111122223333:alarm:{name}",
            event["region"].as_str().unwrap()
        )]);
        Self {
            name,
            kind,
            event,
            has_topic,
            has_action,
        }
    }

    pub(crate) fn arn(&self) -> &str {
        self.event["resources"][0].as_str().unwrap()
    }
}
