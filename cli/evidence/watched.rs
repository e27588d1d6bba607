//! One alarm: its state, whose it is, what to do about it, and when it was last seen to work.

use alert_core::catalog::Catalog;
use alert_core::envelope;
use alert_core::fingerprint::Fingerprint;
use alert_core::reconcile::{self, Alarm};
use alert_core::source;
use alert_core::state::AlertRecord;
use alert_core::time::Timestamp;
use serde::Serialize;

use super::facts::Facts;
use crate::template::{self, Coverage};

/// One alarm. A contract like every other JSON of this program.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Watched {
    pub(crate) alarm: String,
    pub(crate) state: String,
    pub(crate) since: Option<Timestamp>,
    pub(crate) severity: String,
    pub(crate) owner: Option<String>,
    /// The runbook's name.
    pub(crate) runbook: Option<String>,
    /// Who is told: receivers of the catalog; of the router's own alarms, their actions.
    pub(crate) receivers: Vec<String>,
    /// When the router last opened an alert of it: proof that the way from the alarm to the router works. Nothing when it never
    /// has, or no longer knows.
    pub(crate) last_fired: Option<Timestamp>,
    /// When that was over.
    pub(crate) last_resolved: Option<Timestamp>,
    /// Whether the table was asked.
    pub(crate) is_known: bool,
    /// It is the router's own: its actions tell, and the router does not.
    pub(crate) is_own: bool,
    /// Why it is an orphan, as `check` says it.
    pub(crate) faults: Vec<String>,
    /// Whether it does anything by itself. The router hears of it without.
    pub(crate) acts: bool,
    /// Where it is in the console.
    pub(crate) link: Option<String>,
}

/// The identity of the alert that an alarm opens.
pub(crate) fn fingerprint(alarm: &Alarm, now: Timestamp) -> Option<Fingerprint> {
    let event = reconcile::firing(alarm, now).to_string();
    let envelopes = envelope::open(event.as_bytes());
    let mut seen = envelopes
        .iter()
        .flat_map(|envelope| source::decode(envelope, now));
    seen.next().map(|observation| observation.fingerprint())
}

impl Watched {
    /// What is to be said of an alarm.
    pub(super) fn of(alarm: &Alarm, facts: &Facts, catalog: &Catalog, now: Timestamp) -> Self {
        let described = template::Alarm {
            resource: alarm.arn().to_owned(),
            name: alarm.name().to_owned(),
            properties: alarm.0.clone(),
        };
        let coverage = Coverage::judged(&described, &reconcile::firing(alarm, now), catalog, now);
        let records = facts.records.as_ref();
        let record = records.and_then(|records| records.get(&fingerprint(alarm, now)?));
        let actions = alarm.0["AlarmActions"].as_array().into_iter().flatten();
        let actions: Vec<String> = actions.filter_map(|arn| last_part(arn.as_str()?)).collect();
        let acts = alarm.acts() && !actions.is_empty();
        let is_own = facts.is_own(alarm);
        let mut faults = coverage.faults;
        if is_own && !acts {
            faults.push("it has no action, and the router does not tell of its own alarms".to_owned());
        }
        Self {
            alarm: coverage.alarm,
            state: alarm.state().to_owned(),
            since: alarm.since(),
            severity: coverage.severity,
            owner: coverage.owner,
            runbook: coverage.runbook,
            receivers: if is_own { actions } else { coverage.receivers },
            last_fired: record.and_then(|record| record.starts_at),
            last_resolved: record.and_then(resolved),
            is_known: records.is_some(),
            is_own,
            faults,
            acts,
            link: coverage.link,
        }
    }
}

/// The name at the end of an ARN.
fn last_part(arn: &str) -> Option<String> {
    arn.rsplit(':').next().map(str::to_owned)
}

fn resolved(record: &AlertRecord) -> Option<Timestamp> {
    record
        .state_at
        .filter(|_| !record.firing && record.starts_at.is_some())
}
