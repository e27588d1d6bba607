use alert_core::page::{Page, Status};
use alert_core::receiver::EventBridgeRequest;

use super::document;

pub(crate) fn event(page: &Page, event: &EventBridgeRequest, case: &str) {
    let resources: usize = event.resources.iter().map(String::len).sum();
    let size = 14 + event.source.len() + event.detail_type.len() + event.detail.len() + resources;
    assert!(size < 256 * 1024, "{case}: {size} bytes");
    // What the guard of `ingest` and people's rules go by: a contract.
    assert_eq!(event.source, "alert-router", "{case}");
    let detail_type = match page.status {
        Status::Firing => "Alert Firing",
        Status::Resolved => "Alert Resolved",
        Status::Notice => "Alert Notice",
    };
    assert_eq!(event.detail_type, detail_type, "{case}");
    assert_eq!(event.time, page.at, "{case}");
    for arn in &event.resources {
        assert!(
            arn.starts_with("arn:") && page.labels.iter().any(|(_, value)| value == arn),
            "{case}: {arn}"
        );
    }
    let detail = serde_json::from_str(&event.detail).unwrap_or_else(|error| panic!("{case}: {error}"));
    document(page, &detail, case);
}
