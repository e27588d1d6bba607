//! Security Hub: findings, each of an event an alert of its own, and insights that a person sends on (Security Hub User
//! Guide, "Automated response and remediation with EventBridge").
//!
//! The alert is the finding. It is imported again with each update: what is over is said by its record (archived), by its
//! workflow (resolved, suppressed), or by the check itself (passed). Findings come in Security Hub's own format (ASFF), and
//! since 2025 in that of OCSF.

mod asff;
mod finding;
mod insight;
mod ocsf;

use super::frame::Frame;
use super::{Source, SourceError, lens};
use crate::envelope::Envelope;
use crate::observation::Observation;
use crate::time::Timestamp;

/// The source of what Security Hub imports and what people send on from it.
pub struct SecurityHub;

const NAME: &str = "security_hub";

impl Source for SecurityHub {
    fn name(&self) -> &'static str {
        NAME
    }

    fn decode(&self, envelope: &Envelope, now: Timestamp) -> Option<Result<Vec<Observation>, SourceError>> {
        let frame = Frame::read(envelope, "aws.securityhub", now)?;
        if frame.kind == insight::KIND {
            return Some(Ok(vec![insight::observe(&frame)]));
        }
        let is_findings =
            frame.kind.starts_with("Security Hub Findings - ") || frame.kind.starts_with("Findings Imported");
        is_findings.then(|| {
            let findings = lens::list(frame.detail, "/findings");
            if findings.is_empty() {
                return Err(error("the event has no findings"));
            }
            let read = |finding| ocsf::read(finding).unwrap_or_else(|| asff::read(finding));
            Ok(findings
                .iter()
                .map(|finding| read(finding).observe(&frame))
                .collect())
        })
    }
}

fn error(what: &str) -> SourceError {
    SourceError {
        source_name: NAME.into(),
        what: what.to_owned(),
    }
}
