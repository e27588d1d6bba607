//! A page as a card.

use serde_json::{Value, json};

use crate::catalog::ReceiverConfig;
use crate::page::{Page, fact_name, listings, places, plain, todo};
use crate::receiver::look::Look;
use crate::receiver::{HttpRequest, Request};
use crate::route::group_id;

const HOSTS: [&str; 1] = ["chat.googleapis.com"];
/// Below the 32,000 bytes that a message may have.
const MAX_BODY: usize = 31_000;

pub(super) fn request(page: &Page, config: &ReceiverConfig) -> Request {
    let mut body = String::new();
    for page in page.smaller() {
        body = message(&page).to_string();
        if body.len() <= MAX_BODY {
            break;
        }
    }
    Request::Http(HttpRequest {
        query: "messageReplyOption=REPLY_MESSAGE_FALLBACK_TO_NEW_THREAD".to_owned(),
        ..HttpRequest::post(config, &HOSTS, body)
    })
}

fn message(page: &Page) -> Value {
    let paragraphs = paragraphs(page).into_iter();
    let mut widgets: Vec<Value> = paragraphs
        .filter(|lines| !lines.is_empty())
        .map(|lines| json!({"textParagraph": {"text": lines.join("<br>")}}))
        .collect();
    let buttons: Vec<Value> = places(page)
        .map(|(name, url)| json!({"text": name, "onClick": {"openLink": {"url": url}}}))
        .collect();
    if !buttons.is_empty() {
        widgets.push(json!({"buttonList": {"buttons": buttons}}));
    }
    let title = format!("{} {}", Look::of(page).sign, page.title);
    json!({
        "fallbackText": page.title,
        "thread": {"threadKey": group_id(&page.group_key)},
        "cardsV2": [{
            "cardId": "page",
            "card": {"header": {"title": title}, "sections": [{"widgets": widgets}]},
        }],
    })
}

/// In the order in which a person needs them.
fn paragraphs(page: &Page) -> Vec<Vec<String>> {
    let field = |name: &str, text: &str| format!("<b>{}:</b> {}", escape(name), escape(text));
    let notes = page.notes.iter().map(|note| format!("⚠️ {}", escape(note)));
    let todo = todo(page).into_iter().map(|line| field(line.name, &line.text));
    let facts = page
        .evidence
        .iter()
        .filter(|fact| !fact.value.is_empty())
        .map(|fact| field(&fact_name(page, fact), &fact.value));
    let when = escape(&plain::when(page));
    let mut all = vec![
        notes.collect(),
        todo.collect(),
        [when].into_iter().chain(facts).collect(),
    ];
    all.extend(listings(page).iter().map(|listing| {
        let heading = format!("<b>{} ({})</b>", listing.heading, listing.count());
        let lines = listing.lines.iter().map(|line| format!("• {}", escape(line)));
        [heading].into_iter().chain(lines).chain(listing.rest()).collect()
    }));
    let print = escape(&format!("{} · {}", plain::why(page), page.id));
    let acknowledgement = plain::acknowledgement(page);
    let command = acknowledgement.map(|(what, command)| field(what, &command));
    all.push([print].into_iter().chain(command).collect());
    all
}

/// Text that shows as it is in the HTML that cards read.
fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}
