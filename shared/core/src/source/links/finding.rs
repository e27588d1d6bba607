//! A finding of GuardDuty or Security Hub.

use super::{percent, regional};

/// The finding in the list of those that are not archived; the address is that of `SourceUrl` in GuardDuty's findings.
pub(in crate::source) fn guardduty_finding(region: &str, id: &str) -> Option<String> {
    regional(
        region,
        "guardduty",
        &format!("/findings?macros=current&fId={}", percent(id)),
    )
}

/// The finding, searched by its id. The filter is encoded twice, as the console does: `Id=\operator\:EQUALS\:...`.
pub(in crate::source) fn security_hub_finding(region: &str, id: &str) -> Option<String> {
    let filter = format!("Id={}", percent(&format!("\\operator\\:EQUALS\\:{id}")));
    regional(
        region,
        "securityhub",
        &format!("/findings?search={}", percent(&filter)),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn findings_are_found_by_their_id() {
        assert_eq!(
            guardduty_finding("eu-west-1", "36b01b60&x").as_deref(),
            Some(
                "https://eu-west-1.console.aws.amazon.com/guardduty/home?region=eu-west-1#/findings?macros=current&fId=36b01b60%26x"
            )
        );
        assert_eq!(
            security_hub_finding("eu-west-1", "arn:aws:x/1").as_deref(),
            Some(
                "https://eu-west-1.console.aws.amazon.com/securityhub/home?region=eu-west-1\
                 #/findings?search=Id%3D%255Coperator%255C%253AEQUALS%255C%253Aarn%253Aaws%253Ax%252F1"
            )
        );
        assert_eq!(security_hub_finding("", "arn"), None);
    }
}
