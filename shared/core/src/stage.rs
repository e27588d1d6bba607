//! What work of an ML platform has ended, and how: the metrics that AWS does not have.
//!
//! SageMaker counts what goes on in an endpoint and how long a pipeline took, and has no metric for jobs that fail or
//! succeed. The events that make pages tell both, so they are counted as they pass: by stage, as people speak of it.

use crate::observation::{Observation, State};
use crate::time::SignedDuration;

/// Something that ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ended {
    /// A job, or a step of a pipeline.
    Stage {
        /// `processing`, `training`, `evaluation`, `transform`, `register`.
        stage: &'static str,
        /// The pipeline that it is a step of, in small letters as its ARN has it; empty for a job of none.
        pipeline: String,
        /// Whether it succeeded.
        succeeded: bool,
        /// How long it took, where the event says.
        lasted: Option<SignedDuration>,
    },
    /// A deployment that is taken back.
    RolledBack {
        /// The endpoint.
        endpoint: String,
    },
}

/// What an observation tells the end of; nothing for all that is no such work.
pub fn ended(observation: &Observation) -> Option<Ended> {
    let label = |name: &str| observation.labels.get(name);
    if observation.source != "sagemaker" {
        return None;
    }
    let succeeded = match observation.state {
        State::Resolved => true,
        State::Firing => false,
        State::NoData | State::Configured { .. } | State::Noise(_) => return None,
    };
    let kind = label("kind");
    if kind == "endpoint" {
        let is_back = label("status").to_lowercase().replace(' ', "").contains("roll");
        let endpoint = label("EndpointName").to_owned();
        return (is_back && !succeeded && !endpoint.is_empty()).then_some(Ended::RolledBack { endpoint });
    }
    // The step tells of the job that it runs, too.
    let is_of_pipeline = !label("execution").is_empty();
    let stage = match kind {
        "pipeline_step" => of_step(label("step_type"), label("StepName"))?,
        _ if is_of_pipeline => return None,
        _ => of_job(kind, label("family"))?,
    };
    let lasted = observation
        .run
        .started_at
        .map(|started| observation.state_at.duration_since(started))
        .filter(|lasted| *lasted > SignedDuration::ZERO);
    Some(Ended::Stage {
        stage,
        pipeline: if kind == "pipeline_step" {
            label("PipelineName").to_owned()
        } else {
            String::new()
        },
        succeeded,
        lasted,
    })
}

/// SageMaker Developer Guide, "Pipelines steps": the types of steps that do work of their own.
fn of_step(kind: &str, name: &str) -> Option<&'static str> {
    Some(match kind {
        "Processing" if is_evaluation(name) => "evaluation",
        "Processing" => "processing",
        "Training" | "Tuning" | "AutoML" => "training",
        "Transform" => "transform",
        "RegisterModel" | "Model" | "CreateModel" => "register",
        "QualityCheck" | "ClarifyCheck" | "Condition" => "evaluation",
        _ => return None,
    })
}

fn of_job(kind: &str, family: &str) -> Option<&'static str> {
    Some(match kind {
        "processing_job" if is_evaluation(family) => "evaluation",
        "processing_job" => "processing",
        "training_job" | "tuning_job" | "automl_job" => "training",
        "transform_job" => "transform",
        "evaluation_job" => "evaluation",
        _ => return None,
    })
}

