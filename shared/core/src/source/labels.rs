//! The labels of an observation.

use crate::fingerprint::digest;
use crate::labels::Labels;
use crate::text;

/// The longest value of a label.
const MAX_VALUE: usize = 1_024;

/// The labels that say which alert it is. Never cleaned: names that look alike are not the same thing; a long one keeps its
/// difference in a digest.
pub(super) fn identity<const N: usize>(pairs: [(&str, &str); N]) -> Labels {
    let told_apart = |value: &str| {
        if value.len() <= MAX_VALUE {
            value.to_owned()
        } else {
            let digest = digest(&[value]);
            format!("{}…{digest}", text::cut_bytes(value, MAX_VALUE / 2))
        }
    };
    pairs
        .into_iter()
        .map(|(name, value)| (name, told_apart(value)))
        .collect()
}

/// The labels that it is matched and grouped on: those given, and the identity.
pub(super) fn labels<const N: usize>(identity: &Labels, pairs: [(&str, &str); N]) -> Labels {
    let mut labels = Labels::new();
    for (name, value) in identity.iter().chain(pairs) {
        labels.set(name, text::line(value, MAX_VALUE));
    }
    labels
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_that_are_long_or_odd_stay_apart() {
        let of = |value: &str| identity([("name", value)]);
        assert_ne!(of("a\u{200b}b"), of("a b"));
        let long = "x".repeat(3_000);
        assert_ne!(of(&format!("{long}a")), of(&format!("{long}b")));
        assert!(of(&long).get("name").chars().count() < 600);
        assert!(of("").is_empty());
    }

    #[test]
    fn labels_are_lines_and_the_identity_is_among_them() {
        let labels = labels(&identity([("id", "1")]), [("service", " a\n b "), ("empty", "")]);
        let shown: Vec<_> = labels.iter().collect();
        assert_eq!(shown, [("id", "1"), ("service", "a b")]);
    }
}
