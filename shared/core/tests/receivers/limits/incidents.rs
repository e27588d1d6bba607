//! The kinds that make an incident of a group.

use alert_core::page::{Page, Status};
use alert_core::receiver::{HttpRequest, TokenPlace};
use alert_core::route::group_id;
use serde_json::Value;

use super::{essentials, json, text};

fn key(page: &Page) -> String {
    match page.status {
        Status::Notice => page.id.clone(),
        Status::Firing | Status::Resolved => group_id(&page.group_key),
    }
}

fn says_all(page: &Page, shown: &str, case: &str) {
    for essential in essentials(page) {
        assert!(shown.contains(&essential), "{case}: {essential}");
    }
}

/// incident.io API, "Alert Events V2"; Alertmanager's `notify/incidentio`: 512 KB.
pub(crate) fn incident_io(page: &Page, http: &HttpRequest, case: &str) {
    assert!(http.body.len() <= 512_000, "{case}: {} bytes", http.body.len());
    assert_eq!(
        http.token,
        Some(TokenPlace::Authorization("Bearer".to_owned())),
        "{case}"
    );
    let event = json(http, case);
    let state = if page.status == Status::Resolved {
        "resolved"
    } else {
        "firing"
    };
    assert_eq!(
        (&event["status"], &event["deduplication_key"]),
        (&Value::from(state), &Value::from(key(page))),
        "{case}"
    );
    assert_eq!(event["title"], page.title, "{case}");
    says_all(page, text(&event["description"], case), case);
}

/// Atlassian, "JSM Ops REST API", and Opsgenie's "Alert API", whose limits it keeps.
pub(crate) fn jira_service_management(page: &Page, http: &HttpRequest, case: &str) {
    assert_eq!(
        http.token,
        Some(TokenPlace::Authorization("GenieKey".to_owned())),
        "{case}"
    );
    let body = json(http, case);
    if page.status == Status::Resolved {
        assert_eq!(http.path, format!("/{}/close", key(page)), "{case}");
        assert_eq!(http.query, "identifierType=alias", "{case}");
        assert!(text(&body["note"], case).chars().count() <= 25_000, "{case}");
        return;
    }
    assert!(http.path.is_empty() && http.query.is_empty(), "{case}");
    let message = text(&body["message"], case);
    assert!((1..=130).contains(&message.chars().count()), "{case}: {message}");
    assert_eq!(body["alias"], key(page), "{case}");
    let description = text(&body["description"], case);
    assert!(description.chars().count() <= 15_000, "{case}");
    let details = body["details"].as_object().expect("there are details");
    let length: usize = details
        .iter()
        .map(|(name, value)| name.len() + text(value, case).len())
        .sum();
    assert!(length <= 8_000, "{case}: {length}");
    says_all(page, description, case);
}

/// Grafana Cloud documentation, "Formatted webhook".
pub(crate) fn grafana_irm(page: &Page, http: &HttpRequest, case: &str) {
    let body = json(http, case);
    let state = if page.status == Status::Resolved {
        "ok"
    } else {
        "alerting"
    };
    assert_eq!(
        (&body["state"], &body["alert_uid"]),
        (&Value::from(state), &Value::from(key(page))),
        "{case}"
    );
    says_all(page, text(&body["message"], case), case);
}
