//! A page as a Standard Webhooks message.

use serde::Serialize;

use crate::catalog::ReceiverConfig;
use crate::page::{Page, Status};
use crate::receiver::document::{Document, document, json};
use crate::receiver::{HttpRequest, Request};
use crate::time::Timestamp;

/// "Payload size": under 20 kB.
pub(super) const MAX_BODY: usize = 20_000;

/// Members in the order of their names.
#[derive(Serialize)]
struct Message<'a> {
    data: Document<'a>,
    timestamp: Timestamp,
    #[serde(rename = "type")]
    kind: &'static str,
}

pub(super) fn request(page: &Page, config: &ReceiverConfig) -> Request {
    let mut body = String::new();
    for page in page.smaller() {
        body = message(&page);
        if body.len() < MAX_BODY {
            break;
        }
    }
    Request::Http(HttpRequest {
        sign: Some(page.id.clone()),
        ..HttpRequest::post(config, &[], body)
    })
}

/// `timestamp` is when the page was decided, not when it is sent: a repeated attempt is the same message.
fn message(page: &Page) -> String {
    let kind = match page.status {
        Status::Firing => "alert.firing",
        Status::Resolved => "alert.resolved",
        Status::Notice => "alert.notice",
    };
    json(&Message {
        data: document(page),
        timestamp: page.at,
        kind,
    })
}
