//! Bounds: a page is made of text that somebody else wrote, and it must fit a phone, a record and every receiver.
//!
//! Text is cleaned ([`text::line`]) and cut between characters. URLs are never cut, half an address is none: what is no
//! web address, or longer than [`MAX_URL`], is left out.

use super::{Line, Note, Page};
use crate::catalog::{OwnerCard, RunbookCard};
use crate::labels::Labels;
use crate::observation::{Evidence, Link};
use crate::text;

/// The longest URL, with `&` counted as the five characters that it takes when it is escaped for chat.
pub const MAX_URL: usize = 1_500;
/// The longest name of a thing: an alert, an owner, a fact.
const MAX_NAME: usize = 100;
/// The longest sentence: a reason, an impact, a first action, a note.
const MAX_SENTENCE: usize = 280;
/// The longest value of a label.
const MAX_VALUE: usize = 128;
/// How many labels are kept.
const MAX_LABELS: usize = 24;
/// How many notes are kept.
pub(crate) const MAX_NOTES: usize = 4;
/// The labels that are kept first when there are too many: those that say where and what.
const TELLING: [&str; 10] = [
    "alertname",
    "service",
    "environment",
    "severity",
    "owner",
    "account",
    "region",
    "source",
    "namespace",
    "metric_name",
];

/// The page with every text in it cleaned and cut.
pub(super) fn bound(page: Page) -> Page {
    let runbook = page.runbook.as_ref().map(runbook);
    let mut notes: Vec<_> = page
        .notes
        .iter()
        .take(MAX_NOTES)
        .map(|note| sentence(note))
        .collect();
    if let Some(lost) = runbook.as_ref().filter(|runbook| runbook.url.is_empty()) {
        let runbook = lost.name.clone();
        notes.push(sentence(&(page.language.remark)(&Note::NoAddress { runbook })));
    }
    Page {
        id: name(&page.id),
        // Never shown: receivers take its digest, which has to be that of the whole key.
        group_key: page.group_key,
        group_labels: labels(&page.group_labels),
        labels: labels(&page.labels),
        title: title(&page.title),
        owner: page.owner.as_ref().map(owner),
        runbook,
        evidence: page.evidence.iter().map(evidence).collect(),
        firing: page.firing.into_iter().map(line).collect(),
        resolved: page.resolved.into_iter().map(line).collect(),
        links: page
            .links
            .iter()
            .filter_map(|place| link(place, page.language.link))
            .collect(),
        notes,
        ..page
    }
}

/// A URL that every receiver can show: http or https, ASCII, nothing in it that ends a link in any markup. Bytes that
/// must not stand in a URL (RFC 3986) are percent-encoded.
fn url(url: &str) -> Option<String> {
    let url = url.trim();
    if !(url.starts_with("https://") || url.starts_with("http://")) {
        return None;
    }
    let mut safe = String::with_capacity(url.len());
    for byte in url.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~:/?#[]@!$&'()*+,;=%".contains(&byte) {
            safe.push(char::from(byte));
        } else {
            safe.extend(['%', hex(byte >> 4), hex(byte & 15)]);
        }
    }
    (safe.len() + 4 * safe.matches('&').count() <= MAX_URL).then_some(safe)
}

fn hex(nibble: u8) -> char {
    char::from_digit(u32::from(nibble), 16)
        .unwrap_or('0')
        .to_ascii_uppercase()
}

fn name(text: &str) -> String {
    text::line(text, MAX_NAME)
}

pub(super) fn title(text: &str) -> String {
    text::line(text, MAX_NAME - 1)
}

pub(super) fn sentence(text: &str) -> String {
    text::line(text, MAX_SENTENCE)
}

/// The telling ones first, then the others by name, until there are enough.
fn labels(labels: &Labels) -> Labels {
    let telling = labels.iter().filter(|(name, _)| TELLING.contains(name));
    let others = labels.iter().filter(|(name, _)| !TELLING.contains(name));
    telling
        .chain(others)
        .take(MAX_LABELS)
        .map(|(label, value)| (name(label), text::line(value, MAX_VALUE)))
        .collect()
}

fn owner(owner: &OwnerCard) -> OwnerCard {
    OwnerCard {
        name: name(&owner.name),
        contact: name(&owner.contact),
        escalation: owner
            .escalation
            .as_deref()
            .map(name)
            .filter(|escalation| !escalation.is_empty()),
        timezone: owner.timezone.clone(),
        language: owner.language,
    }
}

fn runbook(runbook: &RunbookCard) -> RunbookCard {
    RunbookCard {
        name: name(&runbook.name),
        title: name(&runbook.title),
        url: url(&runbook.url).unwrap_or_default(),
        impact: sentence(&runbook.impact),
        first_action: sentence(&runbook.first_action),
    }
}

fn evidence(fact: &Evidence) -> Evidence {
    Evidence {
        name: text::line(&fact.name, 40),
        value: sentence(&fact.value),
    }
}

fn line(line: Line) -> Line {
    Line {
        name: name(&line.name),
        symptom: name(&line.symptom),
        ..line
    }
}

/// A link that nobody named is a link all the same, and in every form of the page somebody must be able to touch it.
fn link(link: &Link, unnamed: &str) -> Option<Link> {
    let name = text::line(&link.name, 40);
    Some(Link {
        name: if name.is_empty() { unnamed.to_owned() } else { name },
        url: url(&link.url)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_url_is_whole_and_harmless_or_absent() {
        for (given, shown) in [
            ("https://a.example/x#y", Some("https://a.example/x#y")),
            (
                "https://a.example/<b>|c d\"é",
                Some("https://a.example/%3Cb%3E%7Cc%20d%22%C3%A9"),
            ),
            ("javascript:alert(1)", None),
            ("", None),
        ] {
            assert_eq!(url(given).as_deref(), shown, "{given}");
        }
        assert!(url(&format!("https://a.example/{}", "a".repeat(1_482))).is_some());
        assert_eq!(url(&format!("https://a.example/{}", "a".repeat(1_483))), None);
        assert_eq!(url(&format!("https://a.example/{}", "&".repeat(300))), None);
    }

    #[test]
    fn the_telling_labels_survive() {
        let many = (0..60)
            .map(|n| (format!("a{n:02}"), "x".repeat(500)))
            .chain([("service".into(), "s".into())]);
        let kept = labels(&many.collect());
        assert_eq!(kept.len(), MAX_LABELS);
        assert_eq!(kept.get("service"), "s");
        assert_eq!(kept.get("a00").chars().count(), MAX_VALUE);
    }
}
