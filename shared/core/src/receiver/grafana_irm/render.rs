//! A page as a formatted webhook.

use serde_json::json;

use crate::catalog::ReceiverConfig;
use crate::page::{Page, places, plain};
use crate::receiver::incident::Incident;
use crate::receiver::{HttpRequest, Request};

const HOSTS: [&str; 1] = ["grafana.net"];

pub(super) fn request(page: &Page, config: &ReceiverConfig) -> Request {
    let incident = Incident::of(page);
    let body = json!({
        "alert_uid": incident.key,
        "title": page.title,
        "state": if incident.is_over { "ok" } else { "alerting" },
        "link_to_upstream_details": places(page).next().map(|(_, url)| url),
        "message": plain::plain(page),
        "severity": page.severity.as_str(),
    });
    Request::Http(HttpRequest::post(config, &HOSTS, body.to_string()))
}
