//! A page as a notification of a phone.

use serde_json::{Value, json};

use crate::catalog::ReceiverConfig;
use crate::page::{Page, Status, places, plain};
use crate::receiver::{HttpRequest, Request, TokenPlace};
use crate::severity::Severity;

const URL: &str = "https://ntfy.sh/";
/// The longest message, in bytes.
const MAX_MESSAGE: usize = 4_096;
/// How many buttons a notification has.
const MAX_ACTIONS: usize = 3;

pub(super) fn request(page: &Page, config: &ReceiverConfig) -> Request {
    let mut body = String::new();
    for page in page.smaller() {
        let text = plain::without_links(&page);
        let text = text.trim();
        body = message(&page, text).to_string();
        if text.len() <= MAX_MESSAGE {
            break;
        }
    }
    Request::Http(HttpRequest {
        url: URL.to_owned(),
        token: Some(TokenPlace::Member("topic".to_owned())),
        ..HttpRequest::post(config, &[], body)
    })
}

/// The transport adds the `topic`. The tags are names of signs.
fn message(page: &Page, text: &str) -> Value {
    let (priority, tag) = match (page.status, page.severity) {
        (Status::Resolved, _) => (2, "white_check_mark"),
        (Status::Notice, _) => (2, "clipboard"),
        (Status::Firing, Severity::Critical) => (5, "red_circle"),
        (Status::Firing, Severity::Error) => (4, "orange_circle"),
        (Status::Firing, Severity::Warning) => (3, "yellow_circle"),
        (Status::Firing, Severity::Info) => (2, "large_blue_circle"),
    };
    let actions: Vec<Value> = places(page)
        .take(MAX_ACTIONS)
        .map(|(name, url)| json!({"action": "view", "label": name, "url": url}))
        .collect();
    let mut message = json!({
        "title": page.title,
        "message": text,
        "priority": priority,
        "tags": [tag],
        "actions": actions,
    });
    if let Some((_, url)) = places(page).next() {
        message["click"] = json!(url);
    }
    message
}
