//! The result of a scan for malware of an object in S3 (GuardDuty User Guide, "Monitoring S3 object scans with Amazon
//! EventBridge").

use super::{NAME, error};
use crate::observation::{Observation, State};
use crate::run::Run;
use crate::severity::Severity;
use crate::source::evidence::{facts, place};
use crate::source::frame::Frame;
use crate::source::{SourceError, labels, lens};
use crate::text;
use crate::time::SignedDuration;

/// The detail type.
pub(super) const KIND: &str = "GuardDuty Malware Protection Object Scan Result";
/// An object is scanned once, when it comes.
const RESOLVE_AFTER: SignedDuration = SignedDuration::from_hours(24);

pub(super) fn read(frame: &Frame<'_>) -> Result<Observation, SourceError> {
    let text = |path: &str| lens::text(frame.detail, path);
    let bucket = text("/s3ObjectDetails/bucketName").ok_or_else(|| error("the scan names no bucket"))?;
    let key = text("/s3ObjectDetails/objectKey").unwrap_or_default();
    let result =
        text("/scanResultDetails/scanResultStatus").ok_or_else(|| error("the scan has no result"))?;
    let threat = text("/scanResultDetails/threats/0/name");
    let object = format!("s3://{bucket}/{key}");
    let identity = labels::identity([
        ("scanned_object", &object),
        ("account", &frame.account),
        ("region", &frame.region),
    ]);
    let (state, severity) = match result.as_str() {
        "NO_THREATS_FOUND" => (State::Noise("nothing was found in the object"), Severity::Info),
        "THREATS_FOUND" => (State::Firing, Severity::Error),
        // Not scanned (UNSUPPORTED, ACCESS_DENIED, FAILED): nobody knows what is in it.
        _ => (State::Firing, Severity::Warning),
    };
    let threats = lens::list(frame.detail, "/scanResultDetails/threats").len();
    let name = text::line(&object, 120);
    let symptom = match (result.as_str(), &threat) {
        ("THREATS_FOUND", Some(threat)) => {
            format!("malware in {name}: {} ({threats} found)", text::line(threat, 60))
        }
        ("THREATS_FOUND", None) => format!("malware in {name}"),
        ("NO_THREATS_FOUND", _) => format!("no malware in {name}"),
        _ => format!("{name} was not scanned: {}", text::line(&result, 40)),
    };
    Ok(Observation {
        source: NAME.into(),
        event_id: frame.id.clone(),
        labels: labels::labels(
            &identity,
            [
                ("alertname", "guardduty-malware-scan"),
                ("source", NAME),
                ("service", NAME),
                ("bucket", &bucket),
            ],
        ),
        identity,
        state,
        state_at: frame.at,
        severity,
        symptom,
        evidence: facts([
            ("object", Some(object.clone())),
            ("result", Some(result.clone())),
            ("threat", threat),
            ("version", text("/s3ObjectDetails/versionId")),
            ("where", place(&frame.account, &frame.region)),
        ]),
        links: vec![],
        suppression: None,
        resolve_after: Some(RESOLVE_AFTER),
        run: Run::default(),
    })
}
