//! Log events that a subscription filter of CloudWatch Logs sends (CloudWatch Logs User Guide, "Subscription filters").
//!
//! Only the filter knows why a line is worth telling, so each batch is told. The alert is the filter of the log group: lines
//! that keep coming are one alert, which is over when none has come for an hour. CloudWatch Logs does not say in which
//! region it runs, so there is no link.

use serde_json::Value;

use super::evidence::facts;
use super::frame::Frame;
use super::{Source, SourceError, labels, lens};
use crate::envelope::Envelope;
use crate::observation::{Observation, State};
use crate::run::Run;
use crate::severity::Severity;
use crate::text;
use crate::time::{self, SignedDuration, Timestamp};

/// The source of lines that a subscription filter sends.
pub struct LogEvents;

const NAME: &str = "log_events";
const RESOLVE_AFTER: SignedDuration = SignedDuration::from_hours(1);
/// Words that a line of an error has in it, whatever writes it.
const ERRORS: [&str; 7] = [
    "ERROR",
    "FATAL",
    "CRITICAL",
    "Exception",
    "Traceback",
    "panicked at",
    "Task timed out",
];
/// How many lines are shown.
const MAX_LINES: usize = 3;

impl Source for LogEvents {
    fn name(&self) -> &'static str {
        NAME
    }

    fn decode(&self, envelope: &Envelope, now: Timestamp) -> Option<Result<Vec<Observation>, SourceError>> {
        let event = &envelope.event;
        if event.get("awslogs").is_some() {
            let what = "the data is neither gzip nor JSON, or larger than can be unpacked";
            return Some(Err(error(what)));
        }
        let is_batch = event.get("messageType").is_some() && event.get("logGroup").is_some();
        if !is_batch {
            return None;
        }
        let observation = observe(&Frame::bare(envelope, now));
        // Batches that name no group would all be one alert. AWS's own trial of a subscription names none.
        let is_noise = matches!(observation.state, State::Noise(_));
        if observation.labels.get("log_group").is_empty() && !is_noise {
            return Some(Err(error("the batch does not say which log group it is of")));
        }
        Some(Ok(vec![observation]))
    }
}

fn error(what: &str) -> SourceError {
    SourceError {
        source_name: NAME.into(),
        what: what.to_owned(),
    }
}

fn observe(frame: &Frame<'_>) -> Observation {
    let batch = frame.detail;
    let text = |path: &str| lens::text(batch, path).unwrap_or_default();
    let filters: Vec<&str> = lens::list(batch, "/subscriptionFilters")
        .iter()
        .filter_map(Value::as_str)
        .collect();
    let (account, group, filter) = (text("/owner"), text("/logGroup"), filters.join(", "));
    let events = lens::list(batch, "/logEvents");
    let lines = telling(events);
    let identity = labels::identity([
        ("account", &account),
        ("log_group", &group),
        ("log_filter", &filter),
    ]);
    Observation {
        source: NAME.into(),
        event_id: lens::text(batch, "/logEvents/0/id").unwrap_or_else(|| frame.id.clone()),
        labels: labels::labels(
            &identity,
            [
                ("alertname", "log-events"),
                ("source", NAME),
                ("service", service(&group)),
                ("function", group.strip_prefix("/aws/lambda/").unwrap_or_default()),
                ("log_stream", &text("/logStream")),
            ],
        ),
        identity,
        // CloudWatch Logs sends one of these now and then to see whether anybody is there.
        state: if text("/messageType") == "CONTROL_MESSAGE" {
            State::Noise("CloudWatch Logs tries the subscription")
        } else {
            State::Firing
        },
        state_at: events
            .iter()
            .filter_map(|event| event.get("timestamp").and_then(time::read))
            .max()
            .unwrap_or(frame.at),
        severity: if lines.iter().any(|line| is_error(line)) {
            Severity::Error
        } else {
            Severity::Warning
        },
        symptom: symptom(&group, events.len(), lines.first()),
        evidence: facts([
            ("line", lines.first().map(ToString::to_string)),
            ("next", lines.get(1).map(ToString::to_string)),
            ("and", lines.get(2).map(ToString::to_string)),
            ("log group", Some(group.clone())),
            ("log stream", Some(text("/logStream"))),
            ("filter", Some(filter.clone())),
            ("account", Some(account.clone())),
        ]),
        links: vec![],
        suppression: None,
        resolve_after: Some(RESOLVE_AFTER),
        run: Run::default(),
    }
}

/// The lines to show: those of errors first, in their order.
fn telling(events: &[Value]) -> Vec<&str> {
    let lines = || events.iter().filter_map(|event| event.get("message")?.as_str());
    let errors = lines().filter(|line| is_error(line));
    let others = lines().filter(|line| !is_error(line));
    errors.chain(others).take(MAX_LINES).collect()
}

/// Only the beginning is looked at: a line may be a megabyte.
fn is_error(line: &str) -> bool {
    let start = text::cut_bytes(line, 2_000);
    ERRORS.iter().any(|word| start.contains(word))
}

fn symptom(group: &str, count: usize, line: Option<&&str>) -> String {
    let lines = if count == 1 {
        "1 line"
    } else {
        &format!("{count} lines")
    };
    let line = line
        .map(|line| format!(": {}", text::line(line, 100)))
        .unwrap_or_default();
    format!("{lines} in {}{line}", text::line(group, 80))
}

/// The service whose group it is: `/aws/lambda/f` is Lambda's, `/aws/sagemaker/Endpoints/e` SageMaker's.
fn service(group: &str) -> &str {
    group
        .strip_prefix("/aws/")
        .and_then(|rest| rest.split('/').next())
        .unwrap_or("logs")
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn lines_of_errors_are_shown_first() {
        let events =
            ["START", "ok", "ERROR one", "Exception two", "ok"].map(|message| json!({"message": message}));
        assert_eq!(telling(&events), ["ERROR one", "Exception two", "START"]);
        assert_eq!(telling(&[json!({"message": 1}), json!(null)]), Vec::<&str>::new());
        assert_eq!(symptom("/aws/lambda/f", 1, None), "1 line in /aws/lambda/f");
        assert_eq!((service("/aws/lambda/f"), service("app")), ("lambda", "logs"));
    }

    #[test]
    fn a_batch_of_no_group_is_told_from_a_trial() {
        let read = |event| {
            LogEvents
                .decode(&Envelope::bare(event), Timestamp::UNIX_EPOCH)
                .unwrap()
        };
        let group = json!(["/aws/lambda/f"]);
        assert!(read(json!({"messageType": "DATA_MESSAGE", "logGroup": group, "logEvents": []})).is_err());
        let trial = json!({"messageType": "CONTROL_MESSAGE", "logGroup": "", "logEvents": []});
        assert!(matches!(read(trial).unwrap()[0].state, State::Noise(_)));
    }
}