/// SageMaker has no type for it: people evaluate in a processing step, and call it so.
fn is_evaluation(name: &str) -> bool {
    name.to_lowercase().contains("eval")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::envelope;
    use crate::source;
    use crate::time::Timestamp;
    use serde_json::{Value, json};

    fn of(event: &Value) -> Option<Ended> {
        let now: Timestamp = "2026-11-20T03:00:00Z".parse().unwrap();
        let payload = event.to_string();
        let envelope = envelope::open(payload.as_bytes()).remove(0);
        source::decode(&envelope, now).iter().find_map(ended)
    }

    fn step(kind: &str, name: &str, status: &str) -> Value {
        let arn = "arn:aws:sagemaker:eu-west-1:111122223333:pipeline/Churn";
        json!({
            "version": "0", "id": "e", "source": "aws.sagemaker", "account": "111122223333", "region": "eu-west-1",
            "detail-type": "SageMaker Model Building Pipeline Execution Step Status Change",
            "time": "2026-11-20T02:44:42Z", "resources": [arn],
            "detail": {"stepName": name, "stepType": kind, "currentStepStatus": status, "pipelineArn": arn,
                "pipelineExecutionArn": format!("{arn}/execution/p1"),
                "stepStartTime": "2026-11-20T02:10:00Z", "stepEndTime": "2026-11-20T02:44:00Z"},
        })
    }

    fn job(kind: &str, name: &str, status: &str) -> Value {
        let mut detail =
            json!({"CreationTime": 1_795_140_600_000_i64, "LastModifiedTime": 1_795_142_400_000_i64});
        detail[format!("{kind}JobName")] = json!(name);
        detail[format!("{kind}JobStatus")] = json!(status);
        json!({
            "version": "0", "id": "e", "source": "aws.sagemaker", "account": "111122223333", "region": "eu-west-1",
            "detail-type": format!("SageMaker {kind} Job State Change"), "time": "2026-11-20T02:44:42Z",
            "resources": [], "detail": detail,
        })
    }

    fn stage(event: &Value) -> Option<(&'static str, String, bool, i64)> {
        match of(event)? {
            Ended::Stage {
                stage,
                pipeline,
                succeeded,
                lasted,
            } => Some((
                stage,
                pipeline,
                succeeded,
                lasted.map_or(0, |lasted| lasted.as_secs()),
            )),
            Ended::RolledBack { .. } => None,
        }
    }

    #[test]
    fn a_step_is_the_stage_that_people_speak_of() {
        for (kind, name, expected) in [
            ("Processing", "Prepare", "processing"),
            ("Processing", "EvaluateModel", "evaluation"),
            ("Training", "Train", "training"),
            ("Tuning", "Tune", "training"),
            ("Transform", "Score", "transform"),
            ("RegisterModel", "Register", "register"),
            ("QualityCheck", "Drift", "evaluation"),
        ] {
            for (status, succeeded) in [("Succeeded", true), ("Failed", false)] {
                let found = stage(&step(kind, name, status));
                assert_eq!(
                    found,
                    Some((expected, "churn".to_owned(), succeeded, 2_040)),
                    "{kind} {name}"
                );
            }
        }
        assert_eq!(stage(&step("Lambda", "Notify", "Succeeded")), None);
        assert_eq!(stage(&step("Training", "Train", "Executing")), None);
    }

    #[test]
    fn a_job_of_no_pipeline_is_one_too_and_one_of_a_pipeline_is_its_step() {
        let of = |kind, name| stage(&job(kind, name, "Completed"));
        assert_eq!(
            of("Training", "nightly-2026-11-20"),
            Some(("training", String::new(), true, 1_800))
        );
        assert_eq!(
            of("Processing", "eval-2026-11-20"),
            Some(("evaluation", String::new(), true, 1_800))
        );
        assert_eq!(
            of("Training", "pipelines-p4jn9xou8a8s-TrainModel-tmgxry49ug"),
            None
        );
    }

    #[test]
    fn a_deployment_that_is_taken_back_is_counted_by_its_endpoint() {
        let event: Value = serde_json::from_str(include_str!(
            "../../../events/sagemaker/endpoint-rolling-back.json"
        ))
        .unwrap();
        let endpoint = "churn-prod".to_owned();
        assert_eq!(of(&event), Some(Ended::RolledBack { endpoint }));
        let event: Value =
            serde_json::from_str(include_str!("../../../events/sagemaker/endpoint-failed.json")).unwrap();
        assert_eq!(of(&event), None);
    }
}
