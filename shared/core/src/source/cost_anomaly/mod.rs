//! Cost anomalies (AWS Cost Management User Guide, "Using EventBridge with Cost Anomaly Detection", "Creating an Amazon SNS
//! topic for anomaly notifications"): an event of `aws.ce`, or the same members bare on a topic.
//!
//! The alert is the anomaly: while it lasts its impact grows, and it is sent again. There is no word for its end but a
//! person's who says that it was none.

use serde_json::Value;

use super::evidence::facts;
use super::frame::Frame;
use super::{Source, SourceError, labels, lens, links};
use crate::envelope::Envelope;
use crate::observation::{Link, Observation, State};
use crate::run::Run;
use crate::severity::Severity;
use crate::text;
use crate::time::{self, SignedDuration, Timestamp};

/// The source of anomalies of cost.
pub struct CostAnomaly;

const NAME: &str = "cost_anomaly";
/// Costs are looked at about three times a day: who is not heard of for a day is over.
const RESOLVE_AFTER: SignedDuration = SignedDuration::from_hours(24);
/// How many root causes are named; AWS sends up to ten.
const MAX_CAUSES: usize = 3;

impl Source for CostAnomaly {
    fn name(&self) -> &'static str {
        NAME
    }

    fn decode(&self, envelope: &Envelope, now: Timestamp) -> Option<Result<Vec<Observation>, SourceError>> {
        let event = &envelope.event;
        let is_bare = event.get("anomalyId").is_some()
            && ["impact", "anomalyScore", "rootCauses"]
                .iter()
                .any(|member| event.get(member).is_some());
        let frame = Frame::read(envelope, "aws.ce", now)
            .filter(|frame| frame.kind == "Anomaly Detected")
            .or_else(|| is_bare.then(|| Frame::bare(envelope, now)))?;
        let id = lens::text(frame.detail, "/anomalyId").ok_or_else(|| SourceError {
            source_name: NAME.into(),
            what: "the anomaly has no id".to_owned(),
        });
        Some(id.map(|id| vec![observe(&id, &frame)]))
    }
}

fn observe(id: &str, frame: &Frame<'_>) -> Observation {
    let detail = frame.detail;
    let text = |path: &str| lens::text(detail, path);
    let monitor = text("/monitorArn").unwrap_or_default();
    let account = text("/accountId").unwrap_or_else(|| frame.account.clone());
    // The topic's message spells it with two letters more.
    let what = lens::text_either(detail, "/dimensionValue", "/dimensionalValue").unwrap_or_default();
    let identity = labels::identity([("anomaly_id", id), ("monitor_arn", &monitor)]);
    let date = |path: &str| lens::at(detail, path).and_then(time::read);
    Observation {
        source: NAME.into(),
        event_id: frame.id.clone(),
        labels: labels::labels(
            &identity,
            [
                ("alertname", "cost-anomaly"),
                ("source", NAME),
                ("service", "cost"),
                ("account", &account),
                ("region", &frame.region),
                ("dimension", &what),
                ("monitor", &text("/monitorName").unwrap_or_default()),
            ],
        ),
        identity,
        state: match text("/feedback").as_deref() {
            // Somebody has looked at it and said so in the console.
            Some("NO" | "PLANNED_ACTIVITY") => State::Resolved,
            _ => State::Firing,
        },
        state_at: frame.at,
        // Found up to a day late: a ticket, and nothing to wake anybody for.
        severity: Severity::Warning,
        symptom: symptom(detail, &what),
        evidence: facts([
            ("impact", impact(detail)),
            ("since", date("/anomalyStartDate").map(day)),
            ("until", date("/anomalyEndDate").map(day)),
            ("causes", causes(detail)),
            ("monitor", text("/monitorName").or(Some(monitor))),
            (
                "account",
                Some([account, text("/accountName").unwrap_or_default()].join(" ")),
            ),
            (
                "score",
                lens::number(detail, "/anomalyScore/currentScore").map(text::number),
            ),
        ]),
        links: text("/anomalyDetailsLink")
            .and_then(|url| links::given(&url))
            .map(|url| Link::new("Anomaly", url))
            .into_iter()
            .collect(),
        suppression: None,
        resolve_after: Some(RESOLVE_AFTER),
        run: Run::default(),
    }
}

fn day(at: Timestamp) -> String {
    at.strftime("%Y-%m-%d").to_string()
}

/// What costs, and by how much more.
fn symptom(detail: &Value, what: &str) -> String {
    let number = |path: &str| lens::number(detail, path).map(text::number);
    let what = if what.trim().is_empty() {
        "all services"
    } else {
        what
    };
    let what = text::line(what, 60);
    match (
        number("/impact/totalImpact"),
        number("/impact/totalExpectedSpend"),
    ) {
        (Some(impact), Some(expected)) => {
            format!("{what} costs {impact} USD more than the {expected} USD expected")
        }
        (Some(impact), None) => format!("{what} costs {impact} USD more than expected"),
        (None, _) => format!("{what} costs more than expected"),
    }
}

fn impact(detail: &Value) -> Option<String> {
    let number = |path: &str| lens::number(detail, path).map(text::number);
    let total = number("/impact/totalImpact")?;
    let percent = number("/impact/totalImpactPercentage").map(|percent| format!(" ({percent} %)"));
    let spent = number("/impact/totalActualSpend").map(|spent| format!(", spent {spent} USD"));
    let expected = number("/impact/totalExpectedSpend").map(|expected| format!(" instead of {expected} USD"));
    let most = number("/impact/maxImpact").map(|most| format!(", at most {most} USD in a day"));
    let parts = [percent, spent, expected, most];
    Some(format!(
        "{total} USD{}",
        parts.into_iter().flatten().collect::<String>()
    ))
}

/// Service, kind of usage, region, account and share of the largest causes.
fn causes(detail: &Value) -> Option<String> {
    let causes = lens::list(detail, "/rootCauses");
    let shown: Vec<String> = causes
        .iter()
        .take(MAX_CAUSES)
        .map(|cause| {
            let parts = [
                "/service",
                "/usageType",
                "/region",
                "/linkedAccountName",
                "/linkedAccount",
            ];
            let mut parts: Vec<String> = parts
                .iter()
                .filter_map(|path| lens::text(cause, path))
                .map(|part| text::line(&part, 60))
                .collect();
            parts.extend(
                lens::number(cause, "/impact/contribution")
                    .map(|share| format!("{} USD", text::number(share))),
            );
            parts.join(" ")
        })
        .collect();
    let more = causes.len().saturating_sub(MAX_CAUSES);
    let more = if more > 0 {
        format!("; {more} more")
    } else {
        String::new()
    };
    (!shown.is_empty()).then(|| format!("{}{more}", shown.join("; ")))
}
