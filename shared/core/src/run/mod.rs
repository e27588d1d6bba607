//! A run: one execution of recurring work, such as a pipeline's, and what its failure has in common with other alerts.
//!
//! An alert is the *work* (a pipeline, a step, a job's family), so that the next success resolves it. The run says which
//! execution failed: it orders successes and failures of runs that overlap, and ties together what fails at once.

mod tie;

use serde::{Deserialize, Serialize};

use crate::time::Timestamp;

pub use tie::{PipelineJob, Site, Tie};

/// What an observation says of the run that it is about.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Run {
    /// Which one: an execution's ARN, a job's. Empty where only the work is known, as in a metric.
    pub id: String,
    /// When it started. A success ends failures of runs that started before it, and no others.
    pub started_at: Option<Timestamp>,
    /// What its failure has in common with other alerts, surest first. Nothing for what is no work that runs.
    pub ties: Vec<Tie>,
    /// What the observation is of its run.
    pub part: Part,
    /// It carries the words of whatever failed.
    pub tells_cause: bool,
}

/// What an alert is of a run, from what only notices the failure to what failed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Part {
    /// It counts failures, as a metric's alarm does.
    #[default]
    Symptom,
    /// It started the run and waited for it, as a state machine does.
    Caller,
    /// The run as a whole: an execution of a pipeline.
    Whole,
    /// A job that it ran. Over with its whole.
    Job,
    /// A step of it. Over with its whole.
    Step,
}

impl Part {
    /// Whether it is over when a later run of its whole succeeds, also if it was taken out of that since.
    pub const fn ends_with_whole(self) -> bool {
        matches!(self, Self::Job | Self::Step)
    }
}

/// The run that an alert's episode belongs to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct InRun {
    /// The run's id here: that of the first of its alerts. Empty until the alert has been given its group.
    pub run: String,
    /// What the alert is of the run.
    pub part: Part,
    /// It carries the words of whatever failed.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub tells_cause: bool,
    /// The row of the work that it is, or is a part of. Empty for what does not know.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub work: String,
}

impl InRun {
    /// What an observation's alert is of its run; nothing when nothing ties it to others.
    pub fn of(run: &Run) -> Option<Self> {
        (!run.ties.is_empty()).then(|| Self {
            run: String::new(),
            part: run.part,
            tells_cause: run.tells_cause,
            work: String::new(),
        })
    }

    /// How near to the cause: what carries its words first, then what failed before what noticed it.
    pub const fn rank(&self) -> (bool, Part) {
        (self.tells_cause, self.part)
    }
}

/// A run as an alert's record remembers it: the last that failed, or that succeeded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LastRun {
    /// Which one.
    pub id: String,
    /// When it started.
    pub started_at: Timestamp,
}

impl LastRun {
    /// What is to be remembered of a run; nothing when it does not say when it started.
    pub fn of(run: &Run) -> Option<Self> {
        Some(Self {
            id: run.id.clone(),
            started_at: run.started_at?,
        })
    }

    /// Whether the success of this run says that the failure of `failed` is over: it is the same run, tried again, or one
    /// that started later. Runs that started at one time are two runs, and neither speaks for the other.
    pub fn speaks_for(&self, failed: &Self) -> bool {
        (!self.id.is_empty() && self.id == failed.id) || self.started_at > failed.started_at
    }

    /// The one of two that started later.
    #[must_use]
    pub fn later(one: Option<Self>, other: Option<Self>) -> Option<Self> {
        match (one, other) {
            (Some(one), Some(other)) => Some(if other.started_at > one.started_at {
                other
            } else {
                one
            }),
            (one, other) => one.or(other),
        }
    }
}

/// Whether a success of `success` ends a failure of `failure`. Where either does not say when it started, the time of the
/// state alone decides, as it does for everything that is no run.
pub fn speaks_for(success: Option<&LastRun>, failure: Option<&LastRun>) -> bool {
    match (success, failure) {
        (Some(success), Some(failure)) => success.speaks_for(failure),
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(id: &str, started_at: i64) -> LastRun {
        let started_at = Timestamp::from_second(started_at).unwrap();
        LastRun {
            id: id.to_owned(),
            started_at,
        }
    }

    #[test]
    fn a_success_speaks_for_earlier_runs_and_for_itself() {
        for (success, failure, expected) in [
            (run("b", 2), run("a", 1), true),
            (run("b", 1), run("a", 2), false),
            (run("a", 1), run("a", 1), true),
            (run("b", 1), run("a", 1), false),
            (run("", 1), run("", 1), false),
        ] {
            assert_eq!(success.speaks_for(&failure), expected, "{success:?} {failure:?}");
        }
        assert!(speaks_for(None, Some(&run("a", 1))) && speaks_for(Some(&run("a", 1)), None));
    }

    #[test]
    fn words_of_the_cause_come_before_what_repeats_the_failure() {
        let rank = |part, tells_cause| {
            InRun {
                run: String::new(),
                part,
                tells_cause,
                work: String::new(),
            }
            .rank()
        };
        let ranks = [
            rank(Part::Step, true),
            rank(Part::Job, true),
            rank(Part::Step, false),
            rank(Part::Whole, false),
            rank(Part::Caller, false),
            rank(Part::Symptom, false),
        ];
        assert!(ranks.is_sorted_by(|one, other| one > other));
    }
}
