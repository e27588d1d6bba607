//! A page as an Adaptive Card.

use serde_json::{Value, json};

use crate::catalog::ReceiverConfig;
use crate::page::{Listing, Page, Status, fact_name, listings, places, plain, todo};
use crate::receiver::look::Look;
use crate::receiver::{HttpRequest, Request};
use crate::severity::Severity;

/// Where the webhooks of workflows live.
const HOSTS: [&str; 2] = ["logic.azure.com", "api.powerplatform.com"];
/// Below the 28 KB that a message may have.
const MAX_BODY: usize = 27_000;

pub(super) fn request(page: &Page, config: &ReceiverConfig) -> Request {
    let mut body = String::new();
    for page in page.smaller() {
        body = message(&page).to_string();
        if body.len() <= MAX_BODY {
            break;
        }
    }
    Request::Http(HttpRequest::post(config, &HOSTS, body))
}

fn message(page: &Page) -> Value {
    json!({
        "type": "message",
        "attachments": [{
            "contentType": "application/vnd.microsoft.card.adaptive",
            "contentUrl": null,
            "content": card(page),
        }],
    })
}

/// 1.4 is what every client of Teams shows.
fn card(page: &Page) -> Value {
    let mut body = vec![heading(page)];
    body.extend(paragraphs(page).into_iter().map(|lines| paragraph(&lines)));
    json!({
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "type": "AdaptiveCard",
        "version": "1.4",
        "fallbackText": page.title,
        "msteams": {"width": "Full"},
        "body": body,
        "actions": actions(page),
    })
}

fn heading(page: &Page) -> Value {
    let style = match (page.status, page.severity) {
        (Status::Resolved, _) => "good",
        (Status::Notice, _) => "emphasis",
        (Status::Firing, Severity::Critical | Severity::Error) => "attention",
        (Status::Firing, Severity::Warning) => "warning",
        (Status::Firing, Severity::Info) => "accent",
    };
    let text = format!("{} {}", Look::of(page).sign, page.title);
    let title = json!({"type": "TextRun", "text": text, "weight": "Bolder", "size": "Medium"});
    json!({
        "type": "Container", "style": style, "bleed": true,
        "items": [{"type": "RichTextBlock", "inlines": [title]}],
    })
}

/// One line: what it says in bold, and its text. One without text is a heading.
struct Line {
    name: String,
    text: String,
}

fn line(name: impl Into<String>, text: impl Into<String>) -> Option<Line> {
    let (name, text) = (name.into(), text.into());
    (!text.is_empty()).then_some(Line { name, text })
}

/// In the order in which a person needs them; no paragraph is empty.
fn paragraphs(page: &Page) -> Vec<Vec<Line>> {
    let notes = page
        .notes
        .iter()
        .filter_map(|note| line("", format!("⚠️ {note}")));
    let facts = page
        .evidence
        .iter()
        .filter_map(|fact| line(fact_name(page, fact), &*fact.value));
    let print = format!("{} · {}", plain::why(page), page.id);
    let acknowledgement = plain::acknowledgement(page);
    let last = line(page.language.why, print)
        .into_iter()
        .chain(acknowledgement.and_then(|(what, command)| line(what, command)));
    let mut all = vec![
        notes.collect(),
        todo(page)
            .into_iter()
            .filter_map(|todo| line(todo.name, todo.text))
            .collect(),
        line("", plain::when(page)).into_iter().chain(facts).collect(),
    ];
    all.extend(listings(page).iter().map(list));
    all.push(last.collect());
    all.retain(|lines: &Vec<Line>| !lines.is_empty());
    all
}

fn list(listing: &Listing) -> Vec<Line> {
    let texts = listing.lines.iter().map(|text| format!("• {text}"));
    let heading = Line {
        name: format!("{} ({})", listing.heading, listing.count()),
        text: String::new(),
    };
    [heading]
        .into_iter()
        .chain(texts.chain(listing.rest()).filter_map(|text| line("", text)))
        .collect()
}

/// A line break in a run is one in the card.
fn paragraph(lines: &[Line]) -> Value {
    let mut runs = Vec::new();
    for (number, line) in lines.iter().enumerate() {
        let end = if number + 1 < lines.len() { "\n" } else { "" };
        let bold = match (line.name.as_str(), line.text.as_str()) {
            ("", _) => String::new(),
            (heading, "") => format!("{heading}{end}"),
            (name, _) => format!("{name}: "),
        };
        if !bold.is_empty() {
            runs.push(json!({"type": "TextRun", "text": bold, "weight": "Bolder"}));
        }
        if !line.text.is_empty() {
            runs.push(json!({"type": "TextRun", "text": format!("{}{end}", line.text)}));
        }
    }
    json!({"type": "RichTextBlock", "spacing": "Small", "inlines": runs})
}

fn actions(page: &Page) -> Vec<Value> {
    places(page)
        .map(|(title, url)| json!({"type": "Action.OpenUrl", "title": title, "url": url}))
        .collect()
}
