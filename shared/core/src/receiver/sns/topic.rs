//! A topic: an ARN, or a bare name in the router's own account and region.

use crate::catalog::ReceiverConfig;

/// What is wrong with an SNS receiver's settings.
pub(super) fn check(config: &ReceiverConfig) -> Vec<String> {
    let mut faults = Vec::new();
    match config.topic.as_deref().map(str::trim) {
        None | Some("") => faults.push("`topic` is missing: give the topic's ARN, or its name".to_owned()),
        Some(topic) if topic.starts_with("arn:") => {
            if !is_arn(topic) {
                faults.push(format!(
                    "`topic: {topic}` is no topic's ARN: it looks like arn:aws:sns:eu-west-1:111122223333:pages"
                ));
            }
        }
        Some(topic) if !is_name(topic) => {
            faults.push(format!(
                "`topic: {topic}` is no topic's name: use up to 256 letters, digits, `-` and `_`"
            ));
        }
        Some(_) => {}
    }
    if config.secret.is_some() {
        faults.push(
            "`secret` has no meaning for `kind: sns`: the router's role may publish, remove it".to_owned(),
        );
    }
    faults
}

/// Whether messages need a group and a deduplication id.
pub(super) fn is_fifo(topic: &str) -> bool {
    topic.strip_suffix(".fifo").is_some()
}

fn is_arn(arn: &str) -> bool {
    let parts: Vec<&str> = arn.split(':').collect();
    matches!(parts[..], ["arn", partition, "sns", region, account, name]
        if partition.starts_with("aws")
            && !region.is_empty()
            && account.len() == 12
            && account.bytes().all(|byte| byte.is_ascii_digit())
            && is_name(name))
}

/// SNS API Reference, `CreateTopic`.
fn is_name(name: &str) -> bool {
    let stem = name.strip_suffix(".fifo").unwrap_or(name);
    !stem.is_empty()
        && name.len() <= 256
        && stem
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn faults(topic: &str) -> Vec<String> {
        check(&ReceiverConfig {
            topic: Some(topic.to_owned()),
            ..ReceiverConfig::default()
        })
    }

    #[test]
    fn arns_and_names_pass_and_others_are_explained() {
        for topic in [
            "pages",
            "a_b-C9.fifo",
            "arn:aws-cn:sns:cn-north-1:111122223333:pages",
            "arn:aws:sns:eu-west-1:111122223333:p.fifo",
        ] {
            assert_eq!(faults(topic), Vec::<String>::new(), "{topic}");
        }
        for topic in [
            "",
            ".fifo",
            "a b",
            "arn:aws:sqs:eu-west-1:111122223333:q",
            "arn:aws:sns:eu-west-1:1:t",
            "arn:aws:sns:eu-west-1:111122223333:t:u",
        ] {
            assert_eq!(faults(topic).len(), 1, "{topic}");
        }
    }
}
