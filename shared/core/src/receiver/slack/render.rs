//! A page in Block Kit: the title as a header, the rest behind a bar in the severity's colour.

use serde_json::{Value, json};

use super::mrkdwn::{escape, field, link};
use crate::catalog::ReceiverConfig;
use crate::page::{Listing, Page, fact_name, listings, plain, todo};
use crate::receiver::look::Look;
use crate::receiver::{HttpRequest, Request};
use crate::text;

/// Where incoming webhooks live; the second is Slack for governments.
const HOSTS: [&str; 2] = ["hooks.slack.com", "hooks.slack-gov.com"];
/// Slack's limit for a header.
const MAX_HEADER: usize = 150;
/// Slack's limit for a section's text.
const MAX_SECTION: usize = 3_000;
/// Below what Slack takes over all blocks (about 13,200), for it does not say how it counts.
const MAX_TOTAL: usize = 12_000;

pub(super) fn request(page: &Page, config: &ReceiverConfig) -> Request {
    let mut body = message(page);
    // A preview of a runbook would push the page off the screen.
    body["unfurl_links"] = json!(false);
    body["unfurl_media"] = json!(false);
    Request::Http(HttpRequest::post(config, &HOSTS, body.to_string()))
}

/// The page inside Slack's limits.
pub(in crate::receiver) fn message(page: &Page) -> Value {
    let mut body = Value::Null;
    for page in page.smaller() {
        let blocks = blocks(&page);
        body = layout(&page, &blocks);
        if blocks.iter().map(|text| length(text)).sum::<usize>() <= MAX_TOTAL {
            break;
        }
    }
    body
}

/// `text` is what notifications and screen readers say; the blocks are what people see.
fn layout(page: &Page, sections: &[String]) -> Value {
    let Look { sign, colour } = Look::of(page);
    let heading = header(&format!("{sign} {}", page.title));
    let sections: Vec<_> = sections
        .iter()
        .map(|text| section(text))
        .chain([context(page)])
        .collect();
    json!({
        "text": escape(&heading),
        "blocks": [{"type": "header", "text": {"type": "plain_text", "text": heading, "emoji": false}}],
        "attachments": [{"color": format!("#{colour:06x}"), "fallback": escape(&page.title), "blocks": sections}],
    })
}

/// The heading inside its limit. A title of 99 characters passes it only where most take two units each.
fn header(heading: &str) -> String {
    let fits = |characters: &usize| length(&text::cut(heading, *characters)) <= MAX_HEADER;
    (1..=MAX_HEADER)
        .rev()
        .find(fits)
        .map_or_else(String::new, |characters| text::cut(heading, characters))
}

/// The texts of the sections, in the order in which a person needs them.
fn blocks(page: &Page) -> Vec<String> {
    let mut blocks = Vec::new();
    let notes = page.notes.iter().map(|note| format!("⚠️ {}", escape(note)));
    blocks.extend(packed(notes.collect(), "\n"));
    let todo = todo(page).into_iter().filter_map(|line| {
        let shown = line
            .url
            .map_or_else(|| escape(&line.text), |url| link(url, &line.text));
        field(line.name, &shown)
    });
    blocks.extend(packed(todo.collect(), "\n"));
    let when = [escape(&plain::when(page))];
    let facts = page
        .evidence
        .iter()
        .filter_map(|fact| field(&fact_name(page, fact), &escape(&fact.value)));
    blocks.extend(packed(when.into_iter().chain(facts).collect(), "\n"));
    for listing in listings(page) {
        blocks.extend(packed(list(&listing), "\n"));
    }
    blocks.extend(packed(
        page.links
            .iter()
            .map(|place| link(&place.url, &place.name))
            .collect(),
        "  ·  ",
    ));
    blocks
}

fn list(listing: &Listing) -> Vec<String> {
    let mut list = vec![format!("*{} ({})*", listing.heading, listing.count())];
    list.extend(listing.lines.iter().map(|line| format!("• {}", escape(line))));
    list.extend(listing.rest().map(|rest| format!("  {rest}")));
    list
}

/// The lines in as few texts as the limit of a section allows. A page's lines are far below it each.
fn packed(lines: Vec<String>, separator: &str) -> Vec<String> {
    let mut texts: Vec<String> = Vec::new();
    for line in lines {
        match texts.last_mut() {
            Some(text) if length(text) + length(&line) + separator.len() <= MAX_SECTION => {
                text.extend([separator, &line]);
            }
            _ => texts.push(line),
        }
    }
    texts
}

/// In UTF-16 units, the longest way in which Slack could count.
fn length(text: &str) -> usize {
    text.encode_utf16().count()
}

/// `verbatim` keeps Slack from making links and mentions of bare words; `expand` from folding a page behind "see more".
fn section(text: &str) -> Value {
    json!({"type": "section", "expand": true, "text": {"type": "mrkdwn", "text": text, "verbatim": true}})
}

/// Small print: why it was sent, the id to quote, and what acknowledges it, as code so that it is copied unchanged.
fn context(page: &Page) -> Value {
    let print = format!("{} · {}", plain::why(page), page.id);
    let mut elements = vec![json!({"type": "plain_text", "text": print, "emoji": false})];
    if let Some((what, command)) = plain::acknowledgement(page) {
        let code = format!("{what}: `{}`", escape(&command));
        elements.push(json!({"type": "mrkdwn", "text": code, "verbatim": true}));
    }
    json!({"type": "context", "elements": elements})
}
