//! Logs: a group, and a query over groups in Logs Insights, ready to run.

use std::fmt::Write;

use super::{percent, regional};
use crate::time::Timestamp;

/// A log group's page. Its name is encoded twice, and the console writes `$` for the second `%`.
pub(in crate::source) fn log_group(region: &str, name: &str) -> Option<String> {
    let name = percent(&percent(name)).replace('%', "$");
    regional(
        region,
        "cloudwatch",
        &format!("logsV2:log-groups/log-group/{name}"),
    )
}

/// A query over a log group, from and to the given times.
///
/// The console keeps it in the address as JSURL: `~(name~'text~list~(~'text))`, in which all but letters, digits and `_-.`
/// is written `*hh`.
pub(in crate::source) fn log_query(
    region: &str,
    group: &str,
    query: &str,
    (from, to): (Timestamp, Timestamp),
) -> Option<String> {
    let time = |at: Timestamp| jsurl(&at.strftime("%Y-%m-%dT%H:%M:%S.%3fZ").to_string());
    let detail = format!(
        "~(end~'{}~start~'{}~timeType~'ABSOLUTE~tz~'UTC~editorString~'{}~source~(~'{}))",
        time(to),
        time(from),
        jsurl(query),
        jsurl(group)
    );
    regional(
        region,
        "cloudwatch",
        &format!("logsV2:logs-insights$3FqueryDetail$3D{detail}"),
    )
}

fn jsurl(text: &str) -> String {
    let mut encoded = String::with_capacity(2 * text.len());
    for c in text.chars() {
        let written = if c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.') {
            encoded.push(c);
            Ok(())
        } else if u32::from(c) < 0x100 {
            write!(encoded, "*{:02x}", u32::from(c))
        } else {
            // JavaScript counts in UTF-16.
            let mut units = [0; 2];
            c.encode_utf16(&mut units)
                .iter()
                .try_for_each(|unit| write!(encoded, "**{unit:04x}"))
        };
        // Writing to a string does not fail.
        debug_assert!(written.is_ok());
    }
    encoded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_group_is_encoded_twice() {
        assert_eq!(
            log_group("eu-west-1", "/aws/lambda/churn api").as_deref(),
            Some(
                "https://eu-west-1.console.aws.amazon.com/cloudwatch/home?region=eu-west-1\
                 #logsV2:log-groups/log-group/$252Faws$252Flambda$252Fchurn$2520api"
            )
        );
    }

    #[test]
    fn a_query_is_written_as_the_console_writes_it() {
        let at = |text: &str| text.parse().unwrap();
        let times = (at("2026-11-20T09:00:00Z"), at("2026-11-20T09:30:00.5Z"));
        assert_eq!(
            log_query(
                "eu-west-1",
                "/aws/lambda/f",
                "fields @message\n| filter a='ñ€'",
                times
            )
            .as_deref(),
            Some(
                "https://eu-west-1.console.aws.amazon.com/cloudwatch/home?region=eu-west-1#logsV2:logs-insights$3FqueryDetail$3D\
                 ~(end~'2026-11-20T09*3a30*3a00.500Z~start~'2026-11-20T09*3a00*3a00.000Z~timeType~'ABSOLUTE~tz~'UTC\
                 ~editorString~'fields*20*40message*0a*7c*20filter*20a*3d*27*f1**20ac*27~source~(~'*2faws*2flambda*2ff))"
            )
        );
        assert_eq!(jsurl("😀"), "**d83d**de00");
        assert_eq!(log_query("", "g", "q", times), None);
    }
}
