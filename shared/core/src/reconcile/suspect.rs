//! What may have been missed: an event that could be news, for each alarm that fires and for each alert that is open.

use serde_json::{Value, json};

use super::alarm::Alarm;
use super::event;
use crate::alert::Alert;
use crate::envelope;
use crate::fingerprint::Fingerprint;
use crate::observation::{Observation, State};
use crate::source;
use crate::time::{self, Timestamp};

/// Something that may be news.
#[derive(Debug)]
pub struct Suspect {
    /// The alarm's name.
    pub alarm: String,
    /// The alert.
    pub fingerprint: Fingerprint,
    /// Whether the alarm's actions are enabled.
    pub acts: bool,
    /// In words, where it comes from.
    pub why: String,
    /// What is to be said.
    pub event: Value,
    /// What the router makes of it. Nothing when it would not be about this alert.
    pub observation: Option<Observation>,
}

/// What an alarm and its series say now, where it fires or `is_open` here.
pub(super) fn of_alarm(
    alarm: &Alarm,
    now: Timestamp,
    is_open: impl Fn(&Fingerprint) -> bool,
) -> Vec<Suspect> {
    let suspect = |(event, why): (Value, String)| {
        let observation = observed(&event, now)?;
        let fingerprint = observation.fingerprint();
        (observation.state == State::Firing || is_open(&fingerprint)).then(|| Suspect {
            alarm: alarm.name().to_owned(),
            fingerprint,
            acts: alarm.acts(),
            why,
            event,
            observation: Some(observation),
        })
    };
    states(alarm, now).into_iter().filter_map(suspect).collect()
}

/// What an alarm and its series say now.
fn states(alarm: &Alarm, now: Timestamp) -> Vec<(Value, String)> {
    let since = alarm.since().unwrap_or(now);
    let mut all = vec![(
        event::state(alarm, since),
        format!("{} in CloudWatch", alarm.state()),
    )];
    for series in alarm.contributors() {
        let at = time::read(&series["StateTransitionedTimestamp"]).unwrap_or(since);
        let why = format!(
            "series {} is ALARM in CloudWatch",
            series["ContributorId"].as_str().unwrap_or("?")
        );
        all.push((event::contributor(alarm, series, "ALARM", at), why));
    }
    all
}

/// That an open alert's series is over, whose alarm is there.
pub(super) fn of_series(alarm: &Alarm, alert: &Alert, now: Timestamp) -> Suspect {
    let series = alert.labels.get("contributor_id");
    let gone = json!({ "ContributorId": series, "ContributorAttributes": {} });
    let why = format!("series {series} is not in ALARM in CloudWatch");
    ended(alert, event::contributor(alarm, &gone, "OK", now), why, now)
}

/// That an open alert is over, whose alarm is gone.
pub(super) fn of_deleted(alert: &Alert, now: Timestamp) -> Suspect {
    let label = |name| alert.labels.get(name);
    let event = event::deleted(
        label("alarm_arn"),
        label("alarm_name"),
        label("contributor_id"),
        now,
    );
    ended(alert, event, "deleted in CloudWatch".to_owned(), now)
}

fn ended(alert: &Alert, event: Value, why: String, now: Timestamp) -> Suspect {
    let observation = observed(&event, now).filter(|seen| seen.fingerprint() == alert.fingerprint);
    Suspect {
        alarm: alert.labels.get("alarm_name").to_owned(),
        fingerprint: alert.fingerprint.clone(),
        acts: true,
        why,
        event,
        observation,
    }
}

/// What the router makes of an event, by its own code.
pub(super) fn observed(event: &Value, now: Timestamp) -> Option<Observation> {
    let text = event.to_string();
    let envelopes = envelope::open(text.as_bytes());
    envelopes
        .iter()
        .flat_map(|envelope| source::decode(envelope, now))
        .next()
}
