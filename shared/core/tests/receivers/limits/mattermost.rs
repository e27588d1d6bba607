use alert_core::page::Page;
use alert_core::receiver::HttpRequest;

use super::{alike, essentials, json, text};

/// Mattermost's server, `PostMessageMaxRunesV2`: 16,383 characters. Mentions are what begins with `@`.
pub(crate) fn message(page: &Page, http: &HttpRequest, case: &str) {
    let message = json(http, case);
    let shown = text(&message["text"], case);
    let length = shown.chars().count();
    assert!((1..=16_383).contains(&length), "{case}: {length}");
    assert!(!shown.contains(['@', '<', '~']), "{case}: {shown}");
    let shown = shown.replace('＿', "_");
    // Text of events has signs for marks; in an address they are escaped.
    for essential in essentials(page) {
        let is_url = essential.starts_with("https://");
        let expected = if is_url {
            [('(', "%28"), (')', "%29"), ('@', "%40"), ('~', "%7E")]
                .iter()
                .fold(essential.clone(), |url, (mark, escape)| {
                    url.replace(*mark, escape)
                })
        } else {
            alike(&essential)
                .replace('\\', "＼")
                .replace("://", ":∕∕")
                .replace("www.", "www․")
        };
        let expected = expected.replace('＿', "_");
        assert!(shown.contains(&expected), "{case}: {expected}");
    }
}
