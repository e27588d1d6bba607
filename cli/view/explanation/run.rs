//! The run of recurring work that an alert is about: what it is of it, and what ties it to other alerts of the same failure.

use alert_core::observation::Observation;
use alert_core::run::Part;
use serde::Serialize;

#[derive(Debug, Serialize)]
pub(super) struct InRun {
    /// Which one; empty where only the work is known.
    id: String,
    part: Part,
    /// It carries the words of whatever failed.
    tells_cause: bool,
    /// What other alerts of its failure may name too, surest first.
    pub(super) ties: Vec<String>,
}

impl InRun {
    /// Nothing for what is no work that runs.
    pub(super) fn of(observation: &Observation) -> Option<Self> {
        let run = &observation.run;
        (!run.ties.is_empty()).then(|| Self {
            id: run.id.clone(),
            part: run.part,
            tells_cause: run.tells_cause,
            ties: run
                .ties
                .iter()
                .map(|tie| {
                    let names = [tie.execution.as_str(), tie.work.as_str()];
                    let known: Vec<&str> = names.into_iter().filter(|name| !name.is_empty()).collect();
                    known.join(" of ")
                })
                .collect(),
        })
    }

    pub(super) fn sentence(&self) -> String {
        let part = match self.part {
            Part::Symptom => "counts its failures",
            Part::Caller => "started it and waited for it",
            Part::Whole => "is the run as a whole",
            Part::Job => "is a job of it",
            Part::Step => "is a step of it",
        };
        let cause = if self.tells_cause {
            ", and says why it failed"
        } else {
            ""
        };
        let which = if self.id.is_empty() {
            "not known which"
        } else {
            &self.id
        };
        format!("{which}: this alert {part}{cause}")
    }
}
