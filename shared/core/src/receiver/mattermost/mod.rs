//! Mattermost, through an incoming webhook.
//!
//! Contract (Mattermost developer docs, "Incoming webhooks"; `PostMessageMaxRunesV2` of its server): a POST of JSON with `text`,
//! Markdown of up to 16,383 characters; the answer to success is 200 and the word `ok`. The page is the post's own text and not
//! an attachment, which a channel folds after a few lines. A server is one's own: there is no host that its URL must name.
//! `@all`, `@channel` and `@here` in a webhook's text are mentions and a backslash does not take them back, so they are
//! written with another sign.

mod classify;
mod render;

use super::{Kind, Outcome, Request, Response, secret};
use crate::catalog::{Limit, ReceiverConfig};
use crate::page::Page;

/// The kind `mattermost`.
pub(super) struct Mattermost;

impl Kind for Mattermost {
    fn name(&self) -> &'static str {
        "mattermost"
    }

    fn check(&self, config: &ReceiverConfig) -> Vec<String> {
        secret::check(config)
    }

    fn render(&self, page: &Page, config: &ReceiverConfig) -> Request {
        render::request(page, config)
    }

    /// Below the ten requests a second at which a server may be set to refuse more: a channel is read by people.
    fn limit(&self) -> Option<Limit> {
        Some(Limit {
            burst: 10,
            per_minute: 30,
        })
    }

    fn classify(&self, response: &Response) -> Outcome {
        classify::outcome(response)
    }
}
