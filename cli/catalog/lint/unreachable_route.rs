//! A route that no alert reaches: configured, and without effect.

use super::super::code::Code;
use super::super::compile::Draft;
use super::super::fault::Faults;
use super::reach::{self, Why};
use super::vocabulary::Vocabulary;

pub(super) fn run(draft: &Draft, vocabulary: &Vocabulary, faults: &mut Faults) {
    let Some(root) = &draft.router.route else { return };
    for found in reach::unreached(root, vocabulary) {
        let place = found.branch.place;
        match found.why {
            Why::Taken(by) => faults
                .add(Code::UnreachableRoute, place, "no alert reaches this route")
                .help("put it above the route that takes its alerts, or give that one `continue: true`")
                .also(by, "takes them all"),
            Why::Impossible => faults
                .add(Code::UnreachableRoute, place, "no alert meets this condition")
                .help(
                    "a label can't have two values, nor one that does not exist; alternatives go in lists of their own",
                ),
            Why::Excluded(by) => faults
                .add(
                    Code::UnreachableRoute,
                    place,
                    "no alert meets this condition and that of the route above",
                )
                .help("move it out of the route that it is under, or correct one of the two")
                .also(by, "excludes it"),
        };
    }
}
