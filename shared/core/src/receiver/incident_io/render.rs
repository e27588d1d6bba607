//! A page as an alert event.

use serde_json::{Value, json};

use crate::catalog::ReceiverConfig;
use crate::page::{Page, places, plain};
use crate::receiver::incident::Incident;
use crate::receiver::{HttpRequest, Request, TokenPlace};

const HOSTS: [&str; 1] = ["api.incident.io"];
/// Below the 512 KB that an event may have.
const MAX_BODY: usize = 500_000;

pub(super) fn request(page: &Page, config: &ReceiverConfig) -> Request {
    let mut body = String::new();
    for page in page.smaller() {
        body = event(&page).to_string();
        if body.len() <= MAX_BODY {
            break;
        }
    }
    Request::Http(HttpRequest {
        token: Some(TokenPlace::Authorization("Bearer".to_owned())),
        ..HttpRequest::post(config, &HOSTS, body)
    })
}

fn event(page: &Page) -> Value {
    let incident = Incident::of(page);
    let mut event = json!({
        "title": page.title,
        "status": if incident.is_over { "resolved" } else { "firing" },
        "deduplication_key": incident.key,
        "description": plain::plain(page),
        "metadata": {
            "severity": page.severity.as_str(),
            "owner": page.owner.as_ref().map(|owner| &owner.name),
            "labels": page.labels,
            "reason": page.reason.as_str(),
            "notification": page.id,
        },
    });
    if let Some((_, url)) = places(page).next() {
        event["source_url"] = json!(url);
    }
    event
}
