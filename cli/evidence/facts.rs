//! What was looked at.

use std::collections::BTreeMap;

use alert_core::fingerprint::Fingerprint;
use alert_core::reconcile::{Alarm, place};
use alert_core::state::AlertRecord;
use serde_json::Value;

/// What was looked at. What was not is `None`, so that a report never says "missing" of what nobody looked for.
#[derive(Debug, Default)]
pub(crate) struct Facts {
    /// Every alarm, as CloudWatch describes it.
    pub(crate) alarms: Vec<Alarm>,
    /// What the names of the router's own alarms begin with.
    pub(crate) own: String,
    /// The names of the dashboards.
    pub(crate) dashboards: Vec<String>,
    /// The names of the metrics in the platform's own namespace, with the values of their dimensions.
    pub(crate) metrics: Vec<(String, Vec<String>)>,
    /// What the router knows of each alarm; nothing when no table was named.
    pub(crate) records: Option<BTreeMap<Fingerprint, AlertRecord>>,
    /// The records of drills, by alarm; nothing when no table was named.
    pub(crate) drills: Option<BTreeMap<String, Value>>,
    /// The resources of the deployed templates that were given, without what a condition leaves out.
    pub(crate) resources: Option<Vec<Value>>,
}

impl Facts {
    /// The account and region, as the alarms have it.
    pub(crate) fn place(&self) -> (&str, &str) {
        let places = self.alarms.iter().filter_map(|alarm| place(alarm.arn()));
        let (region, account) = places.into_iter().next().unwrap_or_default();
        (account, region)
    }

    /// Whether an alarm is the router's own: those tell of it past itself.
    pub(crate) fn is_own(&self, alarm: &Alarm) -> bool {
        alarm.name().starts_with(&self.own)
    }

    /// The resources of a type.
    pub(crate) fn of_type(&self, kind: &str) -> Option<Vec<&Value>> {
        let all = self.resources.as_ref()?;
        Some(all.iter().filter(|resource| resource["Type"] == kind).collect())
    }
}
