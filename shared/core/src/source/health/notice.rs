//! What an event says.

use crate::source::frame::Frame;
use crate::source::lens;
use crate::text;
use crate::time::{self, Timestamp};

/// How many resources are named.
const MAX_NAMED: usize = 5;

/// One event of AWS Health.
#[derive(Debug, Default)]
pub(super) struct Notice {
    /// The event's ARN; where there is none, its type has to do.
    pub arn: String,
    /// Whom it concerns: an organisation's account hears of all its members.
    pub account: String,
    /// Where it happens, which is not where the event was sent.
    pub region: String,
    /// The service, as Health spells it: `EC2`.
    pub service: String,
    /// What kind of event: `AWS_EC2_PERSISTENT_INSTANCE_RETIREMENT_SCHEDULED`.
    pub code: String,
    /// `issue`, `investigation`, `scheduledChange` or `accountNotification`.
    pub category: String,
    /// `open`, `closed` or `upcoming`; older events have none.
    pub status: String,
    /// `PUBLIC` or `ACCOUNT_SPECIFIC`.
    pub scope: String,
    /// In AWS's words.
    pub description: Option<String>,
    /// When it began, or is to.
    pub from: Option<Timestamp>,
    /// When it ended, or is to.
    pub until: Option<Timestamp>,
    /// When AWS last changed what it says.
    pub updated_at: Option<Timestamp>,
    /// The resources on this page, and how many pages there are.
    resources: Vec<String>,
    page: Option<(String, String)>,
}

impl Notice {
    /// Reads it; nothing when it can't be told which it is.
    pub(super) fn read(frame: &Frame<'_>) -> Option<Self> {
        let detail = frame.detail;
        let text = |path: &str| lens::text(detail, path);
        let time = |path: &str| lens::at(detail, path).and_then(time::read);
        let code = text("/eventTypeCode").unwrap_or_default();
        let arn = text("/eventArn").or_else(|| Some(code.clone()).filter(|code| !code.is_empty()))?;
        let entities = lens::list(detail, "/affectedEntities");
        let region = text("/eventRegion")
            .or_else(|| region(&arn).map(str::to_owned))
            .or_else(|| text("/region"))
            .unwrap_or_else(|| frame.region.clone());
        Some(Self {
            account: text("/affectedAccount")
                .or_else(|| text("/affectedEntities/0/awsAccountId").filter(|id| is_account(id)))
                .unwrap_or_else(|| frame.account.clone()),
            region,
            service: text("/service").unwrap_or_default(),
            code,
            category: text("/eventTypeCategory").unwrap_or_default(),
            status: text("/statusCode").unwrap_or_default().to_ascii_lowercase(),
            scope: text("/eventScopeCode").unwrap_or_default(),
            description: text("/eventDescription/0/latestDescription")
                .or_else(|| text("/eventDescription/latestDescription"))
                // Line breaks come as the two characters.
                .map(|description| description.replace("\\n", " ")),
            from: time("/startTime"),
            until: time("/endTime"),
            updated_at: time("/lastUpdatedTime"),
            resources: entities
                .iter()
                .filter_map(|entity| lens::text(entity, "/entityValue"))
                .collect(),
            page: text("/page")
                .zip(text("/totalPages"))
                .filter(|(_, total)| total != "1"),
            arn,
        })
    }

    /// Whether AWS says when it is over.
    pub(super) fn is_closed_by_aws(&self) -> bool {
        matches!(self.category.as_str(), "issue" | "investigation")
    }

