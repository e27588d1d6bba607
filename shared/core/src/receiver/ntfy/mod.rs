//! ntfy, on ntfy.sh or a server of one's own.
//!
//! Contract (docs.ntfy.sh, "Publish as JSON", "Limitations"): a POST to the server's root; `message` up to 4,096 bytes (a
//! longer one becomes an attachment), priorities 1 to 5, up to three `actions`; the answer to success is 200 and the message
//! with its `id`. Whether a phone shows it, ntfy does not say. A message can't be taken back: a resolve is one of its own.
//!
//! The topic is the secret, for who knows it reads along: the bare topic, or `{"token": "<topic>", "url":
//! "https://ntfy.example.com/"}` for another server.

mod classify;
mod render;

use super::{Kind, Outcome, Request, Response, secret};
use crate::catalog::ReceiverConfig;
use crate::page::Page;

/// The kind `ntfy`.
pub(super) struct Ntfy;

impl Kind for Ntfy {
    fn name(&self) -> &'static str {
        "ntfy"
    }

    fn check(&self, config: &ReceiverConfig) -> Vec<String> {
        secret::holding("the topic", config)
    }

    fn render(&self, page: &Page, config: &ReceiverConfig) -> Request {
        render::request(page, config)
    }

    fn classify(&self, response: &Response) -> Outcome {
        classify::outcome(response)
    }
}
