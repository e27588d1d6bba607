//! Amazon SNS.
//!
//! Contract (SNS API Reference, `Publish`; Developer Guide, "Message attributes", "FIFO topics"): `MessageStructure=json`
//! with a text for each protocol and `default`; the whole message, attributes included, within 256 KB; a subject of less
//! than 100 characters that begins with a letter or digit and has no line break; at most 10 attributes reach a queue by
//! raw delivery, none may be empty. On a topic whose name ends in `.fifo` the group keeps its pages in order and each
//! notification is a message of its own: SNS drops equal deduplication ids for five minutes, which would swallow a
//! resolve that follows its firing page.

mod classify;
mod render;
mod topic;

use super::{Kind, Outcome, Request, Response, SnsRequest};
use crate::catalog::ReceiverConfig;
use crate::page::Page;

/// The kind `sns`.
pub(super) struct Sns;

impl Sns {
    /// A message on a topic that another service reads.
    pub(super) fn on_topic(page: &Page, config: &ReceiverConfig, message: String) -> SnsRequest {
        render::on_topic(page, config, message)
    }
}

impl Kind for Sns {
    fn name(&self) -> &'static str {
        "sns"
    }

    fn check(&self, config: &ReceiverConfig) -> Vec<String> {
        topic::check(config)
    }

    fn render(&self, page: &Page, config: &ReceiverConfig) -> Request {
        Request::Sns(render::on_topic(page, config, render::message(page)))
    }

    fn classify(&self, response: &Response) -> Outcome {
        classify::outcome(response)
    }
}
