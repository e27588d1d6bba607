//! PagerDuty, through the Events API v2.
//!
//! Contract (PagerDuty developer docs, "Events API v2": "Send an Alert Event", "Rate limits"): a POST to
//! `events.pagerduty.com/v2/enqueue` with the integration's key as `routing_key`; 202 and the `dedup_key` mean that the event
//! was taken, 400 that it never will be, 429 and 5xx that it may be later. `summary` up to 1,024 characters, `dedup_key` up
//! to 255, 512 KB in all.
//!
//! A group is one incident: its id is the `dedup_key`, so that more news of it go into the same incident, whoever sends a
//! page twice opens nothing twice, and the page that says that all is over resolves it. That is why this kind takes no
//! `rate`: a summary of many groups could close none of their incidents. A notice that is about no alert, a digest for
//! instance, is an incident of its own kind and has no end; `check` warns of a digest to PagerDuty.
//!
//! The secret holds the key, or JSON `{"token": "...", "url": "https://events.eu.pagerduty.com/v2/enqueue"}` for another
//! region.

mod classify;
mod render;

use super::{Kind, Outcome, Request, Response, incident, secret};
use crate::catalog::ReceiverConfig;
use crate::page::Page;

/// The kind `pagerduty`.
pub(super) struct PagerDuty;

impl Kind for PagerDuty {
    fn name(&self) -> &'static str {
        "pagerduty"
    }

    fn check(&self, config: &ReceiverConfig) -> Vec<String> {
        let mut faults = secret::holding("the integration key", config);
        faults.extend(incident::check_rate(config));
        faults
    }

    fn render(&self, page: &Page, config: &ReceiverConfig) -> Request {
        render::request(page, config)
    }

    fn opens_incidents(&self) -> bool {
        true
    }

    fn classify(&self, response: &Response) -> Outcome {
        classify::outcome(response)
    }
}
