//! What may have been missed: an event that could be news, for each alarm that fires and for each alert that is open.

use std::collections::BTreeMap;

use alert_core::alert::Alert;
use alert_core::envelope;
use alert_core::fingerprint::Fingerprint;
use alert_core::observation::{Observation, State};
use alert_core::source;
use alert_core::time::{self, Timestamp};
use serde_json::{Value, json};

use super::alarm::{Alarm, place};
use super::event;

/// Which alarms are compared: those of one account and region, without the router's own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Place {
    pub(crate) region: String,
    pub(crate) account: String,
    /// What the names of the router's own alarms begin with: they bypass it.
    pub(crate) own: String,
}

impl Place {
    /// Whether an alarm of this ARN and name is compared.
    pub(crate) fn has(&self, arn: &str, name: &str) -> bool {
        place(arn) == Some((&self.region, &self.account)) && !name.starts_with(&self.own)
    }

    /// Whether an alarm of the router is among them: who sees it looks into the right account and region, and sees what is there.
    pub(crate) fn is_seen_in(&self, alarms: &[Alarm]) -> bool {
        let ours = |alarm: &Alarm| place(alarm.arn()) == Some((&self.region, &self.account));
        alarms
            .iter()
            .any(|alarm| ours(alarm) && alarm.name().starts_with(&self.own))
    }
}

/// Something that may be news.
#[derive(Debug)]
pub(crate) struct Suspect {
    pub(crate) alarm: String,
    pub(crate) fingerprint: Fingerprint,
    /// Whether the alarm's actions are enabled.
    pub(crate) acts: bool,
    /// In words, where it comes from.
    pub(crate) why: String,
    /// What is to be said.
    pub(crate) event: Value,
    /// What the router makes of it. Nothing when it would not be about this alert.
    pub(crate) observation: Option<Observation>,
}

/// Everything that may be news. `now` is a time before CloudWatch was asked and after the open alerts were listed: what ended without a
/// time of its own had ended by then, and what began later is not among the open ones.
pub(crate) fn suspects(alarms: &[Alarm], open: &[Alert], here: &Place, now: Timestamp) -> Vec<Suspect> {
    let is_open = |fingerprint: &Fingerprint| open.iter().any(|alert| alert.fingerprint == *fingerprint);
    let mut found = BTreeMap::new();
    for alarm in alarms.iter().filter(|alarm| here.has(alarm.arn(), alarm.name())) {
        for (event, why) in states(alarm, now) {
            let Some(observation) = observed(&event, now) else {
                continue;
            };
            let fingerprint = observation.fingerprint();
            if observation.state == State::Firing || is_open(&fingerprint) {
                let suspect = Suspect {
                    alarm: alarm.name().to_owned(),
                    fingerprint: fingerprint.clone(),
                    acts: alarm.acts(),
                    why,
                    event,
                    observation: Some(observation),
                };
                found.insert(fingerprint, suspect);
            }
        }
    }
    for alert in open {
        if !found.contains_key(&alert.fingerprint)
            && let Some(suspect) = ended(alert, alarms, here, now)
        {
            found.insert(alert.fingerprint.clone(), suspect);
        }
    }
    found.into_values().collect()
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

/// How an open alert has ended that no alarm speaks for any more. Nothing for one of another source, account or region.
fn ended(alert: &Alert, alarms: &[Alarm], here: &Place, now: Timestamp) -> Option<Suspect> {
    let (arn, name) = (alert.labels.get("alarm_arn"), alert.labels.get("alarm_name"));
    if alert.source != "cloudwatch_alarm" || !here.has(arn, name) {
        return None;
    }
    let series = alert.labels.get("contributor_id");
    let alarm = alarms.iter().find(|alarm| alarm.arn() == arn);
    let (event, why) = match alarm {
        None => (
            event::deleted(arn, name, series, now),
            "deleted in CloudWatch".to_owned(),
        ),
        // Its own state has been looked at; what is left is a series that is not in ALARM any more.
        Some(alarm) => {
            let gone = json!({ "ContributorId": series, "ContributorAttributes": {} });
            let why = format!("series {series} is not in ALARM in CloudWatch");
            (event::contributor(alarm, &gone, "OK", now), why)
        }
    };
    let observation = observed(&event, now).filter(|seen| seen.fingerprint() == alert.fingerprint);
    Some(Suspect {
        alarm: name.to_owned(),
        fingerprint: alert.fingerprint.clone(),
        acts: true,
        why,
        event,
        observation,
    })
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
