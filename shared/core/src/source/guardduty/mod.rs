//! GuardDuty: findings, results of its malware scans, and what it announces (GuardDuty User Guide, "Processing GuardDuty
//! findings with Amazon EventBridge").
//!
//! The alert is the finding: the same one is sent again each time it is seen, with a higher count, and that is no news. A
//! finding is never said to be over, but for one that somebody archived. An administrator's account gets the findings of its
//! members too; each is that of the account that it was found in.

mod announcement;
mod finding;
mod scan;

use super::frame::Frame;
use super::{Source, SourceError};
use crate::envelope::Envelope;
use crate::observation::Observation;
use crate::time::Timestamp;

/// The source of what GuardDuty finds.
pub struct Guardduty;

const NAME: &str = "guardduty";

impl Source for Guardduty {
    fn name(&self) -> &'static str {
        NAME
    }

    fn decode(&self, envelope: &Envelope, now: Timestamp) -> Option<Result<Vec<Observation>, SourceError>> {
        let observed = match Frame::read(envelope, "aws.guardduty", now) {
            Some(frame) if frame.kind == "GuardDuty Finding" => finding::read(&frame),
            Some(frame) if frame.kind == scan::KIND => scan::read(&frame),
            Some(_) => return None,
            None => announcement::read(envelope, now).map(Ok)?,
        };
        Some(observed.map(|observation| vec![observation]))
    }
}

fn error(what: &str) -> SourceError {
    SourceError {
        source_name: NAME.into(),
        what: what.to_owned(),
    }
}
