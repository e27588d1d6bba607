//! Enrichment: the owner, the runbook, the severity and the labels that the catalog adds to an observation.
//!
//! It can't fail. What is not found is said in the page, never a reason to hold it back.

use super::{Catalog, OwnerCard, RunbookCard};
use crate::alert::Alert;
use crate::drill::{LABEL, Token};
use crate::labels::Labels;
use crate::observation::Observation;
use crate::run::InRun;
use crate::severity::Severity;

impl Catalog {
    /// The alert that an observation is about, with everything the catalog knows.
    ///
    /// Severity: a label rule's, else the runbook's, else the source's. Owner: the alert's own `owner` label if it names
    /// one, else the runbook's, else the first owner whose matchers match. The fingerprint is made of the source's
    /// identity alone, so that a new owner never makes a new alert.
    pub fn enrich(&self, observation: &Observation) -> Alert {
        let mut labels = observation.labels.clone();
        labels.set("severity", observation.severity.as_str());
        let ruled = self.apply_label_rules(observation, &mut labels);
        let runbook = self.runbook_for(&labels);
        let mut severity = observation.severity;
        if let Some(runbook) = runbook {
            for (name, value) in runbook.labels.iter().filter(|(name, _)| !ruled.has(name)) {
                set_unless_identity(&mut labels, observation, name, value);
            }
            severity = runbook.severity.unwrap_or(severity);
        }
        severity = Severity::parse(ruled.get("severity")).unwrap_or(severity);
        labels.set("severity", severity.as_str());
        let owner = self.owner_for(&labels, runbook.and_then(|runbook| runbook.owner.as_deref()));
        if let Some(owner) = &owner {
            labels.set("owner", owner.name.as_str());
        }
        Alert {
            fingerprint: observation.fingerprint(),
            source: observation.source.clone().into_owned(),
            labels,
            severity,
            symptom: observation.symptom.clone(),
            evidence: observation.evidence.clone(),
            links: observation.links.clone(),
            owner,
            runbook: runbook.map(|runbook| runbook.card(&self.file().runbook_base_url)),
            run: InRun::of(&observation.run),
            drill: drill(observation),
        }
    }

    /// Runs the label rules on the source's labels and says what they set.
    fn apply_label_rules(&self, observation: &Observation, labels: &mut Labels) -> Labels {
        let given = labels.clone();
        let mut ruled = Labels::new();
        for position in self.label_index.candidates(&given) {
            let rule = &self.file().labels[position];
            if rule.matchers.matches(&given) {
                for (name, value) in rule.set.iter() {
                    ruled.set_default(name, value);
                }
            }
        }
        for (name, value) in ruled.iter() {
            set_unless_identity(labels, observation, name, value);
        }
        ruled
    }

    /// The most specific runbook; the first by name among equals, so that the answer does not depend on chance.
    fn runbook_for(&self, labels: &Labels) -> Option<&super::Runbook> {
        let runbooks = &self.file().runbooks;
        let mut best: Option<((usize, usize), &super::Runbook)> = None;
        for position in self.runbook_index.candidates(labels) {
            let runbook = &runbooks[position];
            if let Some(specificity) = runbook.matchers.specificity(labels)
                && best.is_none_or(|(other, _)| specificity > other)
            {
                best = Some((specificity, runbook));
            }
        }
        best.map(|(_, runbook)| runbook)
    }

    fn owner_for(&self, labels: &Labels, of_runbook: Option<&str>) -> Option<OwnerCard> {
        let owners = &self.file().owners;
        self.owner(labels.get("owner"))
            .or_else(|| of_runbook.and_then(|name| self.owner(name)))
            .or_else(|| {
                let candidates = self.owner_index.candidates(labels);
                candidates
                    .into_iter()
                    .map(|position| &owners[position])
                    .find(|owner| owner.matchers.matches(labels))
            })
            .map(super::Owner::card)
    }

    /// A runbook's card by its name.
    pub fn runbook(&self, name: &str) -> Option<RunbookCard> {
        let runbook = &self.file().runbooks[*self.runbooks.get(name)?];
        Some(runbook.card(&self.file().runbook_base_url))
    }
}

/// The token as the source has read it: a rule of the catalog makes no drill of a real alert.
fn drill(observation: &Observation) -> Option<Token> {
    let is_alarm = observation.source == "cloudwatch_alarm";
    Token::read(observation.labels.get(LABEL)).filter(|_| is_alarm)
}

fn set_unless_identity(labels: &mut Labels, observation: &Observation, name: &str, value: &str) {
    if !observation.identity.has(name) {
        labels.set(name, value);
    }
}
