//! Jira Service Management, through the alerts API of its operations; where Opsgenie's integrations move to.
//!
//! Contract (Atlassian, "JSM Ops REST API", "Integration Events"): a POST to `/jsm/ops/integration/v2/alerts` with the
//! integration's key as `GenieKey` makes an alert or counts it up, one to `/{alias}/close?identifierType=alias` ends it; 202 and
//! a `requestId` say that it will be done. `message` up to 130 characters, `description` 15,000, `alias` 512: the group's id. No
//! `rate`, as for every kind that makes incidents.
//!
//! The secret is the bare key, or `{"token": "<key>", "url": "..."}` for another place of the API.

mod classify;
mod render;

use super::{Kind, Outcome, Request, Response, incident, secret};
use crate::catalog::ReceiverConfig;
use crate::page::Page;

/// The kind `jira_service_management`.
pub(super) struct JiraServiceManagement;

impl Kind for JiraServiceManagement {
    fn name(&self) -> &'static str {
        "jira_service_management"
    }

    fn check(&self, config: &ReceiverConfig) -> Vec<String> {
        {
            let mut faults = secret::holding("the integration's key", config);
            faults.extend(incident::check_rate(config));
            faults
        }
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
