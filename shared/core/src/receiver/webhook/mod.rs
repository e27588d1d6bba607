//! Webhook.

use super::{HttpRequest, Kind, Outcome, Request, Response};
use crate::catalog::ReceiverConfig;
use crate::page::Page;

/// The kind `webhook`.
pub(super) struct Webhook;

impl Kind for Webhook {
    fn name(&self) -> &'static str {
        "webhook"
    }

    fn check(&self, _config: &ReceiverConfig) -> Vec<String> {
        vec![]
    }

    fn render(&self, page: &Page, config: &ReceiverConfig) -> Request {
        Request::Http(HttpRequest {
            secret: config.secret.clone().unwrap_or_default(),
            headers: vec![],
            body: page.title.clone(),
            sign: None,
        })
    }

    fn classify(&self, _response: &Response) -> Outcome {
        Outcome::Rejected { why: String::new() }
    }
}
