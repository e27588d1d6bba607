//! Jobs: they run once. What recurs is the family, or the step of a pipeline.

use serde_json::Value;

use super::family::family;
use super::happening::{Happening, time_at};
use super::kind::{Kind, plain};
use super::{error, links};
use crate::observation::{Evidence, State};
use crate::run::{Part, PipelineJob, Run, Tie};
use crate::source::{SourceError, lens};
use crate::time::SignedDuration;

/// Who runs a job again each night has a success after two at the latest; what runs once has none, and is over in a day.
const FAMILY_LASTS: SignedDuration = SignedDuration::from_hours(48);
const ONE_LASTS: SignedDuration = SignedDuration::from_hours(24);

/// A training job that was stopped, though nobody wanted it (API Reference, `DescribeTrainingJob`, `SecondaryStatus`).
const STOPPED_BY_ITSELF: [&str; 3] = ["maxruntimeexceeded", "maxwaittimeexceeded", "interrupted"];

/// Where containers of jobs write their logs.
fn log_group(prefix: &str) -> Option<&'static str> {
    match prefix {
        "TrainingJob" => Some("/aws/sagemaker/TrainingJobs"),
        "ProcessingJob" => Some("/aws/sagemaker/ProcessingJobs"),
        "TransformJob" => Some("/aws/sagemaker/TransformJobs"),
        _ => None,
    }
}

pub(super) fn read(event: &Value, kind: &Kind) -> Result<Happening, SourceError> {
    let detail = event.get("detail").unwrap_or(&Value::Null);
    let member = |end: &str| lens::text(detail, &format!("/{}{end}", kind.prefix));
    let arn = member("Arn").or_else(|| lens::text(event, "/resources/0"));
    let of_arn = arn
        .as_deref()
        .and_then(|arn| arn.rsplit('/').next())
        .map(str::to_owned);
    let name = member("Name")
        .or(of_arn)
        .ok_or_else(|| error(format!("the {} has neither name nor ARN", kind.what)))?;
    let status =
        member("Status").ok_or_else(|| error(format!("the event has no `{}Status`", kind.prefix)))?;
    let pipeline = PipelineJob::parse(&name);
    // An experiment that a pipeline makes is called after it, and its trial after the execution.
    let experiment = lens::text(detail, "/ExperimentConfig/ExperimentName").unwrap_or_default();
    let (shown, is_family) = match (&pipeline, lens::text(detail, "/flowDefinitionArn")) {
        (Some(job), _) => (format!("{experiment} {}", job.step).trim().to_owned(), true),
        (None, Some(flow)) => (flow.rsplit('/').next().unwrap_or_default().to_owned(), true),
        (None, None) => {
            let (family, is_family) = family(&name);
            (family.to_owned(), is_family)
        }
    };
    let mut job = Happening::new(event, kind.what, &shown, status)?;
    let secondary = lens::text(detail, "/SecondaryStatus").unwrap_or_default();
    if plain(&job.status) == "stopped" && STOPPED_BY_ITSELF.contains(&plain(&secondary).as_str()) {
        job.state = State::Firing;
        job.status.clone_from(&secondary);
    }
    match &pipeline {
        Some(of) => job.identify(&[
            ("PipelineName", &experiment.to_lowercase()),
            ("StepName", of.step),
        ]),
        None => job.identify(&[("family", &shown)]),
    }
    job.label("job", &name);
    job.label("secondary_status", &secondary);
    job.reason = ["/FailureReason", "/failureReason", "/ExitMessage"]
        .iter()
        .find_map(|pointer| lens::text(detail, pointer));
    job.started_at = time_at(detail, &["CreationTime", "creationTime"]);
    job.ended_at = time_at(
        detail,
        &[
            &format!("{}EndTime", kind.prefix.trim_end_matches("Job")),
            &format!("{}EndTime", kind.prefix),
        ],
    )
    .or_else(|| {
        time_at(
            detail,
            &[
                "TrainingEndTime",
                "ProcessingEndTime",
                "TransformEndTime",
                "LastModifiedTime",
            ],
        )
    });
    job.facts = facts(detail, &name);
    job.resolve_after = Some(if is_family { FAMILY_LASTS } else { ONE_LASTS });
    let mut ties = arn.as_deref().map(Tie::of_arn).unwrap_or_default();
    if let Some(of) = &pipeline {
        job.label("execution", of.execution);
        let tie = Tie::pipeline(job.site(), &experiment, of.execution);
        ties.push(tie);
    }
    for tag in tags(detail) {
        ties.extend(Tie::of_arn(&tag));
    }
    let run_of_pipeline = pipeline.map(|of| Tie::pipeline(job.site(), "", of.execution).execution);
    job.run = Run {
        id: run_of_pipeline.or_else(|| arn.clone()).unwrap_or_default(),
        started_at: job.started_at,
        ties,
        part: Part::Job,
        tells_cause: job.reason.is_some(),
    };
    job.links = links::job(&job, kind.prefix, &name, log_group(kind.prefix));
    Ok(job)
}

fn facts(detail: &Value, name: &str) -> Vec<Evidence> {
    let mut facts = vec![Evidence::new("job", name)];
    for (fact, pointer) in [
        ("exit message", "/ExitMessage"),
        ("secondary status", "/SecondaryStatus"),
        ("instance", "/ResourceConfig/InstanceType"),
        ("instance", "/ProcessingResources/ClusterConfig/InstanceType"),
        ("failed trainings", "/TrainingJobStatusCounters/NonRetryableError"),
    ] {
        facts.extend(lens::text(detail, pointer).map(|value| Evidence::new(fact, value)));
    }
    facts
}

/// The values of a job's tags: Step Functions and Pipelines leave the ARN of what started the job there.
fn tags(detail: &Value) -> Vec<String> {
    match detail.get("Tags") {
        Some(Value::Object(tags)) => tags
            .values()
            .filter_map(Value::as_str)
            .take(50)
            .map(str::to_owned)
            .collect(),
        Some(Value::Array(tags)) => tags
            .iter()
            .take(50)
            .filter_map(|tag| lens::text_either(tag, "/Value", "/value"))
            .collect(),
        _ => vec![],
    }
}
