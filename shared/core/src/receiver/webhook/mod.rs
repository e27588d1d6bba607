//! Any HTTPS endpoint, by Standard Webhooks 1.0.0 (standard-webhooks.com).
//!
//! The body is `{"type": "alert.firing" | "alert.resolved", "timestamp": RFC 3339, "data": …}` with the document of
//! [`document`](super::document) as `data`, under 20,000 bytes. The transport signs each attempt (`webhook-id`,
//! `webhook-timestamp`, `webhook-signature`); `webhook-id` is the notification's id, the same on every attempt, so that a
//! receiver that remembers ids takes each page once. 2xx is success, 410 means that nobody is there any more.

mod classify;
mod render;

use super::{Kind, Outcome, Request, Response, secret};
use crate::catalog::ReceiverConfig;
use crate::page::Page;

/// The kind `webhook`.
pub(super) struct Webhook;

impl Kind for Webhook {
    fn name(&self) -> &'static str {
        "webhook"
    }

    fn check(&self, config: &ReceiverConfig) -> Vec<String> {
        secret::check(config)
    }

    fn render(&self, page: &Page, config: &ReceiverConfig) -> Request {
        render::request(page, config)
    }

    fn body_limit(&self) -> Option<usize> {
        Some(render::MAX_BODY - 1)
    }

    fn classify(&self, response: &Response) -> Outcome {
        classify::outcome(response)
    }
}
