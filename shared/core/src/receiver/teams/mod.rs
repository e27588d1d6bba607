//! Microsoft Teams, through the webhook of a workflow ("Post to a channel when a webhook request is received").
//!
//! Contract (Microsoft Learn, "Create incoming webhooks with Workflows", "Adaptive Cards for Teams", "Format cards in
//! Teams"): a POST of a message with one Adaptive Card, 28 KB at the most. The answer, 202 without a body or 200, says that
//! the workflow was started, not that a message was posted: the receipt says no more. The URL holds a signature and is the
//! secret. Connectors (`webhook.office.com`) are retired and not spoken to.
//!
//! All text stands in `RichTextBlock`s, which show it as it is: no markup, no mention can be made of what an event says.

mod classify;
mod render;

use super::{Kind, Outcome, Request, Response, secret};
use crate::catalog::{Limit, ReceiverConfig};
use crate::page::Page;

/// The kind `teams`.
pub(super) struct Teams;

impl Kind for Teams {
    fn name(&self) -> &'static str {
        "teams"
    }

    fn check(&self, config: &ReceiverConfig) -> Vec<String> {
        secret::check(config)
    }

    fn render(&self, page: &Page, config: &ReceiverConfig) -> Request {
        render::request(page, config)
    }

    /// Teams takes 60 messages in 30 seconds from one webhook, 100 in an hour, and drops the rest of what a workflow
    /// posts. The hour is what binds.
    fn limit(&self) -> Option<Limit> {
        Some(Limit {
            burst: 20,
            per_minute: 1,
        })
    }

    fn classify(&self, response: &Response) -> Outcome {
        classify::outcome(response)
    }
}
