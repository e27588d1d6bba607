//! Secrets in URLs: credentials before the host, and hooks whose path is the secret.

use std::ops::Range;

use super::run_end;

/// Hosts whose URLs let anybody post: with the dot, any host under it.
const HOOKS: &[&[u8]] = &[
    b"hooks.slack.com",
    b"hooks.slack-gov.com",
    b".webhook.office.com",
    b".logic.azure.com",
    b".powerplatform.com",
    b"discord.com",
    b"discordapp.com",
    b"chat.googleapis.com",
    b"hooks.zapier.com",
    b"api.telegram.org",
    b"events.pagerduty.com",
];

/// The secret part of the URL whose scheme is `word`.
pub(super) fn secret(bytes: &[u8], word: &Range<usize>) -> Option<Range<usize>> {
    let [b':', b'/', b'/', ..] = bytes.get(word.end..)? else {
        return None;
    };
    let authority = word.end + 3;
    let end = run_end(bytes, authority, |byte| {
        !byte.is_ascii_whitespace() && !b"/?#\"'<>|\\`".contains(&byte)
    });
    let at = bytes.get(authority..end)?.iter().rposition(|byte| *byte == b'@');
    let host = at.map_or(authority, |at| authority + at + 1);
    let hook = hook(bytes, host, end);
    let user = authority..host.saturating_sub(1).max(authority);
    // `git@` names an account that everybody uses.
    let is_secret = user.len() >= 16 || bytes.get(user.clone())?.contains(&b':');
    if is_secret && !is_masked(bytes, authority) {
        return Some(user.start..hook.map_or(user.end, |hook| hook.end));
    }
    hook
}

/// The path of a hook, whose host is from `host` to `end` with its port.
fn hook(bytes: &[u8], host: usize, end: usize) -> Option<Range<usize>> {
    let name = run_end(bytes, host, |byte| byte != b':').min(end);
    let name = bytes.get(host..name)?;
    let is_hook = HOOKS.iter().any(|hook| {
        let compared = if hook.starts_with(b".") {
            name.get(name.len().saturating_sub(hook.len())..)
        } else {
            Some(name)
        };
        compared.is_some_and(|compared| compared.eq_ignore_ascii_case(hook))
    });
    let path = end + 1;
    if !is_hook || bytes.get(end) != Some(&b'/') || is_masked(bytes, path) {
        return None;
    }
    let path_end = run_end(bytes, path, |byte| {
        !byte.is_ascii_whitespace() && !b"\"'<>|\\`)]}".contains(&byte)
    });
    (path_end > path).then_some(path..path_end)
}

fn is_masked(bytes: &[u8], at: usize) -> bool {
    bytes
        .get(at..)
        .is_some_and(|rest| rest.starts_with(super::MASK.as_bytes()))
}
