//! The catalog's label rules that match an observation, and what each sets.

use alert_core::catalog::Catalog;
use alert_core::labels::Labels;
use alert_core::observation::Observation;
use serde::Serialize;

#[derive(Debug, Serialize)]
pub(super) struct Rule {
    position: usize,
    set: Labels,
    /// What it would set had no earlier rule set it.
    too_late_for: Labels,
}

impl Rule {
    pub(super) fn sentence(&self) -> String {
        let listed = |labels: &Labels| {
            let pairs: Vec<String> = labels
                .iter()
                .map(|(name, value)| format!("{name}={value}"))
                .collect();
            pairs.join(", ")
        };
        let set = (!self.set.is_empty()).then(|| format!("sets {}", listed(&self.set)));
        let late = (!self.too_late_for.is_empty()).then(|| {
            format!(
                "would set {}, but an earlier rule did",
                listed(&self.too_late_for)
            )
        });
        let parts: Vec<String> = set.into_iter().chain(late).collect();
        format!("number {} {}", self.position, parts.join(" and "))
    }
}

/// The rules see the labels as the source set them, and its severity. The first that sets a label wins.
pub(super) fn all(observation: &Observation, catalog: &Catalog) -> Vec<Rule> {
    let mut given = observation.labels.clone();
    given.set("severity", observation.severity.as_str());
    let mut done = Labels::new();
    let mut rules = Vec::new();
    for (at, rule) in catalog.file().labels.iter().enumerate() {
        if rule.matchers.matches(&given) {
            let (late, set): (Vec<_>, Vec<_>) = rule.set.iter().partition(|(name, _)| done.has(name));
            for (name, value) in &set {
                done.set(*name, *value);
            }
            let (set, too_late_for) = (set.into_iter().collect(), late.into_iter().collect());
            rules.push(Rule {
                position: at + 1,
                set,
                too_late_for,
            });
        }
    }
    rules
}
