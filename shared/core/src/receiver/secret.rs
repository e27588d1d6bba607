//! The names of secrets. The values are never seen here.

use crate::catalog::ReceiverConfig;

/// Where the router's role may read.
const PREFIX: &str = "alert-router/";

/// What is wrong with a receiver's `secret`, for kinds whose address is in one.
pub(super) fn check(config: &ReceiverConfig) -> Vec<String> {
    holding("the URL", config)
}

/// The same for kinds whose secret holds something else.
pub(super) fn holding(what: &str, config: &ReceiverConfig) -> Vec<String> {
    let mut faults = with_channel(what, config);
    if config.channel.is_some() {
        faults.push(format!(
            "`channel` has no meaning for `kind: {}`: remove it",
            config.kind
        ));
    }
    faults
}

/// The same for kinds that are told the channel as well.
pub(super) fn with_channel(what: &str, config: &ReceiverConfig) -> Vec<String> {
    let mut faults = Vec::new();
    match config.secret.as_deref().map(str::trim) {
        None | Some("") => {
            faults.push(format!(
                "`secret` is missing: name the secret under `{PREFIX}` that holds {what}"
            ));
        }
        Some(secret) if secret.contains("://") || secret.starts_with("whsec_") => {
            // The value is not repeated: it would stand in logs.
            faults.push(format!(
                "`secret` holds the secret itself: store it under `{PREFIX}` and give its name"
            ));
        }
        Some(secret) if !secret.starts_with(PREFIX) || !secret.bytes().all(is_allowed) => {
            faults.push(format!(
                "`secret: {secret}` is not a name that the router may read: use `{PREFIX}` and letters, digits, `/_+=.@-`"
            ));
        }
        Some(_) => {}
    }
    if config.topic.is_some() {
        faults.push(format!(
            "`topic` has no meaning for `kind: {}`: remove it",
            config.kind
        ));
    }
    if !config.hosts.iter().all(|host| is_host(host)) {
        // What stands there instead may be the URL itself.
        faults.push(
            "`hosts` has something that is no host: write `hooks.example.com`, its subdomains are meant as well"
                .to_owned(),
        );
    }
    faults
}

/// Letters, digits, hyphens and dots, with something before the first dot; an address is one, too.
fn is_host(host: &str) -> bool {
    let is_label = |label: &str| {
        !label.is_empty()
            && label
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    };
    host.contains('.') && host.split('.').all(is_label)
}

/// Secrets Manager, `CreateSecret`: the characters of a name.
fn is_allowed(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"/_+=.@-".contains(&byte)
}
