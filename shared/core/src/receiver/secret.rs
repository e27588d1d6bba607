//! The names of secrets. The values are never seen here.

use crate::catalog::ReceiverConfig;

/// Where the router's role may read.
const PREFIX: &str = "alert-router/";

/// What is wrong with a receiver's `secret`, for kinds whose address is in one.
pub(super) fn check(config: &ReceiverConfig) -> Vec<String> {
    let mut faults = Vec::new();
    match config.secret.as_deref().map(str::trim) {
        None | Some("") => {
            faults.push(format!(
                "`secret` is missing: name the secret under `{PREFIX}` that holds the URL"
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
    faults
}

/// Secrets Manager, `CreateSecret`: the characters of a name.
fn is_allowed(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"/_+=.@-".contains(&byte)
}
