//! AWS Step Functions: executions of standard workflows that failed, timed out, were aborted or succeeded.
//!
//! Step Functions Developer Guide, "Automating Step Functions event delivery with EventBridge": best effort, possibly out of
//! order; express workflows send none. Identity is the state machine, so that its next success resolves it; a redrive fails
//! or succeeds under the same execution, later. Input and output may hold anybody's data and never enter a page.

mod ties;

use serde_json::Value;

use super::{Source, SourceError, lens, links};
use crate::envelope::Envelope;
use crate::labels::Labels;
use crate::observation::{Evidence, Link, Observation, State};
use crate::run::{Part, Run};
use crate::severity::Severity;
use crate::text;
use crate::time::{self, Timestamp};

/// The source of Step Functions' events.
pub struct StepFunctions;

const NAME: &str = "step_functions";
const MAX_VALUE: usize = 512;

impl Source for StepFunctions {
    fn name(&self) -> &'static str {
        NAME
    }

    fn decode(&self, envelope: &Envelope, now: Timestamp) -> Option<Result<Vec<Observation>, SourceError>> {
        let event = &envelope.event;
        let is_ours = envelope.is_eventbridge()
            && event.get("source").is_some_and(|source| source == "aws.states")
            && event
                .get("detail-type")
                .is_some_and(|kind| kind == "Step Functions Execution Status Change");
        is_ours.then(|| read(envelope, now).map(|observation| vec![observation]))
    }
}

/// What the status of an execution means, and how urgent it is.
fn judge(status: &str) -> Option<(State, Severity)> {
    match status.to_ascii_uppercase().as_str() {
        "FAILED" | "TIMED_OUT" => Some((State::Firing, Severity::Error)),
        // Somebody stopped it, or whatever had started it: its results are missing all the same.
        "ABORTED" => Some((State::Firing, Severity::Info)),
        "SUCCEEDED" => Some((State::Resolved, Severity::Error)),
        "RUNNING" | "PENDING_REDRIVE" => Some((State::Noise("the execution is under way"), Severity::Info)),
        _ => None,
    }
}

fn read(envelope: &Envelope, now: Timestamp) -> Result<Observation, SourceError> {
    let event = &envelope.event;
    let detail = event.get("detail").unwrap_or(&Value::Null);
    let text_of = |pointer: &str| lens::text(detail, pointer).unwrap_or_default();
    let execution = text_of("/executionArn");
    let machine =
        lens::text(detail, "/stateMachineArn").ok_or_else(|| error("the event names no state machine"))?;
    let status = lens::text(detail, "/status").ok_or_else(|| error("the event has no `status`"))?;
    let (state, severity) = judge(&status).ok_or_else(|| {
        error(format!(
            "the execution has a status that is not known: `{}`",
            text::line(&status, 40)
        ))
    })?;
    let name = machine
        .split(":stateMachine:")
        .nth(1)
        .and_then(|rest| rest.split(':').next());
    let name = name.unwrap_or(&machine).to_owned();
    let started_at = detail.get("startDate").and_then(time::read);
    let ended_at = detail.get("stopDate").and_then(time::read);
    let sent_at = event.get("time").and_then(time::read);
    // A version or an alias is the same machine.
    let machine = machine.split(':').take(7).collect::<Vec<_>>().join(":");
    let identity = Labels::from_iter([("StateMachineArn", text::cut(&machine, MAX_VALUE))]);
    let why = Why::read(detail);
    let region = lens::text(event, "/region").unwrap_or_default();
    let state_at = ended_at.or(sent_at).or(envelope.sent_at).unwrap_or(now);
    let mut labels = Labels::new();
    for (label, value) in [
        ("StateMachineArn", machine.as_str()),
        ("alertname", &name),
        ("execution", &text_of("/name")),
        ("account", &lens::text(event, "/account").unwrap_or_default()),
        ("region", &region),
        ("status", &status),
        ("error", &text_of("/error")),
        ("service", "states"),
        ("source", NAME),
    ] {
        labels.set(label, text::line(value, MAX_VALUE));
    }
    Ok(Observation {
        source: NAME.into(),
        event_id: lens::text(event, "/id")
            .or_else(|| envelope.carrier_id.clone())
            .unwrap_or_default(),
        symptom: symptom(&name, &status, started_at, state_at, &why),
        evidence: evidence(detail, &why),
        links: look(&region, &execution),
        identity,
        labels,
        state,
        state_at,
        severity,
        suppression: None,
        resolve_after: None,
        run: Run {
            id: execution.clone(),
            started_at,
            ties: ties::ties(&machine, &execution, event),
            part: Part::Caller,
            tells_cause: !why.cause.is_empty(),
        },
    })
}

/// Why an execution failed, in the words of the state that did.
struct Why {
    error: String,
    cause: String,
}

