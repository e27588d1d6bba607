//! Sns.

use super::{HttpRequest, Kind, Outcome, Request, Response};
use crate::catalog::ReceiverConfig;
use crate::page::Page;

/// The kind `sns`.
pub(super) struct Sns;

impl Kind for Sns {
    fn name(&self) -> &'static str {
        "sns"
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
