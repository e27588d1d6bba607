//! A page as one embed.

use serde_json::{Value, json};

use super::markdown::{escape, field, link};
use crate::catalog::ReceiverConfig;
use crate::page::{Listing, Page, Status, fact_name, listings, plain, todo};
use crate::receiver::look::Look;
use crate::receiver::{HttpRequest, Method, Request};

/// Where webhooks live; the second is their old home.
const HOSTS: [&str; 2] = ["discord.com", "discordapp.com"];
/// The longest title.
const MAX_TITLE: usize = 256;
/// The longest description.
const MAX_DESCRIPTION: usize = 4_096;
/// The longest embed: title, description and footer together.
const MAX_TOTAL: usize = 6_000;

pub(super) fn request(page: &Page, config: &ReceiverConfig) -> Request {
    Request::Http(HttpRequest {
        query: "wait=true".to_owned(),
        ..HttpRequest::post(config, &HOSTS, message(page))
    })
}

/// The end of an incident, in the message that it opened with. An id is a number; anything else is none of Discord's.
pub(super) fn edit(page: &Page, config: &ReceiverConfig, opening: &str) -> Option<Request> {
    let is_id = !opening.is_empty() && opening.bytes().all(|byte| byte.is_ascii_digit());
    (is_id && page.status == Status::Resolved).then(|| {
        Request::Http(HttpRequest {
            method: Method::Patch,
            path: format!("/messages/{opening}"),
            ..HttpRequest::post(config, &HOSTS, message(page))
        })
    })
}

fn message(page: &Page) -> String {
    let sizes = page.smaller().map(|page| Embed::of(&page, true));
    // The title leads to the runbook as well: where nothing else helps, it alone does.
    let least = std::iter::once_with(|| page.smaller().last()).flatten();
    let least = least.map(|page| Embed::of(&page, false));
    let mut embed = None;
    for size in sizes.chain(least) {
        let fits = size.fits();
        embed = Some(size);
        if fits {
            break;
        }
    }
    let body = embed.map(|embed| embed.message(page).to_string());
    body.unwrap_or_default()
}

/// The texts of an embed.
struct Embed {
    title: String,
    description: String,
    footer: String,
}

impl Embed {
    fn of(page: &Page, with_runbook: bool) -> Self {
        Self {
            title: format!("{} {}", Look::of(page).sign, escape(&page.title)),
            description: lines(page, with_runbook).join("\n"),
            footer: format!("{} · {}", plain::why(page), page.id),
        }
    }

    fn fits(&self) -> bool {
        let texts = [&self.title, &self.description, &self.footer];
        let total: usize = texts.iter().map(|text| length(text)).sum();
        length(&self.title) <= MAX_TITLE && length(&self.description) <= MAX_DESCRIPTION && total <= MAX_TOTAL
    }

    fn message(&self, page: &Page) -> Value {
        let mut embed = json!({
            "title": self.title,
            "description": self.description,
            "color": Look::of(page).colour,
            "footer": {"text": self.footer},
            "timestamp": page.at,
        });
        if let Some(runbook) = page.runbook.as_ref().filter(|runbook| !runbook.url.is_empty()) {
            embed["url"] = json!(runbook.url);
        }
        json!({"embeds": [embed], "allowed_mentions": {"parse": []}})
    }
}

/// In UTF-16 units, the longest way in which Discord could count.
fn length(text: &str) -> usize {
    text.encode_utf16().count()
}

/// In the order in which a person needs them; an empty line between what to do, the proof, and where to go on.
fn lines(page: &Page, with_runbook: bool) -> Vec<String> {
    let todo = todo(page).into_iter().filter_map(|line| {
        let url = line.url.filter(|_| with_runbook);
        let shown = url.map_or_else(|| escape(&line.text), |url| link(url, &line.text));
        field(line.name, &shown)
    });
    let notes = page.notes.iter().map(|note| format!("⚠️ {}", escape(note)));
    let facts = page
        .evidence
        .iter()
        .filter_map(|fact| field(&fact_name(page, fact), &escape(&fact.value)));
    let mut paragraphs = vec![
        notes.chain(todo).collect(),
        [escape(&plain::when(page))].into_iter().chain(facts).collect(),
    ];
    paragraphs.extend(listings(page).iter().map(list));
    paragraphs.push(last(page));
    paragraphs.retain(|lines: &Vec<String>| !lines.is_empty());
    paragraphs.join(&String::new())
}

fn list(listing: &Listing) -> Vec<String> {
    let mut list = vec![format!("**{} ({})**", listing.heading, listing.count())];
    list.extend(listing.lines.iter().map(|line| format!("• {}", escape(line))));
    list.extend(listing.rest());
    list
}

/// Where it leads, and what acknowledges it.
fn last(page: &Page) -> Vec<String> {
    let places: Vec<_> = page
        .links
        .iter()
        .map(|place| link(&place.url, &place.name))
        .collect();
    let mut last = Vec::new();
    last.extend((!places.is_empty()).then(|| places.join("  ·  ")));
    if let Some((what, command)) = plain::acknowledgement(page) {
        last.push(format!("{what}: `{command}`"));
    }
    last
}
