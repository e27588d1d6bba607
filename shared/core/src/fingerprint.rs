//! The fingerprint: who an alert is, whatever its text, its owner or the way it arrived.

use std::fmt;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::labels::Labels;

/// The identity of an alert: 20 hex digits (80 bits) of a SHA-256 over the source and its identity labels.
///
/// Stable across processes and versions; a change here would open every alert anew, so goldens pin it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Fingerprint(String);

impl Fingerprint {
    /// The fingerprint of `identity` as declared by `source`.
    pub fn of(source: &str, identity: &Labels) -> Self {
        let mut parts = vec![source];
        for (name, value) in identity.iter() {
            parts.push(name);
            parts.push(value);
        }
        Self(digest(&parts))
    }

    /// The hex digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<String> for Fingerprint {
    fn from(hex: String) -> Self {
        Self(hex)
    }
}

impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// 20 hex digits over parts. Each part is preceded by its length, so that no two lists of parts share a digest by
/// moving a character from one part to the next.
pub fn digest(parts: &[&str]) -> String {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part.as_bytes());
    }
    hash.finalize()
        .iter()
        .take(10)
        .fold(String::with_capacity(20), |mut hex, byte| {
            for nibble in [byte >> 4, byte & 15] {
                hex.push(char::from_digit(u32::from(nibble), 16).unwrap_or('0'));
            }
            hex
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn golden_fingerprints_never_change() {
        let alarm = Labels::from_iter([(
            "alarm_arn",
            "arn:aws:cloudwatch:eu-west-1:111122223333:alarm:prod-5xx",
        )]);
        assert_eq!(
            Fingerprint::of("cloudwatch_alarm", &alarm).as_str(),
            "61c2fefbb1049381b640"
        );
        let contributor = Labels::from_iter([
            ("alarm_arn", "arn:aws:cloudwatch:eu-west-1:111122223333:alarm:t"),
            ("contributor_id", "6d442278dba546f6"),
        ]);
        assert_eq!(
            Fingerprint::of("cloudwatch_alarm", &contributor).as_str(),
            "8993021ce455881ec08a"
        );
    }

    #[test]
    fn parts_are_length_delimited() {
        assert_ne!(digest(&["ab", "c"]), digest(&["a", "bc"]));
        assert_ne!(digest(&["a", ""]), digest(&["a"]));
    }

    #[test]
    fn the_order_labels_were_set_in_does_not_matter() {
        let one = Labels::from_iter([("a", "1"), ("b", "2")]);
        let two = Labels::from_iter([("b", "2"), ("a", "1")]);
        assert_eq!(Fingerprint::of("s", &one), Fingerprint::of("s", &two));
    }
}
