//! Slack, through an incoming webhook.
//!
//! Contract (docs.slack.dev, "Sending messages using incoming webhooks", "Block Kit" reference): a POST of JSON; the answer
//! to success is 200 and the text `ok`, other answers name the fault in a word. 50 blocks, 150 characters in a header,
//! 3,000 in a section; about 13,000 over all blocks, which no page says and Slack enforces (`msg_blocks_too_long`,
//! slackapi/bolt-js#2509). A webhook can't edit what it has posted: a resolve is a message of its own, and [`super::slack_app`] does better.
//!
//! A channel takes a message a second, with short bursts (docs.slack.dev, "Rate limits"). The limit here is half of that:
//! other webhooks post to the same channel, attempts that are repeated count, and nobody reads more.

mod classify;
mod mrkdwn;
pub(super) mod render;

use super::{Kind, Outcome, Request, Response, secret};
use crate::catalog::{Limit, ReceiverConfig};
use crate::page::Page;

/// The kind `slack`.
pub(super) struct Slack;

impl Kind for Slack {
    fn name(&self) -> &'static str {
        "slack"
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
