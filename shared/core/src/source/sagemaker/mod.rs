//! Amazon SageMaker: jobs, pipelines and their steps, endpoints, and what else changes its state.
//!
//! SageMaker Developer Guide, "Automating SageMaker with EventBridge". Events are best effort and may come several times for
//! one change; times are numbers, text and seconds with fractions, so all of them are read leniently.
//!
//! Identity is the work, so that the next success resolves what failed: a pipeline, a step of it, a family of jobs. What
//! stays (an endpoint, a feature group) is itself. The run is a label.

mod family;
mod happening;
mod job;
mod kind;
mod links;
mod node;
mod pipeline;
mod thing;

use serde_json::Value;

use super::{Source, SourceError, lens};
use crate::envelope::Envelope;
use crate::observation::Observation;
use crate::time::Timestamp;
use happening::Happening;

/// The source of SageMaker's events.
pub struct Sagemaker;

const NAME: &str = "sagemaker";

impl Source for Sagemaker {
    fn name(&self) -> &'static str {
        NAME
    }

    fn decode(&self, envelope: &Envelope, now: Timestamp) -> Option<Result<Vec<Observation>, SourceError>> {
        let event = &envelope.event;
        if !envelope.is_eventbridge() || event.get("source").is_none_or(|source| source != "aws.sagemaker") {
            return None;
        }
        let happening = read(event, &lens::text(event, "/detail-type")?)?;
        Some(happening.map(|happening| vec![happening.observe(envelope, now)]))
    }
}

/// What the event tells of; nothing when it is of no kind that is known.
fn read(event: &Value, detail_type: &str) -> Option<Result<Happening, SourceError>> {
    match detail_type {
        "SageMaker Model Building Pipeline Execution Status Change" => Some(pipeline::execution(event)),
        "SageMaker Model Building Pipeline Execution Step Status Change" => Some(pipeline::step(event)),
        "SageMaker HyperPod Cluster Node Health Event" => Some(node::health(event)),
        _ => {
            let kind = kind::KINDS.iter().find(|kind| kind.detail_type == detail_type)?;
            Some(if kind.is_job {
                job::read(event, kind)
            } else {
                thing::read(event, kind)
            })
        }
    }
}

fn error(what: impl Into<String>) -> SourceError {
    SourceError {
        source_name: NAME.into(),
        what: what.into(),
    }
}
