//! A page as a Standard Webhooks message.

use serde_json::json;

use crate::catalog::ReceiverConfig;
use crate::page::{Page, Status};
use crate::receiver::document::document;
use crate::receiver::{HttpRequest, Request};

/// "Payload size": under 20 kB.
const MAX_BODY: usize = 20_000;

pub(super) fn request(page: &Page, config: &ReceiverConfig) -> Request {
    let mut body = String::new();
    for page in page.smaller() {
        body = message(&page);
        if body.len() < MAX_BODY {
            break;
        }
    }
    Request::Http(HttpRequest {
        secret: config.secret.clone().unwrap_or_default(),
        headers: vec![],
        body,
        sign: Some(page.id.clone()),
    })
}

/// `timestamp` is when the page was decided, not when it is sent: a repeated attempt is the same message.
fn message(page: &Page) -> String {
    let kind = match page.status {
        Status::Firing => "alert.firing",
        Status::Resolved => "alert.resolved",
        Status::Notice => "alert.notice",
    };
    json!({"type": kind, "timestamp": page.at, "data": document(page)}).to_string()
}
