//! Pipelines: an execution as a whole, and each of its steps. Their members begin in lower case.

use serde_json::Value;

use super::happening::{Happening, time_at};
use super::{error, links};
use crate::observation::Evidence;
use crate::run::{Part, Run, Tie};
use crate::source::{SourceError, lens};
use crate::text;

/// Which execution of which pipeline an event is about.
struct Of {
    pipeline: String,
    execution: String,
    execution_arn: String,
}

fn of(event: &Value, detail: &Value) -> Result<Of, SourceError> {
    let arns = lens::list(event, "/resources").iter().filter_map(Value::as_str);
    let execution_arn = lens::text(detail, "/pipelineExecutionArn")
        .or_else(|| {
            arns.clone()
                .find(|arn| arn.contains("/execution/"))
                .map(str::to_owned)
        })
        .unwrap_or_default();
    let arn = lens::text(detail, "/pipelineArn")
        .or_else(|| arns.clone().next().map(str::to_owned))
        .unwrap_or_else(|| execution_arn.clone());
    let after = |arn: &str, mark: &str| {
        let rest = arn.split_once(mark)?.1;
        rest.split('/')
            .next()
            .filter(|name| !name.is_empty())
            .map(str::to_owned)
    };
    let pipeline = after(&arn, ":pipeline/").ok_or_else(|| error("the event names no pipeline"))?;
    Ok(Of {
        pipeline,
        execution: after(&execution_arn, "/execution/").unwrap_or_default(),
        execution_arn,
    })
}

pub(super) fn execution(event: &Value) -> Result<Happening, SourceError> {
    let detail = event.get("detail").unwrap_or(&Value::Null);
    let of = of(event, detail)?;
    let status = lens::text(detail, "/currentPipelineExecutionStatus")
        .ok_or_else(|| error("the event has no `currentPipelineExecutionStatus`"))?;
    let mut happening = Happening::new(event, "pipeline execution", &of.pipeline, status)?;
    happening.identify(&[("PipelineName", &of.pipeline.to_lowercase())]);
    happening.reason = lens::text(detail, "/failureReason");
    happening.started_at = time_at(detail, &["executionStartTime"]);
    happening.ended_at = time_at(detail, &["executionEndTime"]);
    let mut ties = vec![Tie::pipeline(happening.site(), &of.pipeline, &of.execution)];
    // Who starts a pipeline may leave its own ARN in the description.
    ties.extend(Tie::of_arn(
        &lens::text(detail, "/pipelineExecutionDescription").unwrap_or_default(),
    ));
    finish(&mut happening, &of, Part::Whole, ties);
    Ok(happening)
}

pub(super) fn step(event: &Value) -> Result<Happening, SourceError> {
    let detail = event.get("detail").unwrap_or(&Value::Null);
    let of = of(event, detail)?;
    let step = lens::text(detail, "/stepName").ok_or_else(|| error("the event names no step"))?;
    let status = lens::text(detail, "/currentStepStatus")
        .ok_or_else(|| error("the event has no `currentStepStatus`"))?;
    let name = format!("{} {step}", of.pipeline);
    let mut happening = Happening::new(event, "pipeline step", &name, status)?;
    happening.identify(&[("PipelineName", &of.pipeline.to_lowercase()), ("StepName", &step)]);
    happening.reason = lens::text(detail, "/failureReason");
    happening.started_at = time_at(detail, &["stepStartTime"]);
    happening.ended_at = time_at(detail, &["stepEndTime"]);
    if let Some(kind) = lens::text(detail, "/stepType") {
        happening.label("step_type", &kind);
    }
    let mut ties = vec![Tie::pipeline(happening.site(), &of.pipeline, &of.execution)];
    let arns = work(detail);
    for arn in &arns {
        ties.extend(Tie::of_arn(arn));
    }
    if let Some(arn) = arns.first() {
        happening.facts.push(Evidence::new(
            "job",
            text::line(arn.rsplit('/').next().unwrap_or_default(), 120),
        ));
        happening.links = links::job_of_arn(&happening, arn);
    }
    finish(&mut happening, &of, Part::Step, ties);
    Ok(happening)
}

/// The ARNs of what the step started, `metadata.trainingJob.arn` and the like.
fn work(detail: &Value) -> Vec<String> {
    let Some(Value::Object(metadata)) = detail.get("metadata") else {
        return vec![];
    };
    metadata
        .values()
        .filter_map(|started| lens::text_either(started, "/arn", "/Arn"))
        .take(4)
        .collect()
}

fn finish(happening: &mut Happening, of: &Of, part: Part, ties: Vec<Tie>) {
    happening.label("execution", &of.execution);
    if !of.execution_arn.is_empty()
        && happening
            .region
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    {
        // There is no address of an execution without its Studio domain: the command says the same.
        let command = format!(
            "aws sagemaker list-pipeline-execution-steps --region {} --pipeline-execution-arn {}",
            happening.region, of.execution_arn
        );
        happening.facts.push(Evidence::new("steps", command));
    }
    happening.run = Run {
        id: Tie::pipeline(happening.site(), "", &of.execution).execution,
        started_at: happening.started_at,
        ties,
        part,
        tells_cause: happening.reason.is_some(),
    };
}
