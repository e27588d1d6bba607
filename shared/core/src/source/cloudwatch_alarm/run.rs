//! The work whose failures an alarm counts: a pipeline, a state machine, a job. A metric knows no executions of them.

use super::change::Change;
use crate::run::{Part, Run, Site, Tie};

/// What ties the alarm to the failure that it counts.
pub(super) fn run(change: &Change) -> Run {
    // Another service's pipeline may have the same name.
    let namespace = change.watched.namespace.as_deref().unwrap_or_default();
    let is_of_sagemaker =
        starts_with(namespace, "AWS/SageMaker") || starts_with(namespace, "/aws/sagemaker/");
    let is_of_others = starts_with(namespace, "AWS/") && !is_of_sagemaker;
    let site = Site {
        account: &change.account,
        region: &change.region,
    };
    let contributor = change
        .contributor
        .iter()
        .flat_map(|contributor| &contributor.attributes);
    let mut ties: Vec<Tie> = Vec::new();
    for (name, value) in change.watched.dimensions.iter().chain(contributor) {
        match name.as_str() {
            "StateMachineArn" => ties.extend(Tie::of_arn(value)),
            "PipelineName" if !is_of_others => ties.push(Tie::pipeline(site, value, "")),
            // The host of an instance metric is the job and one of its containers.
            "Host" if is_of_sagemaker => {
                let job = value.split('/').next().unwrap_or_default();
                ties.extend(job_kind(namespace).map(|kind| Tie::job(site, kind, job)));
            }
            "TrainingJobName" if !is_of_others => ties.push(Tie::job(site, "training-job", value)),
            "ProcessingJobName" if !is_of_others => ties.push(Tie::job(site, "processing-job", value)),
            "TransformJobName" if !is_of_others => ties.push(Tie::job(site, "transform-job", value)),
            _ => {}
        }
    }
    Run {
        ties,
        part: Part::Symptom,
        ..Run::default()
    }
}

/// `AWS/SageMaker` and `AWS/Sagemaker/ModelBuildingPipeline` are both AWS's own spellings.
fn starts_with(text: &str, start: &str) -> bool {
    text.get(..start.len())
        .is_some_and(|head| head.eq_ignore_ascii_case(start))
}

/// The kind of job whose instances a namespace is about.
fn job_kind(namespace: &str) -> Option<&'static str> {
    match namespace {
        "/aws/sagemaker/TrainingJobs" => Some("training-job"),
        "/aws/sagemaker/ProcessingJobs" => Some("processing-job"),
        "/aws/sagemaker/TransformJobs" => Some("transform-job"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SITE: Site<'_> = Site {
        account: "111122223333",
        region: "eu-west-1",
    };

    fn ties(namespace: &str, dimensions: &[(&str, &str)]) -> Vec<Tie> {
        let mut change = Change {
            account: SITE.account.to_owned(),
            region: SITE.region.to_owned(),
            ..Change::default()
        };
        change.watched.namespace = Some(namespace.to_owned());
        change.watched.dimensions = dimensions
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect();
        run(&change).ties
    }

    #[test]
    fn a_metric_is_tied_to_what_it_counts() {
        let pipeline = [("PipelineName", "churn-training"), ("StepName", "TrainModel")];
        assert_eq!(
            ties("AWS/Sagemaker/ModelBuildingPipeline", &pipeline),
            [Tie::pipeline(SITE, "churn-training", "")]
        );
        assert_eq!(
            ties("MLPlatform", &pipeline[..1]),
            [Tie::pipeline(SITE, "churn-training", "")]
        );
        assert_eq!(
            ties(
                "AWS/States",
                &[(
                    "StateMachineArn",
                    "arn:aws:states:eu-west-1:111122223333:stateMachine:nightly"
                )]
            ),
            [Tie::machine(SITE, "nightly", "")]
        );
        assert_eq!(
            ties(
                "/aws/sagemaker/TrainingJobs",
                &[("Host", "churn-train-17/algo-1")]
            ),
            [Tie::job(SITE, "training-job", "churn-train-17")]
        );
    }

    #[test]
    fn what_only_looks_like_work_is_not() {
        assert_eq!(
            ties("AWS/CodePipeline", &[("PipelineName", "churn-training")]),
            []
        );
        assert_eq!(ties("AWS/SageMaker", &[("EndpointName", "churn-prod")]), []);
        assert_eq!(ties("AWS/EC2", &[("Host", "a/b")]), []);
        assert_eq!(ties("AWS/States", &[("StateMachineArn", "nightly")]), []);
    }
}
