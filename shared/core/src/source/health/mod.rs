//! AWS Health: outages, investigations, scheduled changes and notices that concern an account (AWS Health User Guide,
//! "Reference: AWS Health events Amazon EventBridge schema"). Events of AWS Health Aware, which forwards those of an
//! organisation, say the same in the same words.
//!
//! The alert is the event and the account that it concerns. Copies of one change come from the region concerned, from its
//! backup region, and in pages when many resources are affected: they have one ARN and one time of update.

mod notice;

use super::evidence::{facts, place};
use super::frame::Frame;
use super::{Source, SourceError, labels, links};
use crate::envelope::Envelope;
use crate::observation::{Link, Observation, State};
use crate::run::Run;
use crate::severity::Severity;
use crate::time::{SignedDuration, Timestamp};
use notice::Notice;

/// The source of what AWS Health says.
pub struct Health;

const NAME: &str = "health";
/// Outages and investigations are closed. Notices and scheduled changes seldom are: once read, they are in the calendar.
const RESOLVE_AFTER: SignedDuration = SignedDuration::from_hours(24);

impl Source for Health {
    fn name(&self) -> &'static str {
        NAME
    }

    fn decode(&self, envelope: &Envelope, now: Timestamp) -> Option<Result<Vec<Observation>, SourceError>> {
        let frame = Frame::read(envelope, "aws.health", now)
            .filter(|frame| frame.kind.starts_with("AWS Health "))
            .or_else(|| Frame::read(envelope, "aha", now).filter(|frame| frame.kind == "AHA Event"))?;
        let notice = Notice::read(&frame).ok_or_else(|| SourceError {
            source_name: NAME.into(),
            what: "the event has neither `eventArn` nor `eventTypeCode`".to_owned(),
        });
        Some(notice.map(|notice| vec![observe(&notice, &frame)]))
    }
}

fn observe(notice: &Notice, frame: &Frame<'_>) -> Observation {
    let identity = labels::identity([("event_arn", &notice.arn), ("account", &notice.account)]);
    let link = links::health_event(&notice.region, &notice.category, &notice.arn);
    Observation {
        source: NAME.into(),
        event_id: frame.id.clone(),
        labels: labels::labels(
            &identity,
            [
                ("alertname", alertname(&notice.category)),
                ("source", NAME),
                ("service", &notice.service.to_ascii_lowercase()),
                ("region", &notice.region),
                ("event_type_code", &notice.code),
                ("event_type_category", &notice.category),
                ("event_scope", &notice.scope),
            ],
        ),
        identity,
        state: if notice.status == "closed" {
            State::Resolved
        } else {
            State::Firing
        },
        state_at: notice.updated_at.unwrap_or(frame.at),
        severity: severity(notice),
        symptom: notice.symptom(),
        evidence: facts([
            ("notice", notice.description.clone()),
            ("resources", notice.entities()),
            ("from", notice.from.map(crate::time::utc)),
            ("until", notice.until.map(crate::time::utc)),
            ("status", Some(notice.status.clone())),
            ("event", Some(notice.code.clone())),
            ("where", place(&notice.account, &notice.region)),
        ]),
        links: link.map(|url| Link::new("Event", url)).into_iter().collect(),
        suppression: None,
        resolve_after: (!notice.is_closed_by_aws()).then_some(RESOLVE_AFTER),
        run: Run::default(),
    }
}

fn alertname(category: &str) -> &'static str {
    match category {
        "issue" => "health-issue",
        "investigation" => "health-investigation",
        "scheduledChange" => "health-scheduled-change",
        "accountNotification" => "health-notification",
        _ => "health-event",
    }
}

/// An outage is for the same day: whatever it breaks raises an alarm of its own. Leaked credentials are for now. What has a
/// date is a ticket; the rest is to be read.
fn severity(notice: &Notice) -> Severity {
    match notice.category.as_str() {
        _ if notice.code.starts_with("AWS_RISK_") => Severity::Critical,
        "issue" => Severity::Error,
        "accountNotification" => Severity::Info,
        _ => Severity::Warning,
    }
}
