//! incident.io, through an HTTP alert source.
//!
//! Contract (incident.io API, "Alert Events V2"; limits as Alertmanager's `notify/incidentio` has them): a POST to the source's
//! URL with its token as `Bearer`; 202 says that the event was taken. `deduplication_key` is the group's id: `firing` opens or
//! updates the alert, `resolved` ends it. 512 KB in all. No `rate`, as for every kind that makes incidents.
//!
//! The secret is `{"url": "https://api.incident.io/v2/alert_events/http/<source>", "token": "..."}`.

mod classify;
mod render;

use super::{Kind, Outcome, Request, Response, incident, secret};
use crate::catalog::ReceiverConfig;
use crate::page::Page;

/// The kind `incident_io`.
pub(super) struct IncidentIo;

impl Kind for IncidentIo {
    fn name(&self) -> &'static str {
        "incident_io"
    }

    fn check(&self, config: &ReceiverConfig) -> Vec<String> {
        {
            let mut faults = secret::holding("the source's `url` and `token`", config);
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
