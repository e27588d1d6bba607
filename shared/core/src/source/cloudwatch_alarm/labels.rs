//! The labels of an alarm's alert.

use super::change::Change;
use crate::drill::{self, Token};
use crate::labels::Labels;
use crate::text;

/// CloudWatch allows 255 characters in names and 1,024 in dimension values; more is not from CloudWatch.
const MAX_VALUE: usize = 1024;

/// The alarm's ARN, and the contributor where there is one. Never cleaned: names that look alike are not the same alarm.
pub(super) fn identity(change: &Change) -> Labels {
    let mut identity = Labels::new();
    let mut put = |name: &str, value: &str| identity.set(name, text::cut(value, MAX_VALUE));
    if let Some(arn) = &change.arn {
        put("alarm_arn", arn);
    } else {
        put("account", &change.account);
        put("region", &change.region);
        put("alarm_name", &change.name);
    }
    if let Some(contributor) = &change.contributor {
        put("contributor_id", &contributor.id);
    }
    identity
}

/// Everything that can be matched, routed and grouped on.
pub(super) fn all(change: &Change) -> Labels {
    let mut labels = Labels::new();
    let mut put = |name: &str, value: &str| labels.set(name, text::line(value, MAX_VALUE));
    // Dimensions first: a dimension called `account` must not replace the alarm's own.
    let contributor = change
        .contributor
        .iter()
        .flat_map(|contributor| &contributor.attributes);
    for (name, value) in change.watched.dimensions.iter().chain(contributor) {
        put(&text::line(name, 255), value);
    }
    put("alertname", &change.name);
    put("alarm_name", &change.name);
    put("alarm_arn", change.arn.as_deref().unwrap_or_default());
    put("alarm_type", change.watched.kind.as_str());
    put("account", &change.account);
    put("region", &change.region);
    put(
        "namespace",
        change.watched.namespace.as_deref().unwrap_or_default(),
    );
    put(
        "metric_name",
        change.watched.metric.as_deref().unwrap_or_default(),
    );
    put(
        "contributor_id",
        change
            .contributor
            .as_ref()
            .map_or("", |contributor| contributor.id.as_str()),
    );
    put("service", &service(change));
    // Always, so that a dimension of this name makes no drill of an alarm.
    let (reason, data) = (change.reason.as_deref(), change.reason_data.as_ref());
    let token = Token::of_state(&change.name, reason, data);
    put(drill::LABEL, token.as_ref().map_or("", Token::as_str));
    put("source", super::NAME);
    labels
}

/// The AWS service behind a namespace: `AWS/SageMaker`, `/aws/sagemaker/Endpoints` and
/// `AWS/Sagemaker/ModelBuildingPipeline` are all `sagemaker`. A custom namespace is its own service.
fn service(change: &Change) -> String {
    let Some(namespace) = &change.watched.namespace else {
        return String::new();
    };
    let lower = namespace.to_ascii_lowercase();
    let own = lower
        .trim_start_matches('/')
        .strip_prefix("aws/")
        .map(|rest| rest.split('/').next().unwrap_or_default());
    match own {
        Some("billing") => "cost".to_owned(),
        Some(service) => service.to_owned(),
        None => lower.replace([' ', '/'], "-"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::cloudwatch_alarm::change::Contributor;

    fn service_of(namespace: &str) -> String {
        let mut change = Change::default();
        change.watched.namespace = Some(namespace.to_owned());
        service(&change)
    }

    #[test]
    fn namespaces_of_one_service_are_one_service() {
        for (namespace, expected) in [
            ("AWS/SageMaker", "sagemaker"),
            ("AWS/Sagemaker/ModelBuildingPipeline", "sagemaker"),
            ("/aws/sagemaker/Endpoints", "sagemaker"),
            ("AWS/States", "states"),
            ("AWS/Billing", "cost"),
            ("ML Platform/Jobs", "ml-platform-jobs"),
        ] {
            assert_eq!(service_of(namespace), expected);
        }
    }

    #[test]
    fn a_dimension_does_not_replace_what_the_alarm_is() {
        let attributes = ["account", "alertname", "source", "region", "drill"]
            .map(|name| (name.to_owned(), "forged".to_owned()));
        let contributor = Some(Contributor {
            id: "c1".to_owned(),
            attributes: attributes.to_vec(),
        });
        let change = Change {
            name: "a".into(),
            account: "1".into(),
            region: "r".into(),
            contributor,
            ..Change::default()
        };
        let labels = all(&change);
        assert!(labels.iter().all(|(_, value)| value != "forged"), "{labels:?}");
        assert_eq!(identity(&change).get("contributor_id"), "c1");
    }
}
