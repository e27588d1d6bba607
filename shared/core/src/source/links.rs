//! Deep links into the AWS console, for the partition of the alert's account.

/// The console's host for a region: its partition decides (AWS General Reference, "Partitions").
fn console(region: &str) -> String {
    let host = if region.starts_with("us-gov-") {
        "console.amazonaws-us-gov.com"
    } else if region.starts_with("cn-") {
        "console.amazonaws.cn"
    } else {
        "console.aws.amazon.com"
    };
    format!("https://{region}.{host}")
}

/// A CloudWatch alarm's page.
pub(super) fn alarm(region: &str, name: &str) -> String {
    format!(
        "{}/cloudwatch/home?region={region}#alarmsV2:alarm/{}",
        console(region),
        percent(name)
    )
}

/// Percent-encodes everything but RFC 3986's unreserved characters.
pub(super) fn percent(text: &str) -> String {
    text.bytes()
        .fold(String::with_capacity(text.len()), |mut encoded, byte| {
            if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'~') {
                encoded.push(char::from(byte));
            } else {
                encoded.push_str(&format!("%{byte:02X}"));
            }
            encoded
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_follow_the_partition_and_encode_the_name() {
        assert_eq!(
            alarm("eu-west-1", "prod 5xx/año"),
            "https://eu-west-1.console.aws.amazon.com/cloudwatch/home?region=eu-west-1#alarmsV2:alarm/prod%205xx%2Fa%C3%B1o"
        );
        assert!(
            alarm("us-gov-west-1", "a").starts_with("https://us-gov-west-1.console.amazonaws-us-gov.com/")
        );
        assert!(alarm("cn-north-1", "a").starts_with("https://cn-north-1.console.amazonaws.cn/"));
    }
}
