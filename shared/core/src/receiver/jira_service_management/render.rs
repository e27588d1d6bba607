//! A page as an alert, or as the end of one.

use serde_json::{Value, json};

use crate::catalog::ReceiverConfig;
use crate::page::{Page, places, plain};
use crate::receiver::incident::Incident;
use crate::receiver::{HttpRequest, Request, TokenPlace};
use crate::severity::Severity;
use crate::text;

const URL: &str = "https://api.atlassian.com/jsm/ops/integration/v2/alerts";
const HOSTS: [&str; 2] = ["atlassian.com", "opsgenie.com"];
/// The longest message, in characters.
const MAX_MESSAGE: usize = 130;
/// The longest description and note, in characters.
const MAX_DESCRIPTION: usize = 15_000;

pub(super) fn request(page: &Page, config: &ReceiverConfig) -> Request {
    let incident = Incident::of(page);
    let mut described = String::new();
    for page in page.smaller() {
        described = plain::plain(&page);
        if described.chars().count() <= MAX_DESCRIPTION {
            break;
        }
    }
    let mut request = HttpRequest {
        url: URL.to_owned(),
        token: Some(TokenPlace::Authorization("GenieKey".to_owned())),
        ..HttpRequest::post(config, &HOSTS, String::new())
    };
    if incident.is_over {
        request.path = format!("/{}/close", incident.key);
        "identifierType=alias".clone_into(&mut request.query);
        request.body = json!({"source": "alert-router", "note": described}).to_string();
    } else {
        request.body = alert(page, &incident.key, &described).to_string();
    }
    Request::Http(request)
}

fn alert(page: &Page, alias: &str, description: &str) -> Value {
    let priority = match page.severity {
        Severity::Critical => "P1",
        Severity::Error => "P2",
        Severity::Warning => "P3",
        Severity::Info => "P5",
    };
    let owner = page.owner.as_ref().map_or("", |owner| owner.name.as_str());
    let details = [
        ("owner", owner),
        ("severity", page.severity.as_str()),
        ("notification", &*page.id),
    ];
    let places: Vec<_> = places(page).collect();
    let details: serde_json::Map<_, _> = details
        .into_iter()
        .chain(places)
        .filter(|(_, value)| !value.is_empty())
        .map(|(name, value)| (name.to_owned(), json!(value)))
        .collect();
    json!({
        "message": text::cut(&page.title, MAX_MESSAGE),
        "alias": alias,
        "description": description,
        "priority": priority,
        "source": "alert-router",
        "details": details,
    })
}
