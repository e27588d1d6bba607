//! One observation as one JSON object: the public contract of `page --format json`.

use std::collections::BTreeMap;

use alert_core::labels::Labels;
use alert_core::observation::{Observation, State};
use serde::Serialize;

use crate::verdict::{Outcome, Verdict};

#[derive(Serialize)]
struct Json<'a> {
    event: &'a str,
    source: &'a str,
    outcome: &'a str,
    reason: &'a str,
    fingerprint: &'a str,
    /// `firing` or `resolved`; null when the event says neither.
    status: Option<&'a str>,
    severity: &'a str,
    title: &'a str,
    labels: &'a Labels,
    annotations: BTreeMap<String, &'a str>,
    owner: Option<&'a str>,
    runbook_url: Option<&'a str>,
    receivers: &'a [String],
}

/// The object, on one line. Labels and title are cleaned by the core; the path is the caller's own.
pub(crate) fn observation(path: &str, observation: &Observation, verdict: &Verdict) -> String {
    let alert = &verdict.alert;
    let json = Json {
        event: path,
        source: &alert.source,
        outcome: verdict.outcome.as_str(),
        reason: &verdict.reason,
        fingerprint: alert.fingerprint.as_str(),
        status: match observation.state {
            State::Firing => Some("firing"),
            State::Resolved => Some("resolved"),
            State::NoData | State::Configured { .. } | State::Noise(_) => None,
        },
        severity: alert.severity.as_str(),
        title: if verdict.outcome == Outcome::Ignore {
            &alert.symptom
        } else {
            &verdict.page.title
        },
        labels: &alert.labels,
        annotations: annotations(verdict),
        owner: alert.owner.as_ref().map(|owner| owner.name.as_str()),
        runbook_url: alert.runbook.as_ref().map(|runbook| runbook.url.as_str()),
        receivers: &verdict.receivers,
    };
    serde_json::to_string(&json).unwrap_or_default()
}

/// What is said of the alert and not matched on: the symptom, the runbook's sentences, the owner's contacts, the facts.
fn annotations(verdict: &Verdict) -> BTreeMap<String, &str> {
    let alert = &verdict.alert;
    // Names without spaces, as in Alertmanager: `state before` is `state_before`.
    let facts = alert
        .evidence
        .iter()
        .map(|fact| (fact.name.replace(' ', "_"), fact.value.as_str()));
    let mut annotations: BTreeMap<String, &str> = facts.collect();
    let mut put = |name: &str, value| {
        annotations.insert(name.to_owned(), value);
    };
    put("symptom", alert.symptom.as_str());
    if let Some(runbook) = &alert.runbook {
        put("runbook", runbook.title.as_str());
        put("impact", runbook.impact.as_str());
        put("first_action", runbook.first_action.as_str());
    }
    if let Some(owner) = &alert.owner {
        put("contact", owner.contact.as_str());
        put("escalation", owner.escalation.as_deref().unwrap_or_default());
    }
    annotations.retain(|_, value| !value.is_empty());
    annotations
}
