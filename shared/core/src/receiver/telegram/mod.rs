//! Telegram, through a bot.
//!
//! Contract (Telegram Bot API, `sendMessage`, `ResponseParameters`; "Bots FAQ" for the limits): a POST to
//! `api.telegram.org/bot<token>/sendMessage`, 4,096 characters; the answer to success is 200 and `{"ok": true, "result":
//! {"message_id": ...}}`, a 429 says in `parameters.retry_after` how long to wait. A group takes 20 messages a minute. Without
//! a `parse_mode` text is text; links are buttons under it. News of a group reply to its first message (`ReplyParameters`).
//!
//! The secret is `{"url": "https://api.telegram.org/bot<token>/sendMessage", "token": "<chat id>"}`.

mod classify;
mod render;

use super::{Kind, Outcome, Request, Response, secret};
use crate::catalog::{Limit, ReceiverConfig};
use crate::page::Page;

/// The kind `telegram`.
pub(super) struct Telegram;

impl Kind for Telegram {
    fn name(&self) -> &'static str {
        "telegram"
    }

    fn check(&self, config: &ReceiverConfig) -> Vec<String> {
        secret::holding(
            "the URL with the bot's token, and the chat's id as `token`",
            config,
        )
    }

    fn render(&self, page: &Page, config: &ReceiverConfig) -> Request {
        render::request(page, config, None)
    }

    fn reply(&self, page: &Page, config: &ReceiverConfig, opening: &str) -> Request {
        render::request(page, config, opening.parse().ok())
    }

    fn looks_back(&self) -> bool {
        true
    }

    fn limit(&self) -> Option<Limit> {
        Some(Limit {
            burst: 5,
            per_minute: 15,
        })
    }

    fn classify(&self, response: &Response) -> Outcome {
        classify::outcome(response)
    }
}
