//! Which routes an alert can reach.
//!
//! Sound and not complete: a route is called unreachable only where that is certain. A sibling is known to take all of a
//! route's alerts when each of the route's lists holds all the matchers of one of the sibling's lists.

use alert_core::matcher::{MatchOp, Matcher, Matchers};

use super::super::files::Place;
use super::super::read::route::Branch;
use super::meet::{self, Meeting};
use super::vocabulary::Vocabulary;

/// A route that no alert reaches.
#[derive(Debug)]
pub(super) struct Unreached<'a> {
    pub(super) branch: &'a Branch,
    pub(super) why: Why,
}

/// Why not.
#[derive(Debug, Clone, Copy)]
pub(super) enum Why {
    /// The sibling whose condition stands here takes its alerts.
    Taken(Place),
    /// No alert meets its condition.
    Impossible,
    /// No alert meets its condition and that of the route above it, which stands here.
    Excluded(Place),
}

/// Every route that no alert reaches. Those below one that is listed are not listed themselves.
pub(super) fn unreached<'a>(root: &'a Branch, vocabulary: &Vocabulary) -> Vec<Unreached<'a>> {
    let mut found = Vec::new();
    below(root, vocabulary, &mut found);
    found
}

/// Every route that an alert may reach.
pub(super) fn reached<'a>(root: &'a Branch, vocabulary: &Vocabulary) -> Vec<&'a Branch> {
    let unreached: Vec<Place> = unreached(root, vocabulary)
        .iter()
        .flat_map(|one| one.branch.all())
        .map(|branch| branch.place)
        .collect();
    root.all()
        .into_iter()
        .filter(|branch| !unreached.contains(&branch.place))
        .collect()
}

fn below<'a>(parent: &'a Branch, vocabulary: &Vocabulary, found: &mut Vec<Unreached<'a>>) {
    for (position, branch) in parent.children.iter().enumerate() {
        let earlier = parent.children.iter().take(position);
        match why(branch, parent, earlier, vocabulary) {
            Some(why) => found.push(Unreached { branch, why }),
            None => below(branch, vocabulary, found),
        }
    }
}

fn why<'a>(
    branch: &Branch,
    parent: &Branch,
    mut earlier: impl Iterator<Item = &'a Branch>,
    vocabulary: &Vocabulary,
) -> Option<Why> {
    let matchers = &branch.route.matchers;
    if meet::any(matchers, vocabulary) == Meeting::Impossible {
        return Some(Why::Impossible);
    }
    if meet::both(matchers, &parent.route.matchers, vocabulary) == Meeting::Impossible {
        return Some(Why::Excluded(parent.place));
    }
    let taker = earlier.find(|sibling| !sibling.route.continues && covers(&sibling.route.matchers, matchers));
    taker.map(|sibling| Why::Taken(sibling.place))
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
}
