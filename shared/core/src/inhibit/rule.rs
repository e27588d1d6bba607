//! One rule.

use serde::{Deserialize, Serialize};

use crate::fingerprint::digest;
use crate::labels::Labels;
use crate::matcher::Matchers;
use crate::time::{SignedDuration, seconds};

/// Which alerts hold back which. Durations are whole seconds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct InhibitRule {
    /// Its name, unique in a catalog.
    pub name: String,
    /// The alerts that hold others back.
    pub source_matchers: Matchers,
    /// The alerts that are held back.
    pub target_matchers: Matchers,
    /// The labels that must have the same value on both; without any, every source holds every target.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub equal: Vec<String>,
    /// How long a new target waits for a source that may arrive after it.
    #[serde(default, skip_serializing_if = "SignedDuration::is_zero", with = "seconds")]
    pub wait: SignedDuration,
    /// How long a target stays held back after its last source has ended.
    #[serde(default, skip_serializing_if = "SignedDuration::is_zero", with = "seconds")]
    pub extension: SignedDuration,
}

impl InhibitRule {
    /// Whether an alert with these labels holds others back.
    pub fn is_source(&self, labels: &Labels) -> bool {
        self.source_matchers.matches(labels)
    }

    /// Whether an alert with these labels is held back by others.
    pub fn is_target(&self, labels: &Labels) -> bool {
        self.target_matchers.matches(labels)
    }

    /// What a source and its targets share: a digest of the rule's name and of the `equal` labels with their values. An
    /// absent label is empty; the order in which the rule names them does not matter.
    pub fn equal_key(&self, labels: &Labels) -> String {
        let mut names: Vec<&str> = self.equal.iter().map(String::as_str).collect();
        names.sort_unstable();
        names.dedup();
        let mut parts = vec!["inhibit", self.name.as_str()];
        for name in names {
            parts.push(name);
            parts.push(labels.get(name));
        }
        digest(&parts)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rule(equal: &[&str]) -> InhibitRule {
        InhibitRule {
            name: "endpoint down".to_owned(),
            source_matchers: Matchers::everything(),
            target_matchers: Matchers::everything(),
            equal: equal.iter().map(ToString::to_string).collect(),
            wait: SignedDuration::ZERO,
            extension: SignedDuration::ZERO,
        }
    }

    #[test]
    fn alerts_share_a_key_when_their_equal_labels_are_equal() {
        let key = |equal: &[&str], labels: &[(&str, &str)]| {
            rule(equal).equal_key(&labels.iter().copied().collect())
        };
        let both = key(
            &["service", "env"],
            &[("service", "a"), ("env", "b"), ("host", "1")],
        );
        assert_eq!(
            both,
            key(
                &["env", "service"],
                &[("service", "a"), ("env", "b"), ("host", "2")]
            )
        );
        assert_ne!(both, key(&["service", "env"], &[("service", "a"), ("env", "c")]));
        // Lacking the label on both sides is equal, lacking it on one is not.
        assert_eq!(key(&["env"], &[("host", "1")]), key(&["env"], &[]));
        assert_ne!(key(&["env"], &[("env", "b")]), key(&["env"], &[]));
        // A value never passes for another label's.
        assert_ne!(key(&["a", "b"], &[("a", "x")]), key(&["a", "b"], &[("b", "x")]));
        assert_eq!(key(&[], &[("a", "x")]), key(&[], &[]));
    }

    #[test]
    fn a_rule_reads_back_and_its_times_default_to_none() {
        let json = r#"{"name":"r","source_matchers":[["a=1"]],"target_matchers":[["a=2"]],"equal":["b"]}"#;
        let rule: InhibitRule = serde_json::from_str(json).unwrap();
        assert_eq!(
            (rule.wait, rule.extension),
            (SignedDuration::ZERO, SignedDuration::ZERO)
        );
        let again: InhibitRule = serde_json::from_str(&serde_json::to_string(&rule).unwrap()).unwrap();
        assert_eq!(again, rule);
    }
}
