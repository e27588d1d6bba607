//! A bus of Amazon EventBridge: one event for each page, for rules of one's own.
//!
//! Contract (EventBridge API Reference, `PutEvents`, `PutEventsRequestEntry`, `PutEventsResultEntry`; User Guide,
//! "Calculating event entry size"): one entry a request; source, detail type, detail, resources and 14 bytes for
//! the time within 256 KB; `Source` does not begin with `aws.`. The answer is 200 whether or not the entry was taken: an
//! entry that was not has an `ErrorCode`, one that was an `EventId`. Nothing is known of rules and targets behind the bus.
//!
//! `detail` is the document of `receiver/document.rs`, the same as a webhook's `data`. Deliveries repeat, as everywhere:
//! its `id` is the same for all events of one page.

mod bus;
mod classify;
mod render;

use super::{Kind, Outcome, Request, Response};
use crate::catalog::ReceiverConfig;
use crate::page::Page;

/// The kind `eventbridge`.
pub(super) struct EventBridge;

impl Kind for EventBridge {
    fn name(&self) -> &'static str {
        "eventbridge"
    }

    fn check(&self, config: &ReceiverConfig) -> Vec<String> {
        bus::check(config)
    }

    fn render(&self, page: &Page, config: &ReceiverConfig) -> Request {
        render::request(page, config)
    }

    fn classify(&self, response: &Response) -> Outcome {
        classify::outcome(response)
    }
}
