//! What a region's name tells: some are worlds of their own, with ARNs and hosts of their own.

/// The partitions beside `aws`: how their regions begin, what their ARNs say, where their hosts are. From the table that
/// each SDK carries (`partitions` in its `endpoint_lib.rs`).
const PARTITIONS: &[(&str, &str, &str)] = &[
    ("cn-", "aws-cn", "amazonaws.com.cn"),
    ("us-gov-", "aws-us-gov", "amazonaws.com"),
    ("eusc-", "aws-eusc", "amazonaws.eu"),
    ("us-iso-", "aws-iso", "c2s.ic.gov"),
    ("us-isob-", "aws-iso-b", "sc2s.sgov.gov"),
    ("eu-isoe-", "aws-iso-e", "cloud.adc-e.uk"),
    ("us-isof-", "aws-iso-f", "csp.hci.ic.gov"),
];

/// The partition of a region's ARNs.
pub(crate) fn partition(region: &str) -> &'static str {
    of(region).0
}

/// Where a service is in a region, as the SDK finds it without settings of its own.
pub(crate) fn endpoint(service: &str, region: &str) -> String {
    format!("https://{service}.{region}.{}/", of(region).1)
}

fn of(region: &str) -> (&'static str, &'static str) {
    PARTITIONS
        .iter()
        .find(|(prefix, ..)| region.starts_with(prefix))
        .map_or(("aws", "amazonaws.com"), |(_, partition, suffix)| {
            (partition, suffix)
        })
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
            (
                "eusc-de-east-1",
                "aws-eusc",
                "https://events.eusc-de-east-1.amazonaws.eu/",
            ),
            (
                "us-isob-east-1",
                "aws-iso-b",
                "https://events.us-isob-east-1.sc2s.sgov.gov/",
            ),
        ] {
            assert_eq!((partition(region), &*endpoint("events", region)), (arns, host));
        }
    }
}
