//! A page as an SNS message: one text for people, one for phones, one document for programs.

use super::topic;
use crate::catalog::ReceiverConfig;
use crate::fingerprint::digest;
use crate::page::{Page, plain};
use crate::receiver::ascii::{ascii, cut};
use crate::receiver::document::{document, json};
use crate::receiver::{Fifo, SnsRequest};
use crate::route::group_id;
use crate::text;

/// SNS takes less than 100 characters.
const MAX_SUBJECT: usize = 99;
/// SNS takes 262,144 bytes; subject and attributes are some 2,000 of them.
const MAX_MESSAGE: usize = 256_000;
/// One part of a short message: 140 bytes. Longer ones cost a part each and arrive out of order.
const MAX_SMS: usize = 140;
/// The longest attribute: filter policies compare whole values, and no label of a page is longer.
const MAX_ATTRIBUTE: usize = 128;

/// A message on the receiver's topic.
pub(super) fn on_topic(page: &Page, config: &ReceiverConfig, message: String) -> SnsRequest {
    let topic = config.topic.clone().unwrap_or_default();
    let fifo = topic::is_fifo(&topic).then(|| Fifo {
        group_id: group_id(&page.group_key),
        deduplication_id: deduplication_id(&page.id),
    });
    SnsRequest {
        topic,
        subject: subject(page),
        message,
        attributes: attributes(page),
        fifo,
    }
}

/// The title without its brackets, which a subject must not begin with.
fn subject(page: &Page) -> String {
    let title = cut(ascii(&page.title.replacen(['[', ']'], "", 2)), MAX_SUBJECT);
    if title.starts_with(|first: char| first.is_ascii_alphanumeric()) {
        title
    } else {
        cut(format!("{} {title}", page.language.alert), MAX_SUBJECT)
    }
}

/// The first size of the page of which six copies fit. Almost always the whole page: one of quotes alone, which a
/// document in a JSON text escapes twice, does not.
pub(super) fn message(page: &Page) -> String {
    let mut message = String::new();
    for page in page.smaller() {
        message = structured(&page);
        if message.len() <= MAX_MESSAGE {
            break;
        }
    }
    message
}

fn structured(page: &Page) -> String {
    // Put together by hand: each part is escaped once, however many protocols get it.
    let text = json(&plain::plain(page));
    let document = json(&json(&document(page)));
    let sms = json(&sms(page));
    let parts = [
        ("default", &text),
        ("email", &text),
        ("http", &document),
        ("https", &document),
        ("lambda", &document),
        ("sms", &sms),
        ("sqs", &document),
    ];
    let members: Vec<String> = parts.map(|(name, part)| format!("\"{name}\":{part}")).into();
    format!("{{{}}}", members.join(","))
}

/// What fits one short message: what is wrong, who acts, the id. ASCII without the characters that take two places in
/// the alphabet of short messages (GSM 03.38, extension table) or are not in it.
fn sms(page: &Page) -> String {
    let owner = page.owner.as_ref().map_or("", |owner| owner.name.as_str());
    let id: String = page
        .id
        .chars()
        .rev()
        .take(8)
        .collect::<Vec<_>>()
        .into_iter()
        .rev()
        .collect();
    let tail = if owner.is_empty() {
        format!(" #{id}")
    } else {
        format!(" {owner} #{id}")
    };
    let tail = cut(gsm(&tail), 48);
    let title = page.title.replacen(['[', ']'], "", 2);
    format!("{}{tail}", cut(gsm(&title), MAX_SMS - tail.len()))
}

fn gsm(text: &str) -> String {
    ascii(text)
        .chars()
        .map(|c| match c {
            '[' | '{' => '(',
            ']' | '}' => ')',
            '\\' | '|' => '/',
            '~' => '-',
            '^' | '`' => '\'',
            other => other,
        })
        .collect()
}

/// For filter policies. What the alerts of the page don't share is left out: SNS refuses empty values.
fn attributes(page: &Page) -> Vec<(String, String)> {
    let owner = page.owner.as_ref().map_or("", |owner| owner.name.as_str());
    let label = |name: &str| page.labels.get(name);
    [
        ("severity", page.severity.as_str()),
        ("status", page.status.as_str()),
        ("owner", owner),
        ("service", label("service")),
        ("environment", label("environment")),
        ("source", label("source")),
        ("drill", label("drill")),
    ]
    .into_iter()
    .map(|(name, value)| (name.to_owned(), text::line(value, MAX_ATTRIBUTE)))
    .filter(|(_, value)| !value.is_empty())
    .collect()
}

/// One for each notification, the same on every attempt: at most 128 letters, digits and punctuation marks.
fn deduplication_id(id: &str) -> String {
    let fits = !id.is_empty() && id.len() <= 128 && id.bytes().all(|byte| byte.is_ascii_graphic());
    if fits {
        id.to_owned()
    } else {
        digest(&["notification", id])
    }
}
