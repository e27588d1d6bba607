//! The results of an insight that a person chose to send on: a list of what has most findings, without the findings.

use super::NAME;
use crate::observation::{Observation, State};
use crate::run::Run;
use crate::severity::Severity;
use crate::source::evidence::{facts, place};
use crate::source::frame::Frame;
use crate::source::{labels, lens};
use crate::text;
use crate::time::SignedDuration;

/// The detail type.
pub(super) const KIND: &str = "Security Hub Insight Results";
/// Sent by hand, once.
const RESOLVE_AFTER: SignedDuration = SignedDuration::from_hours(24);

pub(super) fn observe(frame: &Frame<'_>) -> Observation {
    let text = |path: &str| lens::text(frame.detail, path);
    let insight = text("/insightArn").unwrap_or_default();
    let name = text("/insightName").unwrap_or_else(|| "of an unknown name".to_owned());
    let action = text("/actionName").unwrap_or_default();
    let results = lens::list(frame.detail, "/insightResults");
    let shown: Vec<String> = results.iter().take(5).map(ToString::to_string).collect();
    let identity = labels::identity([
        ("insight_arn", &insight),
        ("insight_action", &action),
        ("account", &frame.account),
        ("region", &frame.region),
    ]);
    Observation {
        source: NAME.into(),
        event_id: frame.id.clone(),
        labels: labels::labels(
            &identity,
            [
                ("alertname", "security-hub-insight"),
                ("source", NAME),
                ("service", NAME),
            ],
        ),
        identity,
        state: State::Firing,
        state_at: frame.at,
        severity: Severity::Warning,
        symptom: format!("insight {}: {} results", text::line(&name, 100), results.len()),
        evidence: facts([
            ("insight", Some(name.clone())),
            ("results", Some(shown.join(", "))),
            ("by", text("/resultType")),
            ("action", text("/actionDescription").or(Some(action))),
            ("where", place(&frame.account, &frame.region)),
        ]),
        links: vec![],
        suppression: None,
        resolve_after: Some(RESOLVE_AFTER),
        run: Run::default(),
    }
}
