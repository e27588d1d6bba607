//! A finding.

use serde_json::Value;

use super::{NAME, error};
use crate::observation::{Link, Observation, State};
use crate::run::Run;
use crate::severity::Severity;
use crate::source::evidence::{facts, place};
use crate::source::frame::Frame;
use crate::source::{SourceError, labels, lens, links};
use crate::text;
use crate::time::{self, SignedDuration};

/// A finding that is not seen again for a day counts as over. GuardDuty itself sends an update at the latest six hours
/// after the finding is seen again.
const RESOLVE_AFTER: SignedDuration = SignedDuration::from_hours(24);

pub(super) fn read(frame: &Frame<'_>) -> Result<Observation, SourceError> {
    let detail = frame.detail;
    let text = |path: &str| lens::text(detail, path);
    let id = lens::text_either(detail, "/id", "/arn").ok_or_else(|| error("the finding has no id"))?;
    let account = text("/accountId").unwrap_or_else(|| frame.account.clone());
    let region = text("/region").unwrap_or_else(|| frame.region.clone());
    let severity = lens::number(detail, "/severity");
    let kind = text("/type").unwrap_or_default();
    let identity = labels::identity([("finding_id", &id), ("account", &account), ("region", &region)]);
    let is_archived = lens::at(detail, "/service/archived").and_then(Value::as_bool) == Some(true);
    let is_sample = lens::at(detail, "/service/additionalInfo/sample").and_then(Value::as_bool) == Some(true);
    Ok(Observation {
        source: NAME.into(),
        event_id: frame.id.clone(),
        labels: labels::labels(
            &identity,
            [
                ("alertname", "guardduty-finding"),
                ("source", NAME),
                ("service", NAME),
                ("finding_type", &kind),
                ("resource", &resource(detail).unwrap_or_default()),
                (
                    "resource_type",
                    &text("/resource/resourceType").unwrap_or_default(),
                ),
                ("sample", if is_sample { "true" } else { "" }),
            ],
        ),
        identity,
        state: if is_archived {
            State::Resolved
        } else {
            State::Firing
        },
        state_at: ["/updatedAt", "/service/eventLastSeen"]
            .iter()
            .find_map(|path| lens::at(detail, path).and_then(time::read))
            .unwrap_or(frame.at),
        severity: severity.map_or(Severity::Error, rated),
        symptom: symptom(detail, &kind, severity),
        evidence: facts([
            ("finding", text("/description")),
            ("type", Some(kind.clone())),
            ("resource", resource(detail)),
            ("seen", seen(detail)),
            (
                "from",
                text("/service/action/networkConnectionAction/remoteIpDetails/ipAddressV4")
                    .or_else(|| text("/service/action/awsApiCallAction/remoteIpDetails/ipAddressV4")),
            ),
            ("where", place(&account, &region)),
        ]),
        links: links::guardduty_finding(&region, &id)
            .map(|url| Link::new("Finding", url))
            .into_iter()
            .collect(),
        suppression: None,
        resolve_after: Some(RESOLVE_AFTER),
        run: Run::default(),
    })
}

/// GuardDuty's levels (User Guide, "Severity levels of GuardDuty findings"): critical from 9, high from 7, medium from 4.
/// High says that something is taken over and in use: the same day. Critical is an attack in several steps: now.
fn rated(severity: f64) -> Severity {
    if severity >= 9.0 {
        Severity::Critical
    } else if severity >= 7.0 {
        Severity::Error
    } else if severity >= 4.0 {
        Severity::Warning
    } else {
        Severity::Info
    }
}

fn symptom(detail: &Value, kind: &str, severity: Option<f64>) -> String {
    let title = lens::text(detail, "/title").unwrap_or_else(|| format!("GuardDuty finding {kind}"));
    let rated = severity.map_or_else(String::new, |severity| {
        format!(" (severity {})", text::number(severity))
    });
    let title = text::line(&title, 160);
    format!("{}{rated}", title.trim_end_matches('.'))
}

/// How often, and from when to when.
fn seen(detail: &Value) -> Option<String> {
    let at = |path: &str| lens::at(detail, path).and_then(time::read).map(time::utc);
    let count = lens::number(detail, "/service/count").map(|count| match text::number(count).as_str() {
        "1" => "once".to_owned(),
        count => format!("{count} times"),
    });
    let times = match (at("/service/eventFirstSeen"), at("/service/eventLastSeen")) {
        (Some(first), Some(last)) if first != last => Some(format!("from {first} to {last}")),
        (first, last) => last.or(first).map(|at| format!("at {at}")),
    };
    let parts: Vec<String> = count.into_iter().chain(times).collect();
    (!parts.is_empty()).then(|| parts.join(", "))
}

/// What it was found at. GuardDuty names it in another place for each kind of resource.
fn resource(detail: &Value) -> Option<String> {
    let name = [
        "/resource/instanceDetails/instanceId",
        "/resource/accessKeyDetails/userName",
        "/resource/s3BucketDetails/0/name",
        "/resource/eksClusterDetails/name",
        "/resource/ecsClusterDetails/name",
        "/resource/lambdaDetails/functionName",
        "/resource/rdsDbInstanceDetails/dbInstanceIdentifier",
        "/resource/containerDetails/name",
    ]
    .iter()
    .find_map(|path| lens::text(detail, path));
    let kind = lens::text(detail, "/resource/resourceType");
    match (kind, name) {
        (Some(kind), Some(name)) => Some(format!("{kind} {name}")),
        (kind, name) => name.or(kind),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn guardduty_s_levels_are_ours() {
        for (severity, expected) in [
            (1.0, Severity::Info),
            (3.9, Severity::Info),
            (4.0, Severity::Warning),
            (6.9, Severity::Warning),
            (7.0, Severity::Error),
            (8.9, Severity::Error),
            (9.0, Severity::Critical),
            (10.0, Severity::Critical),
        ] {
            assert_eq!(rated(severity), expected, "{severity}");
        }
    }
}
