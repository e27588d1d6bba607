//! A runbook that wakes people and says neither whom nor what to do first.

use alert_core::severity::Severity;

use super::super::code::Code;
use super::super::compile::Draft;
use super::super::fault::Faults;
use super::vocabulary::Vocabulary;

pub(super) fn run(draft: &Draft, _: &Vocabulary, faults: &mut Faults) {
    for written in draft
        .runbooks
        .iter()
        .filter(|written| written.runbook.severity == Some(Severity::Critical))
    {
        if written.runbook.owner.is_none() {
            faults
                .add(
                    Code::CriticalWithoutOwner,
                    written.place,
                    "a critical runbook without owner",
                )
                .help("add `owner: NAME`, or the page depends on what owners.yaml happens to match");
        }
        if written.runbook.first_action.trim().is_empty() {
            faults
                .add(
                    Code::CriticalWithoutFirstAction,
                    written.place,
                    "a critical runbook without first action",
                )
                .help("add `first_action: \"...\"`: one sentence that somebody just woken can follow");
        }
    }
}
