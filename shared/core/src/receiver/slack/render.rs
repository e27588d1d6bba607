//! A page in Block Kit: the title as a header, the rest behind a bar in the severity's colour.

use serde_json::{Value, json};

use super::mrkdwn::{escape, field, link};
use crate::catalog::ReceiverConfig;
use crate::page::{Line, Page, Status, plain};
use crate::receiver::{HttpRequest, Request};
use crate::severity::Severity;
use crate::text;

/// Slack's limit for a header.
const MAX_HEADER: usize = 150;
/// Slack's limit for a section's text.
const MAX_SECTION: usize = 3_000;
/// Below what Slack takes over all blocks (about 13,200), for it does not say how it counts.
const MAX_TOTAL: usize = 12_000;

pub(super) fn request(page: &Page, config: &ReceiverConfig) -> Request {
    let mut body = String::new();
    for page in page.smaller() {
        let blocks = blocks(&page);
        body = message(&page, &blocks).to_string();
        if blocks.iter().map(|text| length(text)).sum::<usize>() <= MAX_TOTAL {
            break;
        }
    }
    let secret = config.secret.clone().unwrap_or_default();
    Request::Http(HttpRequest {
        secret,
        headers: vec![],
        body,
        sign: None,
    })
}

/// `text` is what notifications and screen readers say; the blocks are what people see. Nothing is unfurled: a preview
/// of a runbook would push the page off the screen.
fn message(page: &Page, sections: &[String]) -> Value {
    let (sign, colour) = look(page);
    let heading = header(&format!("{sign} {}", page.title));
    let sections: Vec<_> = sections
        .iter()
        .map(|text| section(text))
        .chain([context(page)])
        .collect();
    json!({
        "text": escape(&heading),
        "blocks": [{"type": "header", "text": {"type": "plain_text", "text": heading, "emoji": false}}],
        "attachments": [{"color": colour, "fallback": escape(&page.title), "blocks": sections}],
        "unfurl_links": false,
        "unfurl_media": false,
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

/// A sign for who can't tell the colours, and the colour.
fn look(page: &Page) -> (&'static str, &'static str) {
    match (page.status, page.severity) {
        (Status::Resolved, _) => ("✅", "#2e7d32"),
        (Status::Notice, _) => ("📋", "#546e7a"),
        (Status::Firing, Severity::Critical) => ("🔴", "#c62828"),
        (Status::Firing, Severity::Error) => ("🟠", "#ef6c00"),
        (Status::Firing, Severity::Warning) => ("🟡", "#f9a825"),
        (Status::Firing, Severity::Info) => ("🔵", "#1565c0"),
    }
}

/// The texts of the sections, in the order in which a person needs them.
fn blocks(page: &Page) -> Vec<String> {
    let mut blocks = Vec::new();
    let notes = page.notes.iter().map(|note| format!("⚠️ {}", escape(note)));
    blocks.extend(packed(notes.collect(), "\n"));
    blocks.extend(packed(todo(page), "\n"));
    let when = [escape(&plain::when(page))];
    let facts = page
        .evidence
        .iter()
        .filter_map(|fact| field(&plain::capital(&fact.name), &escape(&fact.value)));
    blocks.extend(packed(when.into_iter().chain(facts).collect(), "\n"));
    if !page.groups.is_empty() {
        blocks.extend(packed(groups(page), "\n"));
    } else if !page.kept.is_empty() {
        blocks.extend(packed(kept(page), "\n"));
    } else if plain::needs_list(page) {
        blocks.extend(packed(list("Firing", &page.firing, page.more_firing), "\n"));
        blocks.extend(packed(list("Resolved", &page.resolved, page.more_resolved), "\n"));
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

fn todo(page: &Page) -> Vec<String> {
    let mut lines = Vec::new();
    let firing = page.status == Status::Firing;
    match &page.runbook {
        Some(runbook) => {
            if firing {
                lines.extend(field("Impact", &escape(&runbook.impact)));
                lines.extend(field("First", &escape(&runbook.first_action)));
            }
            let name = if runbook.title.is_empty() {
                &runbook.name
            } else {
                &runbook.title
            };
            let shown = if runbook.url.is_empty() {
                escape(name)
            } else {
                link(&runbook.url, name)
            };
            lines.extend(field("Runbook", &shown));
        }
        None if firing => lines.extend(field("Runbook", "none in the catalog")),
        None => {}
    }
    if plain::has_owner_line(page) {
        lines.extend(field("Owner", &escape(&plain::owner(page))));
    }
    lines
}

fn list(heading: &str, lines: &[Line], more: usize) -> Vec<String> {
    if lines.is_empty() && more == 0 {
        return vec![];
    }
    let mut list = vec![format!("*{heading} ({})*", lines.len() + more)];
    list.extend(
        lines
            .iter()
            .map(|line| format!("• {}", escape(&plain::alert(line)))),
    );
    if more > 0 {
        list.push(format!("  and {more} more"));
    }
    list
}

fn groups(page: &Page) -> Vec<String> {
    let mut list = vec![format!("*Groups ({})*", page.groups.len() + page.more_groups)];
    list.extend(
        page.groups
            .iter()
            .map(|group| format!("• {}", escape(&plain::group(group)))),
    );
    if page.more_groups > 0 {
        list.push(format!("  and {} more", page.more_groups));
    }
    list
}

fn kept(page: &Page) -> Vec<String> {
    let mut list = vec![format!("*Kept back ({})*", page.kept.len() + page.more_kept)];
    list.extend(
        page.kept
            .iter()
            .map(|kept| format!("• {}", escape(&plain::kept(kept)))),
    );
    if page.more_kept > 0 {
        list.push(format!("  and {} more", page.more_kept));
    }
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

/// `verbatim` keeps Slack from making links and mentions of bare words.
fn section(text: &str) -> Value {
    json!({"type": "section", "text": {"type": "mrkdwn", "text": text, "verbatim": true}})
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
