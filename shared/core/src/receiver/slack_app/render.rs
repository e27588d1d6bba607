//! A page as a message, as a reply, and as an edit of the message that the incident began with.

use serde_json::{Value, json};

use crate::catalog::ReceiverConfig;
use crate::page::Page;
use crate::receiver::slack::render::message;
use crate::receiver::{HttpRequest, Request, TokenPlace};

/// The methods' common beginning; a URL in the secret is Slack for governments.
const URL: &str = "https://slack.com/api";
const HOSTS: [&str; 2] = ["slack.com", "slack-gov.com"];
/// The words with which a method says that it does not know the token.
const TOKEN_FAULTS: [&str; 5] = [
    "account_inactive",
    "invalid_auth",
    "not_authed",
    "token_expired",
    "token_revoked",
];

pub(super) fn post(page: &Page, config: &ReceiverConfig, opening: Option<&str>) -> Request {
    let mut body = message(page);
    body["unfurl_links"] = json!(false);
    body["unfurl_media"] = json!(false);
    if let Some(opening) = opening {
        body["thread_ts"] = json!(opening);
        // In the channel as well: whoever does not follow the thread hears nothing of a reply alone, and any news may tell of
        // an alert for the first time.
        body["reply_broadcast"] = json!(true);
    }
    request("/chat.postMessage", body, config)
}

pub(super) fn update(page: &Page, config: &ReceiverConfig, opening: &str) -> Request {
    let mut body = message(page);
    body["ts"] = json!(opening);
    request("/chat.update", body, config)
}

fn request(method: &str, mut body: Value, config: &ReceiverConfig) -> Request {
    body["channel"] = json!(config.channel.as_deref().unwrap_or_default());
    Request::Http(HttpRequest {
        url: URL.to_owned(),
        path: method.to_owned(),
        token: Some(TokenPlace::Authorization("Bearer".to_owned())),
        token_faults: TOKEN_FAULTS.map(ToOwned::to_owned).to_vec(),
        ..HttpRequest::post(config, &HOSTS, body.to_string())
    })
}
