//! From an alert's labels to the rules that concern it.

use super::InhibitRule;
use crate::labels::Labels;
use crate::matcher::RuleIndex;

/// All rules, found by labels: the cost follows those that may concern an alert, not those that exist.
#[derive(Debug, Clone, Default)]
pub struct InhibitIndex {
    rules: Vec<InhibitRule>,
    by_source: RuleIndex,
    by_target: RuleIndex,
}

/// A part that an alert plays in a rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Role<'a> {
    /// The rule.
    pub rule: &'a InhibitRule,
    /// Where its sources are kept: the rule's [`equal_key`](InhibitRule::equal_key) for the alert.
    pub key: String,
    /// The alert plays the other part in it, too.
    pub both: bool,
}

impl InhibitIndex {
    /// Indexes rules.
    pub fn new(rules: Vec<InhibitRule>) -> Self {
        Self {
            by_source: RuleIndex::new(rules.iter().map(|rule| &rule.source_matchers)),
            by_target: RuleIndex::new(rules.iter().map(|rule| &rule.target_matchers)),
            rules,
        }
    }

    /// The rules by which an alert with these labels holds others back, in catalog order.
    pub fn as_source(&self, labels: &Labels) -> Vec<Role<'_>> {
        self.found(
            &self.by_source,
            labels,
            InhibitRule::is_source,
            InhibitRule::is_target,
        )
    }

    /// The rules by which it is held back by others, in catalog order.
    pub fn as_target(&self, labels: &Labels) -> Vec<Role<'_>> {
        self.found(
            &self.by_target,
            labels,
            InhibitRule::is_target,
            InhibitRule::is_source,
        )
    }

    /// Every rule, in catalog order.
    pub fn rules(&self) -> &[InhibitRule] {
        &self.rules
    }

    fn found(
        &self,
        index: &RuleIndex,
        labels: &Labels,
        plays: fn(&InhibitRule, &Labels) -> bool,
        plays_other: fn(&InhibitRule, &Labels) -> bool,
    ) -> Vec<Role<'_>> {
        index
            .candidates(labels)
            .into_iter()
            .filter_map(|position| self.rules.get(position))
            .filter(|rule| plays(rule, labels))
            .map(|rule| Role {
                rule,
                key: rule.equal_key(labels),
                both: plays_other(rule, labels),
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_alert_may_play_either_part_or_both() {
        let rules = serde_json::from_str(
            r#"[
                {"name": "by severity", "source_matchers": [["severity=critical"]], "target_matchers": [["severity=warning"]],
                 "equal": ["service"]},
                {"name": "by service", "source_matchers": [["service=~.+"]], "target_matchers": [["service=ml"], ["env=dev"]]}
            ]"#,
        )
        .unwrap();
        let index = InhibitIndex::new(rules);
        let part = |roles: Vec<Role<'_>>| {
            roles
                .iter()
                .map(|role| (role.rule.name.clone(), role.both))
                .collect::<Vec<_>>()
        };
        let ml = Labels::from_iter([("severity", "critical"), ("service", "ml")]);
        assert_eq!(
            part(index.as_source(&ml)),
            [("by severity".to_owned(), false), ("by service".to_owned(), true)]
        );
        assert_eq!(part(index.as_target(&ml)), [("by service".to_owned(), true)]);
        let dev = Labels::from_iter([("env", "dev"), ("severity", "warning")]);
        assert_eq!(part(index.as_source(&dev)), []);
        assert_eq!(
            part(index.as_target(&dev)),
            [
                ("by severity".to_owned(), false),
                ("by service".to_owned(), false)
            ]
        );
        // The part decides which rows are read, the key is the same for both.
        let warning = Labels::from_iter([("severity", "warning"), ("service", "ml")]);
        assert_eq!(index.as_source(&ml)[0].key, index.as_target(&warning)[0].key);
    }
}
