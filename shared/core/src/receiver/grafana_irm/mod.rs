//! Grafana Cloud IRM, through an integration of the kind "Formatted webhook".
//!
//! Contract (Grafana Cloud documentation, "Formatted webhook"): a POST of `alert_uid`, `title`, `state` (`alerting`, `ok`),
//! `link_to_upstream_details` and `message`. Alerts with one `alert_uid`, the group's id, are one alert group, and `ok` resolves
//! it. Any 2xx says that it was taken. No `rate`, as for every kind that makes incidents. The URL has the integration's key in it.

mod classify;
mod render;

use super::{Kind, Outcome, Request, Response, incident, secret};
use crate::catalog::ReceiverConfig;
use crate::page::Page;

/// The kind `grafana_irm`.
pub(super) struct GrafanaIrm;

impl Kind for GrafanaIrm {
    fn name(&self) -> &'static str {
        "grafana_irm"
    }

    fn check(&self, config: &ReceiverConfig) -> Vec<String> {
        {
            let mut faults = secret::holding("the integration's URL", config);
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
