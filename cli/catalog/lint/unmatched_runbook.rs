//! A runbook that no alert can match: written, and never linked to.

use super::super::code::Code;
use super::super::compile::Draft;
use super::super::fault::Faults;
use super::meet::{self, Meeting};
use super::vocabulary::Vocabulary;

pub(super) fn run(draft: &Draft, vocabulary: &Vocabulary, faults: &mut Faults) {
    for written in &draft.runbooks {
        if meet::any(&written.runbook.matchers, vocabulary) == Meeting::Impossible {
            faults
                .add(
                    Code::UnmatchedRunbook,
                    written.matchers,
                    format!("no alert can match `{}`", written.runbook.name),
                )
                .help("a label can't have two values, nor one that does not exist; alternatives go in lists of their own");
        }
    }
}
