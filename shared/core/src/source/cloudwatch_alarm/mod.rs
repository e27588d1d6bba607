//! CloudWatch alarms: metric, math, anomaly, Metrics Insights, `PromQL`, log and composite alarms and their contributors.
//!
//! One change arrives in three shapes, which all become the same observation:
//! * EventBridge: `CloudWatch Alarm State Change`, `... Contributor State Change`, `... Configuration Change`
//!   (CloudWatch User Guide, "Alarm events and EventBridge");
//! * the Lambda alarm action: `alarmArn` and `alarmData`, which holds what `detail` holds ("Invoke a Lambda function");
//! * the SNS message: `AlarmName`, `NewStateValue`, `Trigger` ("Notifying users on alarm changes").
//!
//! Identity is the alarm's ARN, with the contributor's id where there is one. The state's own time orders changes.

mod change;
mod detail;
mod evidence;
mod judge;
mod labels;
mod measured;
mod notification;
mod query;
mod run;
mod series;
mod symptom;
mod watched;

use serde_json::Value;

use super::{Source, SourceError};
use crate::envelope::Envelope;
use crate::observation::Observation;
use crate::time::Timestamp;
use change::Change;

/// The source of CloudWatch alarm changes.
pub struct CloudwatchAlarm;

const NAME: &str = "cloudwatch_alarm";

impl Source for CloudwatchAlarm {
    fn name(&self) -> &'static str {
        NAME
    }

    fn decode(&self, envelope: &Envelope, now: Timestamp) -> Option<Result<Vec<Observation>, SourceError>> {
        let change = read(envelope)?;
        Some(change.map(|change| vec![observe(&change, envelope, now)]))
    }
}

/// The change in the event, whichever shape it has; nothing when it is no alarm event.
fn read(envelope: &Envelope) -> Option<Result<Change, SourceError>> {
    let event = &envelope.event;
    let is_alarm_event = envelope.is_eventbridge()
        && event
            .get("source")
            .is_some_and(|source| source == "aws.cloudwatch")
        && event
            .get("detail-type")
            .and_then(Value::as_str)
            .is_some_and(|kind| kind.starts_with("CloudWatch Alarm "));
    if is_alarm_event {
        Some(detail::from_eventbridge(event))
    } else if event.get("alarmData").is_some_and(Value::is_object) {
        Some(detail::from_alarm_action(event))
    } else if event.get("AlarmName").is_some() && event.get("NewStateValue").is_some() {
        Some(notification::read(event))
    } else {
        None
    }
}

fn observe(change: &Change, envelope: &Envelope, now: Timestamp) -> Observation {
    let state_at = change.state_at.or(envelope.sent_at).unwrap_or(now);
    Observation {
        source: NAME.into(),
        event_id: change
            .event_id
            .clone()
            .or_else(|| envelope.carrier_id.clone())
            .unwrap_or_default(),
        identity: labels::identity(change),
        labels: labels::all(change),
        state: judge::state(change),
        state_at,
        severity: judge::SEVERITY,
        symptom: symptom::symptom(change),
        evidence: evidence::facts(change),
        links: evidence::links(change),
        suppression: change.suppression.clone(),
        resolve_after: None,
        run: run::run(change),
    }
}

fn error(what: impl Into<String>) -> SourceError {
    SourceError {
        source_name: NAME.into(),
        what: what.into(),
    }
}
