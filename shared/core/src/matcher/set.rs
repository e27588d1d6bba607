//! Sets of matchers: any one of several lists, of which every matcher must match.

use serde::{Deserialize, Serialize};

use super::{MatchOp, Matcher};
use crate::labels::Labels;

/// A condition on an alert: it holds when all matchers of at least one list match.
///
/// Written either as one list of matchers or as a list of such lists. Without any list it matches nothing, with an
/// empty list it matches everything.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Matchers(Vec<Vec<Matcher>>);

impl Matchers {
    /// Any of these lists.
    pub fn any_of(lists: Vec<Vec<Matcher>>) -> Self {
        Self(lists)
    }

    /// The condition that every alert meets.
    pub fn everything() -> Self {
        Self(vec![vec![]])
    }

    /// The lists.
    pub fn lists(&self) -> &[Vec<Matcher>] {
        &self.0
    }

    /// Whether the labels meet it.
    pub fn matches(&self, labels: &Labels) -> bool {
        self.specificity(labels).is_some()
    }

    /// How specific the best list is that the labels meet: its number of exact matchers, then of all its matchers.
    /// Nothing when no list matches.
    pub fn specificity(&self, labels: &Labels) -> Option<(usize, usize)> {
        self.0
            .iter()
            .filter(|list| list.iter().all(|matcher| matcher.matches(labels)))
            .map(|list| {
                (
                    list.iter()
                        .filter(|matcher| matcher.op() == MatchOp::Equal)
                        .count(),
                    list.len(),
                )
            })
            .max()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(lists: &[&[&str]]) -> Matchers {
        Matchers::any_of(
            lists
                .iter()
                .map(|list| list.iter().map(|text| Matcher::parse(text).unwrap()).collect())
                .collect(),
        )
    }

    #[test]
    fn any_list_all_its_matchers() {
        let labels = Labels::from_iter([("a", "1"), ("b", "2")]);
        assert!(set(&[&["a=1", "b=2"]]).matches(&labels));
        assert!(!set(&[&["a=1", "b=3"]]).matches(&labels));
        assert!(set(&[&["a=9"], &["b=2"]]).matches(&labels));
        assert!(!set(&[]).matches(&labels));
        assert!(Matchers::everything().matches(&labels));
    }

    #[test]
    fn exact_matchers_are_more_specific_than_patterns() {
        let labels = Labels::from_iter([("a", "1"), ("b", "2")]);
        assert_eq!(
            set(&[&["a=~.*", "b=~.*"], &["a=1"]]).specificity(&labels),
            Some((1, 1))
        );
        assert!(set(&[&["a=1"]]).specificity(&labels) > set(&[&["a=~.*", "b=~.*"]]).specificity(&labels));
        assert_eq!(set(&[&["a=2"]]).specificity(&labels), None);
    }
}
