//! What each receiver takes, by its own documentation, and what has to be in it all the same. A file for each kind.

mod amazon_q;
mod discord;
mod eventbridge;
mod google_chat;
mod incidents;
mod mattermost;
mod ntfy;
mod pagerduty;
mod slack;
mod sns;
mod teams;
mod telegram;
mod webhook;

use alert_core::page::{Page, plain};
use alert_core::receiver::{HttpRequest, Kind, Request};
use serde_json::Value;

/// Checks a request against what its receiver takes, and that nothing is missing that has to be there.
pub(crate) fn inside(kind: &dyn Kind, page: &Page, request: &Request, case: &str) {
    let case = format!("{case}.{}", kind.name());
    match (kind.name(), request) {
        ("sns", Request::Sns(sns)) => sns::topic(page, sns, &case),
        ("amazon_q", Request::Sns(sns)) => amazon_q::notification(page, sns, &case),
        ("eventbridge", Request::EventBridge(event)) => eventbridge::event(page, event, &case),
        ("google_chat", Request::Http(http)) => google_chat::message(page, http, &case),
        ("grafana_irm", Request::Http(http)) => incidents::grafana_irm(page, http, &case),
        ("incident_io", Request::Http(http)) => incidents::incident_io(page, http, &case),
        ("jira_service_management", Request::Http(http)) => {
            incidents::jira_service_management(page, http, &case);
        }
        ("mattermost", Request::Http(http)) => mattermost::message(page, http, &case),
        ("ntfy", Request::Http(http)) => ntfy::message(page, http, &case),
        ("telegram", Request::Http(http)) => telegram::message(page, http, &case),
        ("discord", Request::Http(http)) => discord::message(page, http, &case),
        ("pagerduty", Request::Http(http)) => pagerduty::event(page, http, &case),
        ("slack", Request::Http(http)) => slack::message(page, http, &case),
        ("slack_app", Request::Http(http)) => slack::method(page, http, &case),
        ("teams", Request::Http(http)) => teams::message(page, http, &case),
        ("webhook", Request::Http(http)) => webhook::message(page, http, &case),
        other => panic!("{case}: what does it take? {other:?}"),
    }
}

fn json(http: &HttpRequest, case: &str) -> Value {
    serde_json::from_str(&http.body).unwrap_or_else(|error| panic!("{case}: {error}"))
}

fn units(text: &str) -> usize {
    text.encode_utf16().count()
}

fn text<'a>(value: &'a Value, case: &str) -> &'a str {
    value
        .as_str()
        .unwrap_or_else(|| panic!("{case}: {value} is no text"))
}

/// What survives every cut.
fn essentials(page: &Page) -> Vec<String> {
    let owner = page.owner.as_ref().map(|owner| owner.name.as_str());
    let owner = owner.or(plain::has_owner_line(page).then_some(page.language.owner_missing));
    let runbook = page.runbook.as_ref().map(|runbook| runbook.url.clone());
    let link = page.links.first().map(|link| link.url.clone());
    [owner.map(str::to_owned), Some(page.title.clone()), runbook, link]
        .into_iter()
        .flatten()
        .collect()
}

/// The text with the signs that stand for the marks of chats.
fn alike(text: &str) -> String {
    [
        ('<', "‹"),
        ('>', "›"),
        ('*', "∗"),
        ('`', "'"),
        ('[', "("),
        (']', ")"),
        ('~', "∼"),
        ('@', "＠"),
    ]
    .iter()
    .fold(text.to_owned(), |text, (mark, sign)| text.replace(*mark, sign))
}

fn document(page: &Page, data: &Value, case: &str) {
    let owner = page.owner.as_ref().map(|owner| owner.name.as_str());
    assert_eq!(data["owner"]["name"].as_str(), owner, "{case}");
    assert_eq!(
        data["runbook"]["url"].as_str(),
        page.runbook.as_ref().map(|runbook| runbook.url.as_str()),
        "{case}"
    );
    assert_eq!(
        data["links"][0]["url"].as_str(),
        page.links.first().map(|link| link.url.as_str()),
        "{case}"
    );
    assert_eq!(data["title"], page.title, "{case}");
    assert_eq!(
        data["firing_count"],
        page.firing.len() + page.more_firing,
        "{case}"
    );
    assert_eq!(
        data["resolved_count"],
        page.resolved.len() + page.more_resolved,
        "{case}"
    );
}
