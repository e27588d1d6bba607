//! Finding the rules that may match without trying them all.

use std::collections::BTreeMap;

use super::{MatchOp, Matchers};
use crate::labels::Labels;

/// An index over ordered rules: which of them can match an alert.
///
/// A list with an exact matcher on a non-empty value is filed under that name and value, so that ten thousand rules
/// on ten thousand endpoints cost one look-up for each label of the alert; only rules made of patterns alone are tried
/// every time.
#[derive(Debug, Clone, Default)]
pub struct RuleIndex {
    by_label: BTreeMap<String, BTreeMap<String, Vec<usize>>>,
    always: Vec<usize>,
}

impl RuleIndex {
    /// Files every rule under the first exact matcher of each of its lists.
    pub fn new<'a>(rules: impl IntoIterator<Item = &'a Matchers>) -> Self {
        let mut index = Self::default();
        for (position, rule) in rules.into_iter().enumerate() {
            for list in rule.lists() {
                // An exact matcher on "" also matches an absent label, which no look-up by label would find.
                let exact = list
                    .iter()
                    .find(|matcher| matcher.op() == MatchOp::Equal && !matcher.value().is_empty());
                match exact {
                    Some(matcher) => index
                        .by_label
                        .entry(matcher.name().to_owned())
                        .or_default()
                        .entry(matcher.value().to_owned())
                        .or_default()
                        .push(position),
                    None => index.always.push(position),
                }
            }
        }
        index
    }

    /// Positions of the rules that may match, in rule order, each once. The caller tests them.
    pub fn candidates(&self, labels: &Labels) -> Vec<usize> {
        let mut found = self.always.clone();
        for (name, values) in &self.by_label {
            if let Some(positions) = values.get(labels.get(name)) {
                found.extend_from_slice(positions);
            }
        }
        found.sort_unstable();
        found.dedup();
        found
    }
}

#[cfg(test)]
mod tests {
    use super::super::Matcher;
    use super::*;

    #[test]
    fn candidates_are_every_rule_that_matches_and_few_others() {
        let rules: Vec<Matchers> = [
            vec!["a=1"],
            vec!["a=2", "b=1"],
            vec!["a=~.*"],
            vec!["c="],
            vec!["b=1", "a=~1"],
        ]
        .iter()
        .map(|list| {
            Matchers::any_of(vec![
                list.iter().map(|text| Matcher::parse(text).unwrap()).collect(),
            ])
        })
        .collect();
        let index = RuleIndex::new(&rules);
        let labels = Labels::from_iter([("a", "1"), ("b", "1")]);
        assert_eq!(index.candidates(&labels), [0, 2, 3, 4]);
        for (position, rule) in rules.iter().enumerate() {
            assert!(!rule.matches(&labels) || index.candidates(&labels).contains(&position));
        }
    }
}
