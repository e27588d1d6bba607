//! What GuardDuty tells everybody who subscribed to its announcements: new features, changed types of findings (GuardDuty
//! User Guide, "GuardDuty announcements"). Nobody has to act on one.

use serde_json::Value;

use super::NAME;
use crate::envelope::Envelope;
use crate::observation::{Observation, State};
use crate::run::Run;
use crate::severity::Severity;
use crate::source::frame::Frame;
use crate::source::{labels, lens};
use crate::text;
use crate::time::Timestamp;

/// The announcement; nothing when it is none.
pub(super) fn read(envelope: &Envelope, now: Timestamp) -> Option<Observation> {
    let event = &envelope.event;
    let kind = lens::text(event, "/type")?;
    let is_one = ["featureDetails", "findingDetails"]
        .iter()
        .any(|member| event.get(member).is_some_and(Value::is_array))
        && event.get("version").is_some();
    if !is_one {
        return None;
    }
    let frame = Frame::bare(envelope, now);
    let identity = labels::identity([("announcement", &kind)]);
    Some(Observation {
        source: NAME.into(),
        event_id: frame.id.clone(),
        labels: labels::labels(
            &identity,
            [
                ("alertname", "guardduty-announcement"),
                ("source", NAME),
                ("service", NAME),
            ],
        ),
        identity,
        state: State::Noise("GuardDuty announces what is new"),
        state_at: frame.at,
        severity: Severity::Info,
        symptom: format!("GuardDuty announces {}", text::line(&kind, 60)),
        evidence: vec![],
        links: vec![],
        suppression: None,
        resolve_after: None,
        run: Run::default(),
    })
}
