//! The Open Cybersecurity Schema Framework, in which Security Hub imports findings since 2025 (Security Hub User Guide,
//! "OCSF findings"). Its words are those of the schema's class Detection Finding and its kin.

use serde_json::Value;

use super::finding::Finding;
use crate::severity::Severity;
use crate::source::lens;
use crate::time;

/// Reads a finding; nothing when it is in another format.
pub(super) fn read(finding: &Value) -> Option<Finding> {
    let text = |path: &str| lens::text(finding, path);
    let number = |path: &str| lens::number(finding, path);
    let id = text("/metadata/uid").or_else(|| text("/finding_info/uid"))?;
    Some(Finding {
        id,
        product: text("/metadata/product/uid")
            .or_else(|| text("/metadata/product/name"))
            .unwrap_or_default(),
        account: text("/cloud/account/uid").unwrap_or_default(),
        region: text("/cloud/region").unwrap_or_default(),
        title: text("/finding_info/title").unwrap_or_default(),
        description: text("/finding_info/desc"),
        remedy: text("/remediation/desc"),
        remedy_url: text("/remediation/references/0"),
        resources: resources(finding),
        generator: text("/finding_info/analytic/uid"),
        // 1 informational, 2 low, 3 medium, 4 high, 5 critical, 6 fatal; 0 and 99 say nothing.
        severity: number("/severity_id").and_then(|id| {
            [
                (6.0, Severity::Critical),
                (5.0, Severity::Critical),
                (4.0, Severity::Error),
                (3.0, Severity::Warning),
                (2.0, Severity::Info),
                (1.0, Severity::Info),
            ]
            .into_iter()
            .find_map(|(known, severity)| (id.to_bits() == f64::to_bits(known)).then_some(severity))
        }),
        rated: text("/severity"),
        compliance: text("/compliance/status"),
        workflow: text("/status"),
        // Status: 3 suppressed, 4 resolved, 5 archived, 6 deleted. Activity: 3 closes. Compliance: 1 passes.
        is_over: number("/status_id").is_some_and(|status| (3.0..=6.0).contains(&status))
            || number("/activity_id").is_some_and(|activity| activity.to_bits() == f64::to_bits(3.0))
            || number("/compliance/status_id").is_some_and(|status| status.to_bits() == f64::to_bits(1.0)),
        updated_at: [
            "/finding_info/modified_time_dt",
            "/finding_info/modified_time",
            "/time_dt",
            "/time",
        ]
        .iter()
        .find_map(|path| lens::at(finding, path).and_then(time::read)),
    })
}

fn resources(finding: &Value) -> Vec<String> {
    let named = |resource: &Value| {
        let id = lens::text_either(resource, "/uid", "/name")?;
        let kind = lens::text(resource, "/type").map(|kind| format!("{kind} "));
        Some(format!("{}{id}", kind.unwrap_or_default()))
    };
    lens::list(finding, "/resources")
        .iter()
        .filter_map(named)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn the_schema_s_numbers_are_read() {
        let finding = |members: &Value| {
            let mut finding = json!({"metadata": {"uid": "f"}, "finding_info": {"title": "t"}});
            for (name, value) in members.as_object().unwrap() {
                finding[name] = value.clone();
            }
            read(&finding).unwrap()
        };
        for (id, severity) in [
            (1, Some(Severity::Info)),
            (3, Some(Severity::Warning)),
            (4, Some(Severity::Error)),
            (6, Some(Severity::Critical)),
            (0, None),
            (99, None),
        ] {
            assert_eq!(finding(&json!({"severity_id": id})).severity, severity, "{id}");
        }
        for (members, is_over) in [
            (json!({"status_id": 1}), false),
            (json!({"status_id": 4}), true),
            (json!({"activity_id": 3}), true),
            (json!({"compliance": {"status_id": 1}}), true),
            (json!({"compliance": {"status_id": 3}}), false),
            (json!({"status_id": 99}), false),
        ] {
            assert_eq!(finding(&members).is_over, is_over, "{members}");
        }
        assert!(read(&json!({"Id": "asff"})).is_none());
    }
}
