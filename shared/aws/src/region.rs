//! What a region's name tells: China and GovCloud are worlds of their own.

/// The partition of a region's ARNs.
pub(crate) fn partition(region: &str) -> &'static str {
    if region.starts_with("cn-") {
        "aws-cn"
    } else if region.starts_with("us-gov-") {
        "aws-us-gov"
    } else {
        "aws"
    }
}

/// Where a service is in a region, as the SDK finds it without settings of its own.
pub(crate) fn endpoint(service: &str, region: &str) -> String {
    let suffix = if region.starts_with("cn-") {
        "amazonaws.com.cn"
    } else {
        "amazonaws.com"
    };
    format!("https://{service}.{region}.{suffix}/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_partition_has_its_arns_and_its_hosts() {
        for (region, arns, host) in [
            ("eu-west-1", "aws", "https://events.eu-west-1.amazonaws.com/"),
            (
                "cn-north-1",
                "aws-cn",
                "https://events.cn-north-1.amazonaws.com.cn/",
            ),
            (
                "us-gov-west-1",
                "aws-us-gov",
                "https://events.us-gov-west-1.amazonaws.com/",
            ),
        ] {
            assert_eq!((partition(region), &*endpoint("events", region)), (arns, host));
        }
    }
}
