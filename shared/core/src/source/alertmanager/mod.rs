//! Alertmanager's webhook, so that a team can point its own here (Alertmanager documentation, "Configuration", receivers by webhook); Grafana's
//! has the same members. Each alert in it is an alert here, under its own labels.
//!
//! An alert is its set of labels, as in Alertmanager: the fingerprint is made of them here, whoever sends it. A firing alert
//! is repeated with the time at which it began, which makes repeats duplicates.

mod alert;

use serde_json::Value;

use super::frame::Frame;
use super::{Source, SourceError, lens};
use crate::envelope::Envelope;
use crate::observation::{Evidence, Observation};
use crate::time::Timestamp;

/// The source of what another Alertmanager sends.
pub struct Alertmanager;

const NAME: &str = "alertmanager";

impl Source for Alertmanager {
    fn name(&self) -> &'static str {
        NAME
    }

    fn decode(&self, envelope: &Envelope, now: Timestamp) -> Option<Result<Vec<Observation>, SourceError>> {
        let body = &envelope.event;
        let is_webhook = body.get("alerts").is_some_and(Value::is_array)
            && ["receiver", "groupKey", "groupLabels", "commonLabels"]
                .iter()
                .filter(|member| body.get(**member).is_some())
                .count()
                >= 2;
        is_webhook.then(|| read(envelope, now))
    }
}

fn read(envelope: &Envelope, now: Timestamp) -> Result<Vec<Observation>, SourceError> {
    let body = &envelope.event;
    let frame = Frame::bare(envelope, now);
    let alerts = lens::list(body, "/alerts");
    let mut observed: Vec<Observation> = alerts.iter().map(|alert| alert::observe(alert, &frame)).collect();
    // `max_alerts` in the sender's configuration: what was left out is told of with what was not.
    let left_out = lens::number(body, "/truncatedAlerts").filter(|count| *count > 0.0);
    match (observed.first_mut(), left_out) {
        (None, _) => Err(error("the notification has no alerts")),
        (Some(first), Some(count)) => {
            let count = crate::text::number(count);
            first.evidence.insert(
                0,
                Evidence::new(
                    "left out",
                    format!("{count} more alerts that Alertmanager did not send (max_alerts)"),
                ),
            );
            Ok(observed)
        }
        (Some(_), None) => Ok(observed),
    }
}

fn error(what: &str) -> SourceError {
    SourceError {
        source_name: NAME.into(),
        what: what.to_owned(),
    }
}
