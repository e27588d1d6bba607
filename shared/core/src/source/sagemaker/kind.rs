//! The kinds of SageMaker's events: what each is about, and what its status means.
//!
//! SageMaker Developer Guide, "Automating SageMaker with EventBridge". Its members are named after the thing: a
//! `TrainingJobName` has a `TrainingJobStatus`. Statuses are written in every manner (`InService`, `IN_SERVICE`), and are
//! compared without it.

use crate::severity::Severity;

/// A kind of event.
pub(super) struct Kind {
    /// Its detail type.
    pub detail_type: &'static str,
    /// What its members' names begin with.
    pub prefix: &'static str,
    /// What it is about, as people say it.
    pub what: &'static str,
    /// It runs once and under another name each time; else it stays.
    pub is_job: bool,
}

const fn kind(detail_type: &'static str, prefix: &'static str, what: &'static str, is_job: bool) -> Kind {
    Kind {
        detail_type,
        prefix,
        what,
        is_job,
    }
}

/// The kinds whose members follow the rule. Pipelines, their steps and the nodes of clusters don't.
pub(super) static KINDS: &[Kind] = &[
    kind(
        "SageMaker Training Job State Change",
        "TrainingJob",
        "training job",
        true,
    ),
    kind(
        "SageMaker Processing Job State Change",
        "ProcessingJob",
        "processing job",
        true,
    ),
    kind(
        "SageMaker Transform Job State Change",
        "TransformJob",
        "transform job",
        true,
    ),
    kind(
        "SageMaker HyperParameter Tuning Job State Change",
        "HyperParameterTuningJob",
        "tuning job",
        true,
    ),
    kind(
        "SageMaker AutoML Job State Change",
        "AutoMLJob",
        "AutoML job",
        true,
    ),
    kind(
        "SageMaker Compilation Job State Change",
        "CompilationJob",
        "compilation job",
        true,
    ),
    kind(
        "SageMaker Evaluation Job Status Change",
        "EvaluationJob",
        "evaluation job",
        true,
    ),
    kind(
        "SageMaker Ground Truth Labeling Job State Change",
        "LabelingJob",
        "labeling job",
        true,
    ),
    kind(
        "SageMaker A2I HumanLoop Status Change",
        "humanLoop",
        "human loop",
        true,
    ),
    kind("SageMaker Endpoint State Change", "Endpoint", "endpoint", false),
    kind(
        "SageMaker Endpoint Deployment State Change",
        "Endpoint",
        "endpoint",
        false,
    ),
    kind(
        "SageMaker Model Package State Change",
        "ModelPackage",
        "model package",
        false,
    ),
    kind(
        "SageMaker Feature Group State Change",
        "FeatureGroup",
        "feature group",
        false,
    ),
    kind(
        "SageMaker Monitoring Schedule State Change",
        "MonitoringSchedule",
        "monitoring schedule",
        false,
    ),
    kind(
        "SageMaker HyperPod Cluster State Change",
        "Cluster",
        "cluster",
        false,
    ),
    kind("SageMaker Image State Change", "Image", "image", false),
    kind(
        "SageMaker Image Version State Change",
        "ImageVersion",
        "image version",
        false,
    ),
    kind(
        "SageMaker Model Card State Change",
        "ModelCard",
        "model card",
        false,
    ),
    kind("SageMaker Model State Change", "Model", "model", false),
];

/// What a status means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Meaning {
    /// It failed.
    Failed,
    /// It works, or is done.
    Well,
    /// It is under way, or somebody wants it so.
    Neither,
}

/// A status without its manner: `IN_SERVICE` and `InService` are one.
pub(super) fn plain(status: &str) -> String {
    let letters = status.chars().filter(char::is_ascii_alphanumeric);
    letters.map(|letter| letter.to_ascii_lowercase()).collect()
}

/// What a status means; nothing for one that AWS does not document.
pub(super) fn meaning(status: &str) -> Option<Meaning> {
    let meaning = match plain(status).as_str() {
        "failed"
        | "createfailed"
        | "updatefailed"
        | "deletefailed"
        | "updaterollbackfailed"
        | "outofservice"
        | "rollingback"
        | "unhealthy"
        | "unschedulable"
        | "error" => Meaning::Failed,
        "completed" | "succeeded" | "inservice" | "active" | "created" | "scheduled" | "healthy"
        | "schedulable" | "deleted" => Meaning::Well,
        "inprogress"
        | "starting"
        | "executing"
        | "stopping"
        | "stopped"
        | "creating"
        | "updating"
        | "systemupdating"
        | "deleting"
        | "pending"
        | "initializing"
        | "pendingmanualapproval"
        | "draft"
        | "pendingreview"
        | "approved"
        | "rejected"
        | "archived" => Meaning::Neither,
        _ => return None,
    };
    Some(meaning)
}

/// How urgent a failed one is when the catalog does not say. An endpoint that serves nobody is somebody's outage.
pub(super) fn severity(what: &str, status: &str) -> Severity {
    match (what, plain(status).as_str()) {
        ("endpoint", "failed" | "outofservice" | "updaterollbackfailed") => Severity::Critical,
        (_, "rollingback") => Severity::Warning,
        _ => Severity::Error,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_status_means_the_same_however_it_is_written() {
        for (status, expected) in [
            ("IN_SERVICE", Some(Meaning::Well)),
            ("InService", Some(Meaning::Well)),
            ("UPDATE_ROLLBACK_FAILED", Some(Meaning::Failed)),
            ("SystemUpdating", Some(Meaning::Neither)),
            ("status", None),
            ("", None),
        ] {
            assert_eq!(meaning(status), expected, "{status}");
        }
    }
}
