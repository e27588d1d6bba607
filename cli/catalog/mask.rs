//! Hiding what may be a secret in the lines that a report shows.
//!
//! A webhook's URL is its password. People paste one where the name of a secret belongs, often under a key that does not
//! exist, and a report lands in the log of a build. So every URL and token is shown as stars, whatever the fault is about;
//! the base URL, which pages carry anyway, is not.

/// What secrets begin with: any URL, a Standard Webhooks key, the tokens of Slack.
const BEGINNINGS: [&str; 7] = ["https://", "http://", "whsec_", "xoxb-", "xoxp-", "xoxe", "xapp-"];

/// The text with stars over what may be a secret. Every byte keeps its place, or a report would underline the wrong one.
pub(crate) fn mask(text: &str) -> String {
    text.split_inclusive('\n')
        .map(|line| {
            if line.trim_start().starts_with("runbook_base_url") {
                line.to_owned()
            } else {
                masked(line)
            }
        })
        .collect()
}

fn masked(line: &str) -> String {
    let lower = line.to_ascii_lowercase();
    let Some(start) = BEGINNINGS
        .iter()
        .filter_map(|beginning| lower.find(beginning))
        .min()
    else {
        return line.to_owned();
    };
    let (before, secret) = line.split_at(start);
    let end = secret
        .find(|c: char| c.is_whitespace() || matches!(c, '"' | '\'' | ',' | '}' | ']'))
        .unwrap_or(secret.len());
    let (secret, after) = secret.split_at(end);
    format!("{before}{}{}", "*".repeat(secret.len()), masked(after))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_become_stars_of_the_same_length() {
        for (line, shown) in [
            ("secret: https://h/x\n", "secret: ***********\n"),
            (
                "{ url: 'HTTP://a/b', key: whsec_abc }",
                "{ url: '**********', key: ********* }",
            ),
            ("secret: alert-router/ml-chat", "secret: alert-router/ml-chat"),
            ("runbook_base_url: http://a/", "runbook_base_url: http://a/"),
        ] {
            assert_eq!(mask(line), shown);
            assert_eq!(mask(line).len(), line.len());
        }
    }
}
