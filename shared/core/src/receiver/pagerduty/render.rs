//! A page as an event of PagerDuty.

use serde_json::{Map, Value, json};

use crate::catalog::ReceiverConfig;
use crate::page::{Page, listings, places, plain, todo};
use crate::receiver::incident::Incident;
use crate::receiver::{HttpRequest, Request, TokenPlace};

/// Where events go unless the secret names another region.
const URL: &str = "https://events.pagerduty.com/v2/enqueue";
const HOSTS: [&str; 1] = ["pagerduty.com"];
/// Below the 512 KB that an event may have.
const MAX_BODY: usize = 500_000;

pub(super) fn request(page: &Page, config: &ReceiverConfig) -> Request {
    let mut body = String::new();
    for page in page.smaller() {
        body = event(&page).to_string();
        if body.len() <= MAX_BODY {
            break;
        }
    }
    Request::Http(HttpRequest {
        url: URL.to_owned(),
        token: Some(TokenPlace::Member("routing_key".to_owned())),
        ..HttpRequest::post(config, &HOSTS, body)
    })
}

/// The transport adds the `routing_key`.
fn event(page: &Page) -> Value {
    let incident = Incident::of(page);
    let action = if incident.is_over { "resolve" } else { "trigger" };
    json!({
        "event_action": action,
        "dedup_key": incident.key,
        "client": "alert-router",
        "payload": payload(page),
        "links": links(page),
    })
}

fn payload(page: &Page) -> Value {
    let mut payload = json!({
        "summary": page.title,
        "severity": page.severity.as_str(),
        "source": source(page),
        "timestamp": page.since,
        "custom_details": details(page),
    });
    let labels = [
        ("component", "alertname"),
        ("group", "service"),
        ("class", "source"),
    ];
    for (member, label) in labels {
        let value = page.labels.get(label);
        if !value.is_empty() {
            payload[member] = json!(value);
        }
    }
    payload
}

/// Where it comes from, which an event must say: the service and environment, else the account.
fn source(page: &Page) -> String {
    let label = |name| page.labels.get(name);
    let place = [label("service"), label("environment")];
    let place: Vec<_> = place.into_iter().filter(|part| !part.is_empty()).collect();
    match (place.is_empty(), label("account")) {
        (false, _) => place.join("/"),
        (true, "") => "alert-router".to_owned(),
        (true, account) => account.to_owned(),
    }
}

/// What a person needs, in words.
fn details(page: &Page) -> Value {
    let (say, mut details) = (page.language, Map::new());
    let mut put = |name: &str, value: String| {
        if !value.is_empty() {
            details.insert(name.to_owned(), json!(value));
        }
    };
    for (number, note) in page.notes.iter().enumerate() {
        put(
            &format!("{} {}", say.note.to_lowercase(), number + 1),
            note.clone(),
        );
    }
    for line in todo(page) {
        put(
            &line.name.to_lowercase(),
            line.url.unwrap_or(&line.text).to_owned(),
        );
    }
    put(&say.when.to_lowercase(), plain::when(page));
    for fact in &page.evidence {
        put(&say.name(&fact.name), fact.value.clone());
    }
    for listing in listings(page) {
        let lines: Vec<_> = listing.lines.iter().cloned().chain(listing.rest()).collect();
        put(&listing.heading.to_lowercase(), lines.join("\n"));
    }
    put(&say.why.to_lowercase(), plain::why(page));
    put(&say.notification.to_lowercase(), page.id.clone());
    if let Some((what, command)) = plain::acknowledgement(page) {
        put(&what.to_lowercase(), command);
    }
    Value::Object(details)
}

fn links(page: &Page) -> Vec<Value> {
    places(page)
        .map(|(name, url)| json!({"href": url, "text": name}))
        .collect()
}
