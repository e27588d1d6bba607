//! A page as a custom notification.

use serde_json::{Value, json};

use crate::catalog::ReceiverConfig;
use crate::page::{Page, places, plain, todo};
use crate::receiver::alike::alike;
use crate::receiver::look::Look;
use crate::receiver::{Request, sns};
use crate::route::group_id;
use crate::text;

/// The longest title, description and next step, in characters.
const MAX_TITLE: usize = 250;
const MAX_DESCRIPTION: usize = 8_000;
const MAX_STEP: usize = 350;

pub(super) fn request(page: &Page, config: &ReceiverConfig) -> Request {
    let mut described = String::new();
    for page in page.smaller() {
        described = description(&page);
        if described.chars().count() <= MAX_DESCRIPTION {
            break;
        }
    }
    let notification = notification(page, &described).to_string();
    let message = json!({"default": notification}).to_string();
    Request::Sns(sns::Sns::on_topic(page, config, message))
}

/// Addresses stand in it, for nothing else can be touched.
fn description(page: &Page) -> String {
    let places: Vec<_> = places(page)
        .map(|(name, url)| format!("{}: {url}", alike(name)))
        .collect();
    format!(
        "{}\n{}",
        alike(plain::without_links(page).trim()),
        places.join("\n")
    )
}

fn notification(page: &Page, description: &str) -> Value {
    let title = format!("{} {}", Look::of(page).sign, alike(&page.title));
    let steps: Vec<String> = todo(page)
        .into_iter()
        .filter(|line| line.name == page.language.first)
        .map(|line| text::cut(&alike(&line.text), MAX_STEP))
        .collect();
    let mut content = json!({
        "textType": "client-markdown",
        "title": text::cut(&title, MAX_TITLE),
        "description": description,
    });
    if !steps.is_empty() {
        content["nextSteps"] = json!(steps);
    }
    json!({
        "version": "1.0",
        "source": "custom",
        "id": page.id,
        "content": content,
        "metadata": {
            "threadId": group_id(&page.group_key),
            "summary": text::cut(&alike(&page.title), MAX_TITLE),
            "eventType": page.reason.as_str(),
        },
    })
}
