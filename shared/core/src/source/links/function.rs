//! A Lambda function.

use super::{percent, regional};

/// The function's monitoring: errors, throttles, durations and recent logs.
pub(in crate::source) fn function(region: &str, name: &str) -> Option<String> {
    regional(
        region,
        "lambda",
        &format!("/functions/{}?tab=monitoring", percent(name)),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_monitoring_of_a_function() {
        assert_eq!(
            function("us-gov-east-1", "churn-api").as_deref(),
            Some(
                "https://us-gov-east-1.console.amazonaws-us-gov.com/lambda/home?region=us-gov-east-1#/functions/churn-api?tab=monitoring"
            )
        );
    }
}
