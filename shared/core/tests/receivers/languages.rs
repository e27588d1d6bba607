//! Every receiver in every language: goldens, limits, and no word of one language in a page of another.

use std::collections::BTreeSet;

use alert_core::language::Language;
use alert_core::page::plain;
use alert_core::receiver::{RECEIVERS, Request};
use alert_core::route::group_id;
use serde_json::Value;

use super::support::golden::Goldens;
use super::support::{sentences, spoken};
use super::{config, inside, requests, shown};

/// The kinds that are read as a whole; the others are made of the same parts.
const REVIEWED: [&str; 5] = ["slack", "teams", "discord", "sns", "pagerduty"];

fn others() -> impl Iterator<Item = Language> {
    Language::ALL
        .iter()
        .copied()
        .filter(|language| *language != Language::English)
}

#[test]
fn every_language_reads_as_reviewed() {
    for language in others() {
        let mut goldens = Goldens::of(&format!("languages/{}", language.code()));
        for one in spoken::all(language) {
            let (name, page) = (one.name, &one.page);
            goldens.text(&format!("{name}.plain.txt"), plain::plain(page));
            for kind in RECEIVERS.iter().filter(|kind| REVIEWED.contains(&kind.name())) {
                let request = kind.render(page, &config(*kind));
                goldens.json(&format!("{name}.{}", kind.name()), &shown(&request));
            }
        }
        goldens.finish();
    }
}

#[test]
fn every_language_is_inside_the_limits() {
    for language in Language::ALL {
        for one in spoken::all(*language) {
            for kind in RECEIVERS {
                for (_, request) in requests(*kind, &one.page) {
                    inside(*kind, &one.page, &request, one.name);
                }
            }
        }
    }
}

/// A page in two languages has nothing in common but what was given, what both languages say and what programs read; and
/// the second says nothing that the first alone does. A sentence that some receiver has in its code is found by that.
#[test]
fn no_word_of_english_is_left_in_another_language() {
    let english: BTreeSet<String> = words(&sentences::all(Language::English).join(" "));
    for language in others() {
        let ours = words(&sentences::all(language).join(" "));
        let foreign = &english - &ours;
        let mut faults = Vec::new();
        for (one, other) in spoken::all(Language::English).iter().zip(spoken::all(language)) {
            // Commands are pasted, ids quoted; the end of one in a short message. Times are the same in every language.
            let (id, group) = (&one.page.id, group_id(&one.page.group_key));
            let end: String = id.chars().skip(id.len() - 8).collect();
            let command = plain::acknowledgement(&one.page).map_or_else(String::new, |(_, command)| command);
            let at = plain::moment(&one.page, one.page.since);
            let given = words(
                &[&one.given, id, &end, &group, &command, &at]
                    .map(String::as_str)
                    .join(" "),
            );
            for ((kind, there), (_, here)) in texts(one).iter().zip(texts(&other)) {
                let case = format!("{}.{kind} in {}", one.name, language.code());
                let (there, here) = (words(there), words(&here));
                let left = &(&(&there & &here) - &given) - &ours;
                let english = &(&here & &foreign) - &given;
                if !left.is_empty() || !english.is_empty() || here.is_empty() {
                    faults.push(format!("{case}: not translated {left:?}, English {english:?}"));
                }
            }
        }
        assert!(faults.is_empty(), "{}", faults.join("\n"));
    }
}

/// What each form of a page says to people, by kind. A webhook and an event on a bus are read by programs; what they say to
/// people is in the others.
fn texts(one: &spoken::Spoken) -> Vec<(&'static str, String)> {
    let mut texts = vec![("plain", plain::plain(&one.page))];
    for kind in RECEIVERS.iter().filter(|kind| kind.name() != "webhook") {
        let mut text = String::new();
        match kind.render(&one.page, &config(*kind)) {
            Request::Http(http) => human(&json(&http.body), "", &mut text),
            Request::Sns(sns) => {
                text.extend([sns.subject.as_str(), "\n"]);
                let message = json(&sns.message);
                for protocol in ["default", "email", "sms"] {
                    let part = message[protocol].as_str().unwrap_or_default();
                    match serde_json::from_str(part) {
                        Ok(notification) => human(&notification, "", &mut text),
                        Err(_) => text.extend([part, "\n"]),
                    }
                }
            }
            Request::EventBridge(_) => continue,
        }
        texts.push((kind.name(), text));
    }
    texts
}

fn json(text: &str) -> Value {
    serde_json::from_str(text).expect("it is JSON")
}

/// Members that programs read, in the contracts of the channels.
#[rustfmt::skip] // a channel a line
const FOR_PROGRAMS: [&str; 40] = [
    "type", "color", "channel", "$schema", "contentType", "version", "width", "style", "weight", "size", "spacing",
    "tags", "action",
    "client", "dedup_key", "event_action", "class", "component", "group", "severity", "source", "timestamp",
    "alias", "priority", "details",
    "metadata", "status", "deduplication_key",
    "alert_uid", "state",
    "cardId", "threadKey",
    "textType", "id",
    "url", "href", "click", "source_url", "link_to_upstream_details", "icon",
];

/// The texts of a payload that people read.
fn human(value: &Value, name: &str, text: &mut String) {
    match value {
        Value::String(said) => text.extend([said, "\n"]),
        Value::Array(items) => items.iter().for_each(|item| human(item, name, text)),
        Value::Object(members) => {
            for (member, value) in members {
                // Names that a channel shows beside their values.
                let is_shown = name == "custom_details";
                if is_shown {
                    text.extend([member, "\n"]);
                }
                if is_shown || !FOR_PROGRAMS.contains(&member.as_str()) {
                    human(value, member, text);
                }
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// Words of two letters or more, in small ones. Accents go: a subject has none.
fn words(text: &str) -> BTreeSet<String> {
    let marks = ["&gt;", "&lt;", "&amp;", "<br>", "<b>", "</b>"];
    let bare = marks
        .iter()
        .fold(text.to_owned(), |text, mark| text.replace(mark, " "));
    let plain: String = bare
        .to_lowercase()
        .chars()
        .map(|c| match c {
            'á' => 'a',
            'é' => 'e',
            'í' => 'i',
            'ó' => 'o',
            'ú' => 'u',
            'ñ' => 'n',
            other => other,
        })
        .collect();
    plain
        .split(|c: char| !c.is_alphabetic())
        .filter(|word| word.chars().count() > 1)
        .map(str::to_owned)
        .collect()
}
