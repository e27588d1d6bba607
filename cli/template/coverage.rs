//! Who would hear of an alarm, what they would be told to do, and whether that is what the alarm's author meant.

use alert_core::catalog::Catalog;
use alert_core::envelope;
use alert_core::source;
use alert_core::time::Timestamp;
use serde::Serialize;
use serde_json::Value;

use super::alarm::Alarm;
use super::event;
use crate::verdict::{self, Outcome};

/// An alarm's coverage: the public contract of `check --format json`.
#[derive(Debug, Serialize)]
pub(crate) struct Coverage {
    pub(crate) alarm: String,
    /// Its logical id in the template.
    pub(crate) resource: String,
    pub(crate) severity: String,
    pub(crate) owner: Option<String>,
    /// The runbook's name.
    pub(crate) runbook: Option<String>,
    pub(crate) receivers: Vec<String>,
    /// Why it is an orphan; nothing when it is none.
    pub(crate) faults: Vec<String>,
    /// Where it is in the console; a template's is nowhere yet.
    #[serde(skip)]
    pub(crate) link: Option<String>,
}

impl Coverage {
    /// What the router would make of the alarm if it fired at `now`.
    pub(crate) fn of(alarm: &Alarm, catalog: &Catalog, now: Timestamp) -> Self {
        Self::judged(alarm, &event::firing(alarm, now), catalog, now)
    }

    /// What the router would make of this event of the alarm.
    pub(crate) fn judged(alarm: &Alarm, event: &Value, catalog: &Catalog, now: Timestamp) -> Self {
        let event = event.to_string();
        let observation = envelope::open(event.as_bytes())
            .iter()
            .flat_map(|envelope| source::decode_with(envelope, catalog.sources(), now))
            .next();
        let mut coverage = Self {
            alarm: alarm.name.clone(),
            resource: alarm.resource.clone(),
            severity: String::new(),
            owner: None,
            runbook: None,
            receivers: vec![],
            faults: vec![],
            link: None,
        };
        let Some(observation) = observation else {
            coverage.faults.push("the router makes nothing of it".to_owned());
            return coverage;
        };
        let verdict = verdict::judge(catalog, &observation, None, now);
        if verdict.outcome != Outcome::Page {
            coverage
                .faults
                .push(format!("it would not page: {}", verdict.reason));
        }
        let found = &verdict.alert;
        found.severity.as_str().clone_into(&mut coverage.severity);
        coverage.owner = found.owner.as_ref().map(|owner| owner.name.clone());
        coverage.runbook = found.runbook.as_ref().map(|runbook| runbook.name.clone());
        let mut links = found.links.iter();
        coverage.link = links
            .find(|link| link.name == "Alarm")
            .map(|link| link.url.clone());
        coverage.receivers = verdict.receivers;
        coverage.find_faults(alarm);
        coverage
    }

    fn find_faults(&mut self, alarm: &Alarm) {
        let mut faults = Vec::new();
        if self.owner.is_none() {
            faults.push("no owner: neither a runbook names one, nor does an owner match it".to_owned());
        }
        if self.runbook.is_none() {
            faults.push("no runbook: none has matchers that match it".to_owned());
        }
        if self.receivers.is_empty() {
            faults.push("no route takes it".to_owned());
        }
        let severity = Some(self.severity.as_str());
        let told = [
            ("owner", self.owner.as_deref()),
            ("runbook", self.runbook.as_deref()),
            ("severity", severity),
        ];
        for (name, found) in told {
            // A tag is what the author meant; who has none leaves it to the catalog.
            if let (Some(meant), Some(found)) = (alarm.tag(name), found)
                && meant != found
            {
                faults.push(format!(
                    "its tag says {name} `{meant}`, the catalog says `{found}`"
                ));
            }
        }
        self.faults.extend(faults);
    }
}
