//! Google Chat, through a space's webhook.
//!
//! Contract (Google Chat API, `spaces.messages.create`, "Card v2", "Webhooks"): a POST of a message of at most 32,000 bytes;
//! the answer to success is 200 and the message with its `name`. `threadKey` is the group's id, so that news of a group stand
//! in one thread; a space takes a message a second. `textParagraph` reads a little HTML: the text of events is escaped.

mod classify;
mod render;

use super::{Kind, Outcome, Request, Response, secret};
use crate::catalog::{Limit, ReceiverConfig};
use crate::page::Page;

/// The kind `google_chat`.
pub(super) struct GoogleChat;

impl Kind for GoogleChat {
    fn name(&self) -> &'static str {
        "google_chat"
    }

    fn check(&self, config: &ReceiverConfig) -> Vec<String> {
        secret::check(config)
    }

    fn render(&self, page: &Page, config: &ReceiverConfig) -> Request {
        render::request(page, config)
    }

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
