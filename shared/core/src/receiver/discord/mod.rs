//! Discord, through a channel's webhook.
//!
//! Contract (Discord developer docs, "Execute Webhook", "Embed limits", "Allowed mentions", "Rate limits"): a POST of JSON.
//! With `wait=true` the answer to success is 200 and the message with its id; without it "a message that is not saved does
//! not return an error", so it is always asked for. An embed's title has 256 characters, its description 4,096, its footer
//! 2,048, all together 6,000. `allowed_mentions` with nothing to parse keeps every `@everyone` a word.
//!
//! A webhook changes its own messages ("Edit Webhook Message"): the one that an incident opened with says when it is over,
//! so that nobody who scrolls back takes it for one that lasts. The news themselves are messages, for an edit rings nowhere.
//!
//! Discord says its limits with each answer and asks not to write them down; the one here is below what it has been seen
//! to take, and a 429 is honoured all the same.

mod classify;
mod markdown;
mod render;

use super::{Kind, Outcome, Request, Response, secret};
use crate::catalog::{Limit, ReceiverConfig};
use crate::page::Page;

/// The kind `discord`.
pub(super) struct Discord;

impl Kind for Discord {
    fn name(&self) -> &'static str {
        "discord"
    }

    fn check(&self, config: &ReceiverConfig) -> Vec<String> {
        secret::check(config)
    }

    fn render(&self, page: &Page, config: &ReceiverConfig) -> Request {
        render::request(page, config)
    }

    fn edit(&self, page: &Page, config: &ReceiverConfig, opening: &str) -> Option<Request> {
        render::edit(page, config, opening)
    }

    fn looks_back(&self) -> bool {
        true
    }

    fn limit(&self) -> Option<Limit> {
        Some(Limit {
            burst: 5,
            per_minute: 20,
        })
    }

    fn classify(&self, response: &Response) -> Outcome {
        classify::outcome(response)
    }
}
