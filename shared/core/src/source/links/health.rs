//! An event of AWS Health. Its dashboard has one address for all regions of a partition.

use super::{partition, percent};

/// The dashboards' hosts by partition.
const DASHBOARDS: [&str; 3] = [
    "health.aws.amazon.com",
    "health.amazonaws-us-gov.com",
    "health.amazonaws.cn",
];

/// The event on the account's dashboard. The region is the event's, and says only which partition it is in.
pub(in crate::source) fn health_event(region: &str, category: &str, arn: &str) -> Option<String> {
    let list = match category {
        "issue" | "investigation" => "open-issues",
        "scheduledChange" => "scheduled-changes",
        _ => "other-notifications",
    };
    let dashboard = DASHBOARDS[partition(region)];
    let url = format!(
        "https://{dashboard}/health/home#/account/dashboard/{list}?eventID={}",
        percent(arn)
    );
    (!arn.is_empty() && url.len() <= super::MAX).then_some(url)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_category_has_its_list() {
        for (category, list) in [
            ("issue", "open-issues"),
            ("scheduledChange", "scheduled-changes"),
            ("accountNotification", "other-notifications"),
            ("anything", "other-notifications"),
        ] {
            let url = format!(
                "https://health.aws.amazon.com/health/home#/account/dashboard/{list}?eventID=arn%3Aaws%3A1"
            );
            assert_eq!(health_event("eu-west-1", category, "arn:aws:1"), Some(url));
        }
        let china = health_event("cn-north-1", "issue", "a");
        assert!(china.is_some_and(|url| url.starts_with("https://health.amazonaws.cn/")));
        assert_eq!(health_event("eu-west-1", "issue", ""), None);
    }
}
