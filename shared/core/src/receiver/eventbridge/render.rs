//! A page as an event.

use crate::catalog::ReceiverConfig;
use crate::own_event;
use crate::page::{Page, Status};
use crate::receiver::document::{document, json};
use crate::receiver::{EventBridgeRequest, Request};

/// EventBridge takes entries of 262,144 bytes; resources, source and detail type are at most some 11,000 of them.
const MAX_DETAIL: usize = 250_000;
const MAX_RESOURCES: usize = 5;
/// The longest ARN that IAM knows.
const MAX_ARN: usize = 2_048;

pub(super) fn request(page: &Page, config: &ReceiverConfig) -> Request {
    let mut detail = String::new();
    for page in page.smaller() {
        detail = json(&document(&page));
        if detail.len() <= MAX_DETAIL {
            break;
        }
    }
    Request::EventBridge(EventBridgeRequest {
        bus: config.bus.clone().unwrap_or_default(),
        source: own_event::SOURCE.to_owned(),
        detail_type: detail_type(page.status).to_owned(),
        // When it was decided: a repeated attempt is the same event.
        time: page.at,
        resources: resources(page),
        detail,
    })
}

/// By the page's status: what most rules choose by. Everything else is in the detail.
fn detail_type(status: Status) -> &'static str {
    match status {
        Status::Firing => "Alert Firing",
        Status::Resolved => "Alert Resolved",
        Status::Notice => "Alert Notice",
    }
}

/// What the page's alerts share that has an ARN: their alarm, their execution. Whole, or it would be another's name.
fn resources(page: &Page) -> Vec<String> {
    let mut arns: Vec<String> = Vec::new();
    for (_, value) in page.labels.iter() {
        if is_arn(value) && !arns.iter().any(|arn| arn == value) && arns.len() < MAX_RESOURCES {
            arns.push(value.to_owned());
        }
    }
    arns
}

fn is_arn(text: &str) -> bool {
    text.starts_with("arn:")
        && text.len() <= MAX_ARN
        && text.split(':').count() >= 6
        && !text.ends_with('…')
        && !text.contains(char::is_whitespace)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cut_arn_is_none() {
        assert!(is_arn(
            "arn:aws:cloudwatch:eu-west-1:111122223333:alarm:churn-5xx"
        ));
        for text in [
            "",
            "churn-5xx",
            "arn:aws:cloudwatch",
            "arn:aws:cloudwatch:eu-west-1:111122223333:alarm:chu…",
            "arn:aws:cloudwatch:eu-west-1:111122223333:alarm:two words",
        ] {
            assert!(!is_arn(text), "{text}");
        }
    }
}
