//! Two runbooks that are equally specific for the same alert: the first by name would win, by chance.
//!
//! Compared are lists of matchers on the same labels, of which it is certain that one alert meets both. What regular
//! expressions have in common is left open, and so are lists on different labels: that both match is then an accident.

use std::collections::BTreeSet;

use alert_core::matcher::{MatchOp, Matcher};

use super::super::code::Code;
use super::super::compile::Draft;
use super::super::fault::Faults;
use super::meet::{self, Meeting};
use super::vocabulary::Vocabulary;

pub(super) fn run(draft: &Draft, vocabulary: &Vocabulary, faults: &mut Faults) {
    for (position, written) in draft.runbooks.iter().enumerate() {
        let earlier = draft.runbooks.iter().take(position);
        for other in earlier {
            let lists = written.runbook.matchers.lists().iter();
            let mut pairs = lists.flat_map(|list| {
                other
                    .runbook
                    .matchers
                    .lists()
                    .iter()
                    .map(move |with| (list, with))
            });
            if pairs.any(|(list, with)| tie(list, with, vocabulary)) {
                faults
                    .add(
                        Code::RunbookTie,
                        written.matchers,
                        format!(
                            "`{}` is as specific for the same alert, and wins",
                            other.runbook.name
                        ),
                    )
                    .help("add a matcher to one of the two")
                    .also(other.matchers, "as specific as this");
                break;
            }
        }
    }
}

/// Whether some alert meets both lists, and neither is more specific.
fn tie(list: &[Matcher], with: &[Matcher], vocabulary: &Vocabulary) -> bool {
    let names = |list: &[Matcher]| {
        list.iter()
            .map(|matcher| matcher.name().to_owned())
            .collect::<BTreeSet<_>>()
    };
    let exact = |list: &[Matcher]| {
        list.iter()
            .filter(|matcher| matcher.op() == MatchOp::Equal)
            .count()
    };
    exact(list) == exact(with)
        && list.len() == with.len()
        && names(list) == names(with)
        && meet::all(list.iter().chain(with), vocabulary) == Meeting::Possible
}
