//! Finding the rules that may match without trying them all.

use std::collections::BTreeMap;

use super::{Filing, Matcher, Matchers};
use crate::labels::Labels;

/// An index over ordered rules: which of them can match an alert.
///
/// Each list of matchers is filed under one of them: an exact value, one of several (`=~"a|b"`), or what a pattern begins
/// with (`=~"prod-.*"`), whichever fewest other lists share. So ten thousand rules on ten thousand endpoints cost one
/// look-up for each label of the alert; only rules that say nothing of the kind are tried every time.
#[derive(Debug, Clone, Default)]
pub struct RuleIndex {
    by_label: BTreeMap<String, Filed>,
    always: Vec<usize>,
}

/// The rules filed under one label, by its value and by what its value begins with.
#[derive(Debug, Clone, Default)]
struct Filed {
    values: BTreeMap<String, Vec<usize>>,
    beginnings: BTreeMap<String, Vec<usize>>,
    /// The lengths of the beginnings, each once: the look-ups that a value needs.
    lengths: Vec<usize>,
}

impl RuleIndex {
    /// Files every list of every rule.
    pub fn new<'a>(rules: impl IntoIterator<Item = &'a Matchers>) -> Self {
        let mut lists = Vec::new();
        let mut uses: BTreeMap<(&str, &str), usize> = BTreeMap::new();
        for (position, rule) in rules.into_iter().enumerate() {
            for list in rule.lists() {
                let filings: Vec<_> = list.iter().filter_map(filing).collect();
                for (name, filing) in &filings {
                    for word in filing.words() {
                        *uses.entry((name, word)).or_default() += 1;
                    }
                }
                lists.push((position, filings));
            }
        }
        let mut index = Self::default();
        for (position, filings) in lists {
            let shared = |name, filing: &Filing<'_>| -> usize {
                filing
                    .words()
                    .map(|word| uses.get(&(name, word)).copied().unwrap_or_default())
                    .sum()
            };
            match filings
                .iter()
                .min_by_key(|(name, filing)| (filing.is_beginning(), shared(*name, filing)))
            {
                Some((name, filing)) => index.file(name, filing, position),
                None => index.always.push(position),
            }
        }
        index
    }

    fn file(&mut self, name: &str, filing: &Filing<'_>, position: usize) {
        let filed = self.by_label.entry(name.to_owned()).or_default();
        for word in filing.words() {
            let words = if filing.is_beginning() {
                if !filed.lengths.contains(&word.len()) {
                    filed.lengths.push(word.len());
                }
                &mut filed.beginnings
            } else {
                &mut filed.values
            };
            words.entry(word.to_owned()).or_default().push(position);
        }
    }

    /// Positions of the rules that may match, in rule order, each once. The caller tests them.
    pub fn candidates(&self, labels: &Labels) -> Vec<usize> {
        let mut found = self.always.clone();
        if self.by_label.len() <= labels.len() {
            for (name, filed) in &self.by_label {
                filed.find(labels.get(name), &mut found);
            }
        } else {
            for (name, value) in labels.iter() {
                if let Some(filed) = self.by_label.get(name) {
                    filed.find(value, &mut found);
                }
            }
        }
        found.sort_unstable();
        found.dedup();
        found
    }
}

impl Filed {
    fn find(&self, value: &str, found: &mut Vec<usize>) {
        found.extend(self.values.get(value).into_iter().flatten());
        for length in &self.lengths {
            // No beginning ends inside a character of the value: then it would be no beginning of it.
            let beginning = value.get(..*length);
            let filed = beginning.and_then(|beginning| self.beginnings.get(beginning));
            found.extend(filed.into_iter().flatten());
        }
    }
}

fn filing(matcher: &Matcher) -> Option<(&str, Filing<'_>)> {
    Some((matcher.name(), Filing::of(matcher)?))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::Matcher;
    use super::*;

    fn rule(lists: &[Vec<String>]) -> Matchers {
        let parse = |list: &Vec<String>| list.iter().map(|text| Matcher::parse(text).unwrap()).collect();
        Matchers::any_of(lists.iter().map(parse).collect())
    }

    fn rules(lists: &[&[&str]]) -> Vec<Matchers> {
        lists
            .iter()
            .map(|list| rule(&[list.iter().map(|text| (*text).to_owned()).collect()]))
            .collect()
    }

    #[test]
    fn candidates_are_every_rule_that_matches_and_few_others() {
        let rules = rules(&[
            &["a=1"],
            &["a=3", "b=1"],
            &["a=~.*"],
            &["c="],
            &["b=1", "a=~1"],
            &["a=~\"1|2\""],
            &["a=~\"2.*\""],
        ]);
        let index = RuleIndex::new(&rules);
        let labels = Labels::from_iter([("a", "1"), ("b", "1")]);
        assert_eq!(index.candidates(&labels), [0, 2, 3, 4, 5]);
    }

    #[test]
    fn what_all_rules_share_is_not_what_they_are_filed_under() {
        let lists: Vec<Vec<String>> = (0..100)
            .map(|n| {
                vec![
                    "severity=critical".to_owned(),
                    format!("team=~\"t{n}-.*\""),
                    format!("name=n{n}"),
                ]
            })
            .collect();
        let index = RuleIndex::new(
            &lists
                .iter()
                .map(|list| rule(std::slice::from_ref(list)))
                .collect::<Vec<_>>(),
        );
        let labels = Labels::from_iter([("severity", "critical"), ("name", "n7"), ("team", "t7-a")]);
        assert_eq!(index.candidates(&labels), [7]);
    }

    fn matcher() -> impl Strategy<Value = String> {
        let value = prop_oneof![
            "[ab]{0,3}",
            "[abñ]{1,3}",
            Just("a|b".to_owned()),
            Just("a|".to_owned()),
            Just("ab.*".to_owned()),
            Just("a*b".to_owned()),
            Just("añ+".to_owned()),
            Just("(?i)A.*".to_owned()),
            Just("a(b|ab)".to_owned()),
            Just("ab|b.*".to_owned()),
            Just("a[|]?".to_owned()),
            Just("a.b".to_owned()),
            Just("^ab$".to_owned()),
            Just("ab{0,2}".to_owned()),
        ];
        (
            "[xyz]",
            prop_oneof![Just("="), Just("!="), Just("=~"), Just("!~")],
            value,
        )
            .prop_map(|(name, op, value)| format!("{name}{op}\"{value}\""))
    }

    proptest! {
        #[test]
        fn no_rule_that_matches_is_missed(
            lists in prop::collection::vec(prop::collection::vec(prop::collection::vec(matcher(), 0..3), 1..3), 0..12),
            labels in prop::collection::vec(("[wxyz]", "[abAñ|]{0,4}"), 0..5),
        ) {
            let rules: Vec<Matchers> = lists.iter().map(|lists| rule(lists)).collect();
            let labels: Labels = labels.into_iter().collect();
            let candidates = RuleIndex::new(&rules).candidates(&labels);
            prop_assert!(candidates.is_sorted());
            for (position, rule) in rules.iter().enumerate() {
                prop_assert!(!rule.matches(&labels) || candidates.contains(&position), "{position} of {lists:?}");
            }
        }
    }
}
