//! The AWS Security Finding Format (Security Hub User Guide, "AWS Security Finding Format").

use serde_json::Value;

use super::finding::Finding;
use crate::fingerprint::digest;
use crate::severity::Severity;
use crate::source::lens;
use crate::time;

/// Reads a finding. One without an id is told apart by all that it says.
pub(super) fn read(finding: &Value) -> Finding {
    let text = |path: &str| lens::text(finding, path);
    let upper = |path: &str| text(path).map(|word| word.to_ascii_uppercase());
    let workflow = upper("/Workflow/Status");
    let compliance = upper("/Compliance/Status");
    let is_over = upper("/RecordState").as_deref() == Some("ARCHIVED")
        || matches!(workflow.as_deref(), Some("RESOLVED" | "SUPPRESSED"))
        || compliance.as_deref() == Some("PASSED");
    Finding {
        id: text("/Id").unwrap_or_else(|| digest(&[&finding.to_string()])),
        product: text("/ProductArn").unwrap_or_default(),
        account: text("/AwsAccountId").unwrap_or_default(),
        region: text("/Region")
            .or_else(|| text("/Resources/0/Region"))
            .unwrap_or_default(),
        title: text("/Title").unwrap_or_default(),
        description: text("/Description"),
        remedy: text("/Remediation/Recommendation/Text"),
        remedy_url: text("/Remediation/Recommendation/Url"),
        resources: resources(finding),
        generator: text("/GeneratorId"),
        severity: severity(finding),
        rated: text("/Severity/Label"),
        compliance,
        workflow,
        is_over,
        updated_at: ["/UpdatedAt", "/LastObservedAt"]
            .iter()
            .find_map(|path| lens::at(finding, path).and_then(time::read)),
    }
}

/// The label; findings of before 2020 have a number from 0 to 100 only. HIGH is to be dealt with before anything else that
/// day, CRITICAL at once.
fn severity(finding: &Value) -> Option<Severity> {
    let label = lens::text(finding, "/Severity/Label").map(|label| label.to_ascii_uppercase());
    match label.as_deref() {
        Some("CRITICAL") => Some(Severity::Critical),
        Some("HIGH") => Some(Severity::Error),
        Some("MEDIUM") => Some(Severity::Warning),
        Some("LOW" | "INFORMATIONAL") => Some(Severity::Info),
        _ => lens::number(finding, "/Severity/Normalized").map(normalized),
    }
}

fn normalized(severity: f64) -> Severity {
    if severity >= 90.0 {
        Severity::Critical
    } else if severity >= 70.0 {
        Severity::Error
    } else if severity >= 40.0 {
        Severity::Warning
    } else {
        Severity::Info
    }
}

fn resources(finding: &Value) -> Vec<String> {
    let named = |resource: &Value| {
        let id = lens::text(resource, "/Id")?;
        let kind = lens::text(resource, "/Type").map(|kind| format!("{kind} "));
        Some(format!("{}{id}", kind.unwrap_or_default()))
    };
    lens::list(finding, "/Resources")
        .iter()
        .filter_map(named)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn what_is_over_is_said_in_three_places() {
        for (members, expected) in [
            (json!({}), false),
            (
                json!({"RecordState": "ACTIVE", "Workflow": {"Status": "NEW"}, "Compliance": {"Status": "FAILED"}}),
                false,
            ),
            (
                json!({"Workflow": {"Status": "NOTIFIED"}, "Compliance": {"Status": "WARNING"}}),
                false,
            ),
            (
                json!({"RecordState": "ARCHIVED", "Workflow": {"Status": "NEW"}}),
                true,
            ),
            (json!({"Workflow": {"Status": "RESOLVED"}}), true),
            (json!({"Workflow": {"Status": "SUPPRESSED"}}), true),
            (json!({"Compliance": {"Status": "PASSED"}}), true),
        ] {
            let mut finding = members.clone();
            finding["Id"] = json!("f");
            assert_eq!(read(&finding).is_over, expected, "{members}");
        }
        assert_ne!(read(&json!({"Title": "t"})).id, read(&json!({"Title": "u"})).id);
    }

    #[test]
    fn labels_go_before_numbers() {
        for (severity, expected) in [
            (
                json!({"Label": "CRITICAL", "Normalized": 0}),
                Some(Severity::Critical),
            ),
            (json!({"Label": "informational"}), Some(Severity::Info)),
            (json!({"Normalized": 70}), Some(Severity::Error)),
            (json!({"Normalized": 40, "Label": "?"}), Some(Severity::Warning)),
            (json!({"Normalized": "0"}), Some(Severity::Info)),
            (json!({}), None),
        ] {
            assert_eq!(read(&json!({"Id": "f", "Severity": severity})).severity, expected);
        }
    }
}
