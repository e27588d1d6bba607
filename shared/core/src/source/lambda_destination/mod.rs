//! Records of Lambda invocations that went to a destination: of users' functions, not of the router's own.
//!
//! A function that is invoked asynchronously, or by a stream, leaves one when it gives up (`OnFailure`) and, where that is
//! asked for, when it has succeeded (`OnSuccess`): bare by SQS and SNS, framed by EventBridge (Lambda Developer Guide,
//! "Capturing records of Lambda asynchronous invocations", "Retain discarded batches").
//!
//! The alert is the function. What it was asked is never shown: it is somebody's data.

mod record;

use serde_json::Value;

use super::evidence::{facts, place};
use super::frame::Frame;
use super::{Source, SourceError, labels, links};
use crate::envelope::Envelope;
use crate::observation::{Link, Observation, State};
use crate::run::Run;
use crate::severity::Severity;
use crate::time::{self, SignedDuration, Timestamp, after};
use record::Record;

/// The source of what Lambda sends to destinations.
pub struct LambdaDestination;

const NAME: &str = "lambda_destination";
/// Few functions have a destination for success, so most never recover: what failed in the night is open in the morning.
const RESOLVE_AFTER: SignedDuration = SignedDuration::from_hours(12);
/// How much of the log around the failure the link shows: the retries are a minute and two minutes apart.
const LOG_BEFORE: SignedDuration = SignedDuration::from_mins(15);
const LOG_AFTER: SignedDuration = SignedDuration::from_mins(5);

impl Source for LambdaDestination {
    fn name(&self) -> &'static str {
        NAME
    }

    fn decode(&self, envelope: &Envelope, now: Timestamp) -> Option<Result<Vec<Observation>, SourceError>> {
        let frame = Frame::read(envelope, "lambda", now)
            .filter(|frame| frame.kind.starts_with("Lambda Function Invocation Result"))
            .or_else(|| is_record(&envelope.event).then(|| Frame::bare(envelope, now)))?;
        let record = Record::read(frame.detail).ok_or_else(|| SourceError {
            source_name: NAME.into(),
            what: "the record names no function".to_owned(),
        });
        Some(record.map(|record| vec![observe(&record, &frame)]))
    }
}

/// Whether an event is such a record without a frame.
fn is_record(event: &Value) -> bool {
    event.get("responseContext").is_some()
        && event
            .get("requestContext")
            .is_some_and(|context| context.get("functionArn").is_some() && context.get("condition").is_some())
}

fn observe(record: &Record, frame: &Frame<'_>) -> Observation {
    let state_at = frame
        .detail
        .get("timestamp")
        .and_then(time::read)
        .unwrap_or(frame.at);
    let identity = labels::identity([("function_arn", &record.arn)]);
    Observation {
        source: NAME.into(),
        event_id: frame.id.clone(),
        labels: labels::labels(
            &identity,
            [
                ("alertname", "lambda-invocation"),
                ("source", NAME),
                ("service", "lambda"),
                ("function", &record.function),
                ("account", &record.account),
                ("region", &record.region),
                ("condition", &record.condition),
                ("error_type", record.error_type.as_deref().unwrap_or_default()),
            ],
        ),
        identity,
        state: if record.has_succeeded() {
            State::Resolved
        } else {
            State::Firing
        },
        state_at,
        severity: Severity::Error,
        symptom: record.symptom(),
        evidence: facts([
            ("function", Some(record.function.clone())),
            ("error", record.error()),
            ("condition", Some(record.condition.clone())),
            ("batch", record.batch.clone()),
            ("version", record.version.clone()),
            ("request", record.request.clone()),
            ("where", place(&record.account, &record.region)),
        ]),
        links: found(record, state_at),
        suppression: None,
        resolve_after: Some(RESOLVE_AFTER),
        run: Run::default(),
    }
}

fn found(record: &Record, at: Timestamp) -> Vec<Link> {
    let group = format!("/aws/lambda/{}", record.function);
    let before = at.checked_sub(LOG_BEFORE).unwrap_or(Timestamp::MIN);
    let query = match &record.request {
        Some(request) => format!(
            "fields @timestamp, @message\n| filter @requestId = '{}'\n| sort @timestamp",
            word(request)
        ),
        None => "fields @timestamp, @message\n| sort @timestamp desc\n| limit 200".to_owned(),
    };
    let links = [
        ("Monitoring", links::function(&record.region, &record.function)),
        (
            "Log of the request",
            links::log_query(&record.region, &group, &query, (before, after(at, LOG_AFTER))),
        ),
        ("Log group", links::log_group(&record.region, &group)),
    ];
    links
        .into_iter()
        .filter_map(|(name, url)| Some(Link::new(name, url?)))
        .collect()
}

/// A request's id as it may stand in a query: nothing in it ends a quoted text.
fn word(id: &str) -> String {
    id.chars()
        .filter(|c| c.is_ascii_alphanumeric() || *c == '-')
        .take(64)
        .collect()
}
