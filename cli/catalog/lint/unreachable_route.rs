//! A route behind a sibling that already takes everything it could.
//!
//! Sound and not complete: a sibling is known to take all of a route's alerts when each of the route's lists holds all the
//! matchers of one of the sibling's lists. What regular expressions have in common is left open.

use alert_core::matcher::{MatchOp, Matcher, Matchers};

use super::super::code::Code;
use super::super::compile::Draft;
use super::super::fault::Faults;
use super::super::read::route::Branch;

pub(super) fn run(draft: &Draft, faults: &mut Faults) {
    if let Some(root) = &draft.router.route {
        children(root, faults);
    }
}

fn children(parent: &Branch, faults: &mut Faults) {
    for (position, route) in parent.children.iter().enumerate() {
        let earlier = parent
            .children
            .iter()
            .take(position)
            .filter(|sibling| !sibling.route.continues);
        for sibling in earlier {
            if covers(&sibling.route.matchers, &route.route.matchers) {
                faults
                    .add(Code::UnreachableRoute, route.place, "no alert reaches this route")
                    .help("put it above the route that takes its alerts, or give that one `continue: true`")
                    .also(sibling.place, "takes them all");
                break;
            }
        }
        if contradicts(&route.route.matchers) {
            faults
                .add(
                    Code::UnreachableRoute,
                    route.place,
                    "no alert reaches this route: a label can't have two values",
                )
                .help("put the alternatives in lists of their own: any list may match");
        }
        children(route, faults);
    }
}

/// Whether whatever meets `narrow` also meets `wide`.
fn covers(wide: &Matchers, narrow: &Matchers) -> bool {
    narrow.lists().iter().all(|list| {
        wide.lists()
            .iter()
            .any(|other| other.iter().all(|matcher| follows(matcher, list)))
    })
}

/// Whether a matcher holds for every alert that the list matches: it stands there, or an exact value decides it.
fn follows(matcher: &Matcher, list: &[Matcher]) -> bool {
    list.iter().any(|given| {
        given == matcher
            || given.name() == matcher.name()
                && given.op() == MatchOp::Equal
                && matcher.matches(&std::iter::once((given.name(), given.value())).collect())
    })
}

/// Whether every list asks one label for two values.
fn contradicts(matchers: &Matchers) -> bool {
    let exact = |list: &[Matcher]| {
        list.iter().any(|one| {
            one.op() == MatchOp::Equal
                && list.iter().any(|other| {
                    other.op() == MatchOp::Equal && other.name() == one.name() && other.value() != one.value()
                })
        })
    };
    !matchers.lists().is_empty() && matchers.lists().iter().all(|list| exact(list))
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
    fn a_wider_condition_covers_a_narrower_one() {
        for (wide, narrow, covered) in [
            (set(&[&["a=1"]]), set(&[&["a=1"]]), true),        // the same
            (set(&[&["a=1"]]), set(&[&["a=1", "b=2"]]), true), // one more condition
            (set(&[&["a=~1|2"]]), set(&[&["a=1"]]), true),     // the value meets the pattern
            (set(&[&["a!=3"]]), set(&[&["a=1"]]), true),       // the value is not the excluded one
            (set(&[&["a=1"], &["b=2"]]), set(&[&["b=2", "c=3"]]), true), // one of several lists
            (set(&[&["a=1", "b=2"]]), set(&[&["a=1"]]), false), // the narrower one first
            (set(&[&["a=1"]]), set(&[&["a=1"], &["b=2"]]), false), // a list that is not covered
            (set(&[&["a=~1.*"]]), set(&[&["a=~12.*"]]), false), // left open
        ] {
            assert_eq!(covers(&wide, &narrow), covered, "{wide:?} {narrow:?}");
        }
    }

    #[test]
    fn one_label_can_t_have_two_values() {
        assert!(contradicts(&set(&[&["a=1", "a=2"]])));
        assert!(!contradicts(&set(&[&["a=1", "a=2"], &["a=1"]])));
        assert!(!contradicts(&set(&[&["a=1", "a=1"]])));
    }
}
