use alert_core::page::{Page, Status};
use alert_core::receiver::{HttpRequest, TokenPlace};
use alert_core::route::group_id;

use super::{essentials, json, text};

/// PagerDuty developer docs, "Send an Alert Event": PD-CEF.
pub(crate) fn event(page: &Page, http: &HttpRequest, case: &str) {
    assert!(http.body.len() <= 512_000, "{case}: {} bytes", http.body.len());
    assert_eq!(
        http.token,
        Some(TokenPlace::Member("routing_key".to_owned())),
        "{case}"
    );
    let event = json(http, case);
    assert!(
        event["routing_key"].is_null(),
        "{case}: the key is the transport's to add"
    );
    let key = text(&event["dedup_key"], case);
    assert!((1..=255).contains(&key.len()), "{case}: {key}");
    let action = text(&event["event_action"], case);
    match page.status {
        Status::Firing => assert_eq!((action, key), ("trigger", &*group_id(&page.group_key)), "{case}"),
        Status::Resolved => assert_eq!((action, key), ("resolve", &*group_id(&page.group_key)), "{case}"),
        Status::Notice => assert_eq!((action, key), ("trigger", &*page.id), "{case}"),
    }
    let payload = &event["payload"];
    let summary = text(&payload["summary"], case);
    assert!(
        (1..=1_024).contains(&summary.chars().count()),
        "{case}: {summary}"
    );
    assert!(!text(&payload["source"], case).is_empty(), "{case}");
    let severity = text(&payload["severity"], case);
    assert!(
        ["critical", "error", "warning", "info"].contains(&severity),
        "{case}: {severity}"
    );
    let shown = format!("{payload} {}", event["links"]);
    for essential in essentials(page) {
        let written = serde_json::to_string(&essential).expect("a text is JSON");
        assert!(shown.contains(written.trim_matches('"')), "{case}: {essential}");
    }
}
