//! What one event tells of, before it is an observation.

use serde_json::Value;

use super::kind::{Meaning, meaning};
use super::{NAME, error};
use crate::envelope::Envelope;
use crate::labels::Labels;
use crate::observation::{Evidence, Link, Observation, State};
use crate::run::{Run, Site};
use crate::severity::Severity;
use crate::source::{SourceError, lens};
use crate::text;
use crate::time::{self, SignedDuration, Timestamp};

/// SageMaker's names have at most 256 characters; more is not from SageMaker.
const MAX_VALUE: usize = 256;

/// What happened to what.
pub(super) struct Happening {
    pub account: String,
    pub region: String,
    /// What it is, as people say it: `training job`.
    pub what: &'static str,
    /// Its name as people say it: the pipeline and the step, a job's family.
    pub name: String,
    /// What identifies it.
    pub identity: Labels,
    /// What else it can be matched on.
    pub labels: Labels,
    /// Its status in SageMaker's words.
    pub status: String,
    pub state: State,
    pub severity: Severity,
    /// Why, in SageMaker's words or the container's.
    pub reason: Option<String>,
    pub started_at: Option<Timestamp>,
    pub ended_at: Option<Timestamp>,
    /// Further facts.
    pub facts: Vec<Evidence>,
    pub links: Vec<Link>,
    pub resolve_after: Option<SignedDuration>,
    pub run: Run,
}

impl Happening {
    /// Something that happened now, nothing known of it but its status.
    pub(super) fn new(
        event: &Value,
        what: &'static str,
        name: &str,
        status: String,
    ) -> Result<Self, SourceError> {
        let state = match meaning(&status) {
            Some(Meaning::Failed) => State::Firing,
            Some(Meaning::Well) => State::Resolved,
            Some(Meaning::Neither) => State::Noise("it is under way, or somebody wants it so"),
            None => {
                return Err(error(format!(
                    "the {what} has a status that is not known: `{}`",
                    text::line(&status, 40)
                )));
            }
        };
        Ok(Self {
            account: lens::text(event, "/account").unwrap_or_default(),
            region: lens::text(event, "/region").unwrap_or_default(),
            what,
            name: name.to_owned(),
            identity: Labels::new(),
            labels: Labels::new(),
            severity: Severity::Error,
            status,
            state,
            reason: None,
            started_at: None,
            ended_at: None,
            facts: vec![],
            links: vec![],
            resolve_after: None,
            run: Run::default(),
        })
    }

    pub(super) fn site(&self) -> Site<'_> {
        Site {
            account: &self.account,
            region: &self.region,
        }
    }

    /// Declares what identifies it, beside where it is.
    pub(super) fn identify(&mut self, pairs: &[(&str, &str)]) {
        let place = [
            ("account", self.account.as_str()),
            ("region", self.region.as_str()),
        ];
        for (name, value) in place.iter().chain(pairs) {
            self.identity.set(*name, text::cut(value, MAX_VALUE));
        }
        self.identity
            .set("kind", self.what.replace(' ', "_").to_lowercase());
    }

    pub(super) fn label(&mut self, name: &str, value: &str) {
        self.labels.set(name, text::line(value, MAX_VALUE));
    }

    pub(super) fn observe(self, envelope: &Envelope, now: Timestamp) -> Observation {
        let event = &envelope.event;
        let sent_at = event.get("time").and_then(time::read);
        let state_at = self.ended_at.or(sent_at).or(envelope.sent_at).unwrap_or(now);
        let mut labels = self.labels.clone();
        for (name, value) in self.identity.iter() {
            labels.set(name, text::line(value, MAX_VALUE));
        }
        labels.set("alertname", text::line(&self.name, 120));
        labels.set("source", NAME);
        labels.set("service", NAME);
        labels.set("status", text::line(&self.status, 60));
        Observation {
            source: NAME.into(),
            event_id: lens::text(event, "/id")
                .or_else(|| envelope.carrier_id.clone())
                .unwrap_or_default(),
            symptom: self.symptom(state_at),
            evidence: self.evidence(),
            labels,
            identity: self.identity,
            state: self.state,
            state_at,
            severity: self.severity,
            links: self.links,
            suppression: None,
            resolve_after: self.resolve_after,
            run: self.run,
        }
    }

    /// `churn-training TrainModel failed after 34 min: AlgorithmError ...`
    fn symptom(&self, state_at: Timestamp) -> String {
        let name = text::line(&self.name, 80);
        let lasted = self
            .started_at
            .map(|started| state_at.duration_since(started))
            .filter(|lasted| *lasted > SignedDuration::ZERO)
            .map(|lasted| format!(" after {}", time::spoken(lasted)));
        let reason = self
            .reason
            .as_ref()
            .map(|reason| format!(": {}", text::line(reason, 160)));
        let status = text::line(&words(&self.status), 40);
        format!(
            "{name} {status}{}{}",
            lasted.unwrap_or_default(),
            reason.unwrap_or_default()
        )
    }

    fn evidence(&self) -> Vec<Evidence> {
        let mut facts = Vec::new();
        let reason = self
            .reason
            .as_ref()
            .map(|reason| Evidence::new("reason", reason.clone()));
        facts.extend(reason);
        facts.extend(self.facts.iter().cloned());
        facts.push(Evidence::new("what", self.what));
        facts.push(Evidence::new(
            "where",
            format!("{} {}", self.account, self.region),
        ));
        facts
    }
}

/// A status in words: `MaxRuntimeExceeded` and `MAX_RUNTIME_EXCEEDED` are both `max runtime exceeded`.
fn words(status: &str) -> String {
    let mut words = String::with_capacity(status.len() + 4);
    let mut before = ' ';
    for c in status.chars() {
        if c.is_uppercase() && before.is_lowercase() {
            words.push(' ');
        }
        words.extend(if c == '_' { ' ' } else { c }.to_lowercase());
        before = c;
    }
    words
}

/// The time at the first of these members that has one.
pub(super) fn time_at(detail: &Value, members: &[&str]) -> Option<Timestamp> {
    members
        .iter()
        .find_map(|member| detail.get(*member).and_then(time::read))
}
