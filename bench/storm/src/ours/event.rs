//! Alarm events as EventBridge sends them.

use alert_core::fingerprint::Fingerprint;
use alert_core::time::{SignedDuration, Timestamp, after};
use alert_core::{envelope, source};

use crate::stream::{Change, service};

/// An error of a function: neither critical nor a warning, so that it waits for its group.
const SAMPLE: &str = include_str!("../../../../events/cloudwatch_alarm/lambda-errors-alarm.json");

/// Milliseconds after the storm began, as a time.
pub fn at(millis: u64) -> Timestamp {
    let start = Timestamp::from_second(1_800_000_000).unwrap_or_default();
    after(
        start,
        SignedDuration::from_millis(i64::try_from(millis).unwrap_or(i64::MAX)),
    )
}

/// The event that tells of a change of one of `alarms`.
pub fn event(change: &Change, alarms: usize) -> String {
    let state = if change.firing { "ALARM" } else { "OK" };
    let before = if change.firing { "OK" } else { "ALARM" };
    let time = at(change.at);
    SAMPLE
        .replace(
            "ml-prod-feature-api-lambda-errors",
            &format!("storm-{:05}-lambda-errors", change.alarm),
        )
        .replace(
            "mlops-feature-api-prod",
            &format!("service-{:03}", service(change.alarm, alarms)),
        )
        // The state's own value comes first in the sample.
        .replacen("\"value\": \"ALARM\"", &format!("\"value\": \"{state}\""), 1)
        .replacen("\"value\": \"OK\",\n      \"reason\": \"Threshold Crossed: 3 out of the last 3 datapoints [1.0", &format!("\"value\": \"{before}\",\n      \"reason\": \"Threshold Crossed: 3 out of the last 3 datapoints [1.0"), 1)
        .replace("2026-11-20T11:08:22.681+0000", &time.strftime("%Y-%m-%dT%H:%M:%S%.3f+0000").to_string())
        .replace("2026-11-20T11:08:22Z", &time.strftime("%Y-%m-%dT%H:%M:%SZ").to_string())
}

/// What the engine calls an alarm.
pub fn fingerprint(alarm: usize, alarms: usize) -> Result<Fingerprint, String> {
    let change = Change {
        told_at: 0,
        at: 0,
        alarm,
        firing: true,
    };
    let text = event(&change, alarms);
    envelope::open(text.as_bytes())
        .iter()
        .flat_map(|envelope| source::decode(envelope, at(0)))
        .map(|observation| observation.fingerprint())
        .next()
        .ok_or_else(|| "an alarm's event says nothing".to_owned())
}