impl Why {
    /// The cause of a state that waited for a job is the job's whole description as JSON: its failure reason is what a
    /// person needs of it. Of other JSON only the message is shown: the rest may be somebody's data.
    fn read(detail: &Value) -> Self {
        let cause = lens::text(detail, "/cause").unwrap_or_default();
        let cause = match serde_json::from_str::<Value>(&cause) {
            Ok(Value::Object(object)) => {
                let object = Value::Object(object);
                [
                    "/FailureReason",
                    "/ExitMessage",
                    "/errorMessage",
                    "/Cause",
                    "/message",
                    "/Message",
                ]
                .iter()
                .find_map(|pointer| lens::text(&object, pointer))
                .unwrap_or_default()
            }
            Ok(Value::Array(_)) => String::new(),
            _ => cause,
        };
        Self {
            error: lens::text(detail, "/error").unwrap_or_default(),
            cause,
        }
    }
}

/// `churn-nightly failed after 34 min: States.TaskFailed`
fn symptom(
    name: &str,
    status: &str,
    started_at: Option<Timestamp>,
    state_at: Timestamp,
    why: &Why,
) -> String {
    let lasted =
        started_at.map(|started| format!(" after {}", time::spoken(state_at.duration_since(started))));
    let words = [&why.error, &why.cause].map(|words| text::line(words, 120));
    let words: Vec<_> = words
        .into_iter()
        .filter(|words| !words.is_empty())
        .map(|words| format!(": {words}"))
        .collect();
    let status = text::line(&status.to_lowercase().replace('_', " "), 40);
    format!(
        "{} {status}{}{}",
        text::line(name, 80),
        lasted.unwrap_or_default(),
        words.concat()
    )
}

fn evidence(detail: &Value, why: &Why) -> Vec<Evidence> {
    let text_of = |pointer: &str| lens::text(detail, pointer).unwrap_or_default();
    let redriven = lens::number(detail, "/redriveCount")
        .filter(|count| *count > 0.0)
        .map(text::number)
        .unwrap_or_default();
    let facts = [
        ("error", why.error.clone()),
        ("cause", why.cause.clone()),
        ("execution", text_of("/name")),
        ("redriven", redriven),
    ];
    let shown = facts.into_iter().filter(|(_, value)| !value.is_empty());
    shown.map(|(name, value)| Evidence::new(name, value)).collect()
}

fn look(region: &str, execution: &str) -> Vec<Link> {
    if execution.is_empty() {
        return vec![];
    }
    let fragment = format!("/v2/executions/details/{}", links::percent(execution));
    links::regional(region, "states", &fragment)
        .map(|url| Link::new("Execution", url))
        .into_iter()
        .collect()
}

fn error(what: impl Into<String>) -> SourceError {
    SourceError {
        source_name: NAME.into(),
        what: what.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn observed(detail: &Value) -> Observation {
        let mut event = json!({"version": "0", "source": "aws.states", "detail-type": "Step Functions Execution Status Change",
            "account": "111122223333", "region": "eu-west-1", "time": "2026-11-20T02:50:00Z", "detail": {
                "executionArn": "arn:aws:states:eu-west-1:111122223333:execution:nightly:n1",
                "stateMachineArn": "arn:aws:states:eu-west-1:111122223333:stateMachine:nightly",
                "name": "n1", "status": "FAILED", "startDate": 1_795_140_000_000_i64, "stopDate": 1_795_142_000_000_i64}});
        for (name, value) in detail.as_object().into_iter().flatten() {
            event["detail"][name] = value.clone();
        }
        read(&Envelope::bare(event), Timestamp::UNIX_EPOCH).unwrap()
    }

    #[test]
    fn input_and_output_never_enter_an_observation() {
        let said = observed(
            &json!({"input": "{\"customer\": \"Ann Example\"}", "output": "{\"iban\": \"ES00\"}",
            "cause": "{\"FailureReason\": \"ClientError\", \"Environment\": {\"customer\": \"Ann Example\"}}"}),
        );
        let shown = format!("{said:?}");
        assert!(!shown.contains("Ann") && !shown.contains("ES00"), "{shown}");
        assert!(said.symptom.ends_with(": ClientError"), "{}", said.symptom);
        assert!(!format!("{:?}", observed(&json!({"cause": "[{\"customer\": \"Ann\"}]"}))).contains("Ann"));
    }

    #[test]
    fn a_version_of_a_machine_is_the_machine() {
        let version = "arn:aws:states:eu-west-1:111122223333:stateMachine:nightly:7";
        assert_eq!(
            observed(&json!({"stateMachineArn": version})).fingerprint(),
            observed(&json!({})).fingerprint()
        );
    }

    #[test]
    fn statuses_mean_what_aws_says() {
        for (status, severity) in [
            ("FAILED", Severity::Error),
            ("TIMED_OUT", Severity::Error),
            ("ABORTED", Severity::Info),
        ] {
            let said = observed(&json!({"status": status}));
            assert_eq!((said.state, said.severity), (State::Firing, severity), "{status}");
        }
        assert_eq!(observed(&json!({"status": "SUCCEEDED"})).state, State::Resolved);
        assert!(matches!(
            observed(&json!({"status": "RUNNING"})).state,
            State::Noise(_)
        ));
    }
}