    /// What kind of event, where, what it concerns, and by when.
    pub(super) fn symptom(&self) -> String {
        let service = self.service.strip_prefix("AWS_").unwrap_or(&self.service);
        let what = self.code.strip_prefix("AWS_").unwrap_or(&self.code);
        let what = what.strip_prefix(&format!("{service}_")).unwrap_or(what);
        let what = text::line(&what.replace('_', " ").to_ascii_lowercase(), 90);
        let whom = match &self.resources[..] {
            [] => String::new(),
            [one] => format!(
                ", {}",
                text::line(one.rsplit(['/', ':']).next().unwrap_or(one), 60)
            ),
            many => format!(", {} resources", many.len()),
        };
        let date = self
            .from
            .filter(|_| self.category == "scheduledChange" && self.status != "closed")
            .map(|at| format!(", on {}", at.strftime("%Y-%m-%d")))
            .unwrap_or_default();
        let place = if self.region.is_empty() || self.region == "global" {
            String::new()
        } else {
            format!(" in {}", text::line(&self.region, 20))
        };
        let what = if what.is_empty() { "event" } else { &what };
        format!("AWS Health: {what}{place}{whom}{date}")
    }

    /// The first of the resources, and how many there are.
    pub(super) fn entities(&self) -> Option<String> {
        let named: Vec<String> = self
            .resources
            .iter()
            .take(MAX_NAMED)
            .map(|resource| text::line(resource, 120))
            .collect();
        let more = self.resources.len().saturating_sub(MAX_NAMED);
        let more = if more > 0 {
            format!(" and {more} more")
        } else {
            String::new()
        };
        let page = self
            .page
            .as_ref()
            .map(|(page, total)| format!(" (page {page} of {total} of the resources)"))
            .unwrap_or_default();
        (!named.is_empty()).then(|| format!("{}{more}{page}", named.join(", ")))
    }
}

fn is_account(id: &str) -> bool {
    id.len() == 12 && id.bytes().all(|byte| byte.is_ascii_digit())
}

/// The region in an event's ARN, `arn:aws:health:REGION::event/...`: events that concern no region have none there.
fn region(arn: &str) -> Option<&str> {
    let region = arn.split(':').nth(3)?;
    (!region.is_empty() && region != "region").then_some(region)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::envelope::Envelope;
    use serde_json::{Value, json};

    fn notice(detail: &Value) -> Notice {
        let event = json!({"source": "aws.health", "detail-type": "AWS Health Event", "account": "111122223333",
            "region": "us-west-2", "detail": detail});
        let envelope = Envelope::bare(event);
        let frame = Frame::read(&envelope, "aws.health", Timestamp::UNIX_EPOCH).unwrap();
        Notice::read(&frame).unwrap()
    }

    #[test]
    fn what_it_is_whom_it_concerns_and_by_when() {
        let retirement = notice(
            &json!({"eventArn": "arn:aws:health:eu-west-1::event/EC2/X/Y", "service": "EC2",
            "eventTypeCode": "AWS_EC2_INSTANCE_RETIREMENT_SCHEDULED", "eventTypeCategory": "scheduledChange",
            "startTime": "Fri, 27 Nov 2026 22:00:00 GMT", "affectedEntities": [{"entityValue": "i-0abc"}]}),
        );
        assert_eq!(
            retirement.symptom(),
            "AWS Health: instance retirement scheduled in eu-west-1, i-0abc, on 2026-11-27"
        );
        assert_eq!(
            retirement.region, "eu-west-1",
            "not that of the backup region's copy"
        );
        let many: Vec<_> = (0..7).map(|n| json!({"entityValue": format!("i-{n}")})).collect();
        let paged = notice(
            &json!({"eventTypeCode": "AWS_LAMBDA_OPERATIONAL_ISSUE", "service": "LAMBDA", "eventRegion": "global",
            "affectedEntities": many, "page": "1", "totalPages": "3"}),
        );
        assert_eq!(paged.symptom(), "AWS Health: operational issue, 7 resources");
        assert_eq!(
            paged.entities().as_deref(),
            Some("i-0, i-1, i-2, i-3, i-4 and 2 more (page 1 of 3 of the resources)")
        );
        assert_eq!(
            notice(&json!({"eventArn": "arn"})).symptom(),
            "AWS Health: event in us-west-2"
        );
    }
}
