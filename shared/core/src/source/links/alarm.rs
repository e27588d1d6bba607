//! A CloudWatch alarm.

use super::{percent, regional};

/// The alarm's page; the list of alarms where its name makes the URL too long, as 255 characters of many bytes do.
pub(in crate::source) fn alarm(region: &str, name: &str) -> Option<String> {
    let page = format!("alarmsV2:alarm/{}", percent(name));
    regional(region, "cloudwatch", &page).or_else(|| regional(region, "cloudwatch", "alarmsV2:"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_is_encoded_and_too_long_a_one_left_out() {
        assert_eq!(
            alarm("eu-west-1", "prod 5xx/año").as_deref(),
            Some(
                "https://eu-west-1.console.aws.amazon.com/cloudwatch/home?region=eu-west-1#alarmsV2:alarm/prod%205xx%2Fa%C3%B1o"
            )
        );
        let long = alarm("eu-west-1", &"東".repeat(255));
        assert!(long.is_some_and(|url| url.ends_with("#alarmsV2:")));
        assert_eq!(alarm("EU (Ireland)", "a"), None);
    }
}
