//! Amazon Q Developer in chat applications, through a custom notification on an SNS topic.
//!
//! Contract (Amazon Q Developer in chat applications, administrator guide, "Custom notifications"): a message on a topic that
//! a channel configuration is subscribed to, `version` 1.0 and `source` `custom`; `title` up to 250 characters, `description` 8,000,
//! each of `nextSteps` 350; one `threadId` is one thread. What does not fit the schema is dropped without a word, and nothing
//! tells whether a message was posted: the receipt is SNS's own.

mod render;

use super::{Kind, Outcome, Request, Response, sns};
use crate::catalog::ReceiverConfig;
use crate::page::Page;

/// The kind `amazon_q`.
pub(super) struct AmazonQ;

impl Kind for AmazonQ {
    fn name(&self) -> &'static str {
        "amazon_q"
    }

    fn check(&self, config: &ReceiverConfig) -> Vec<String> {
        sns::Sns.check(config)
    }

    fn render(&self, page: &Page, config: &ReceiverConfig) -> Request {
        render::request(page, config)
    }

    fn classify(&self, response: &Response) -> Outcome {
        sns::Sns.classify(response)
    }
}
