//! A label rule that makes alerts critical which no runbook is for: somebody is woken and told nothing.

use alert_core::labels::Labels;
use alert_core::matcher::{MatchOp, Matcher, Matchers};
use alert_core::severity::Severity;

use super::super::code::Code;
use super::super::compile::Draft;
use super::super::fault::Faults;
use super::meet::{self, Meeting};
use super::vocabulary::Vocabulary;

pub(super) fn run(draft: &Draft, vocabulary: &Vocabulary, faults: &mut Faults) {
    let is_set = |name: &str| draft.router.labels.iter().any(|rule| rule.set.has(name));
    for (rule, place) in draft.router.labels.iter().zip(&draft.router.label_places) {
        if rule.set.get("severity") != Severity::Critical.as_str() {
            continue;
        }
        let alerts = after(&rule.matchers, &rule.set, is_set);
        let has_runbook = draft
            .runbooks
            .iter()
            .any(|written| meet::both(&alerts, &written.runbook.matchers, vocabulary) != Meeting::Impossible);
        if !has_runbook {
            faults
                .add(
                    Code::CriticalWithoutRunbook,
                    *place,
                    "this makes alerts critical, and no runbook is for them",
                )
                .help("add a runbook whose matchers they meet, with an owner and a first action");
        }
    }
}

/// What is known of a rule's alerts once the rules are through: what it sets, and what it asked for of labels that no rule
/// sets.
fn after(matchers: &Matchers, set: &Labels, is_set: impl Fn(&str) -> bool) -> Matchers {
    let set: Vec<Matcher> = set
        .iter()
        .filter_map(|(name, value)| Matcher::new(name, MatchOp::Equal, value).ok())
        .collect();
    let lists = matchers.lists().iter().map(|list| {
        let kept = list.iter().filter(|matcher| !is_set(matcher.name()));
        kept.chain(&set).cloned().collect()
    });
    Matchers::any_of(lists.collect())
}
