//! A page as a message of plain text with buttons.

use serde_json::{Value, json};

use crate::catalog::ReceiverConfig;
use crate::page::{Page, Status, places, plain};
use crate::receiver::look::Look;
use crate::receiver::{HttpRequest, Request, TokenPlace};

const HOSTS: [&str; 1] = ["api.telegram.org"];
/// The longest text, in UTF-16 units.
const MAX_TEXT: usize = 4_096;

/// `opening` is the number of the message that it is news of.
pub(super) fn request(page: &Page, config: &ReceiverConfig, opening: Option<i64>) -> Request {
    let mut body = String::new();
    for page in page.smaller() {
        let text = text(&page);
        body = message(&page, &text, opening).to_string();
        if text.encode_utf16().count() <= MAX_TEXT {
            break;
        }
    }
    Request::Http(HttpRequest {
        token: Some(TokenPlace::Member("chat_id".to_owned())),
        ..HttpRequest::post(config, &HOSTS, body)
    })
}

fn text(page: &Page) -> String {
    let below = plain::without_links(page);
    format!("{} {}\n{}", Look::of(page).sign, page.title, below.trim_end())
}

/// The transport adds the `chat_id`. What resolved or accounts for something makes no sound.
fn message(page: &Page, text: &str, opening: Option<i64>) -> Value {
    let buttons: Vec<Value> = places(page)
        .map(|(name, url)| json!([{"text": name, "url": url}]))
        .collect();
    let mut message = json!({
        "text": text,
        "link_preview_options": {"is_disabled": true},
        "disable_notification": page.status != Status::Firing,
    });
    if let Some(opening) = opening {
        // Somebody may have deleted it.
        message["reply_parameters"] = json!({"message_id": opening, "allow_sending_without_reply": true});
    }
    if !buttons.is_empty() {
        message["reply_markup"] = json!({"inline_keyboard": buttons});
    }
    message
}
