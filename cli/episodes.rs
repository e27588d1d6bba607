//! Since when alerts fire, as far as the events of one command line tell.

use std::collections::BTreeMap;

use alert_core::catalog::Catalog;
use alert_core::observation::Observation;
use alert_core::time::Timestamp;

use crate::verdict::{self, Outcome, Verdict};

/// The beginning of each alert that fires, by fingerprint.
#[derive(Debug, Default)]
pub(crate) struct Episodes(BTreeMap<String, Timestamp>);

impl Episodes {
    /// What becomes of the next observation, with what those before it told.
    pub(crate) fn judge(&mut self, catalog: &Catalog, observation: &Observation, now: Timestamp) -> Verdict {
        let fingerprint = observation.fingerprint().as_str().to_owned();
        let began = self.0.get(&fingerprint).copied();
        let verdict = verdict::judge(catalog, observation, began, now);
        match verdict.outcome {
            // A copy of an alarm begins nothing.
            Outcome::Page => {
                self.0.entry(fingerprint).or_insert(observation.state_at);
            }
            Outcome::Resolve => {
                self.0.remove(&fingerprint);
            }
            Outcome::Suppress | Outcome::Ignore => {}
        }
        verdict
    }
}
