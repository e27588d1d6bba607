//! Lints: catalogs that are legal and probably not meant. They run over a catalog without errors and never fail a check
//! by themselves. To add one: a file with a function and a row in [`LINTS`].

mod critical_rule;
mod critical_runbook;
mod digest_incident;
mod late_reminder;
mod meet;
mod reach;
mod repeat_interval;
mod runbook_tie;
mod self_inhibition;
mod unknown_label;
mod unmatched_runbook;
mod unreachable_route;
mod untried_source;
mod unused_interval;
mod unused_receiver;
mod vocabulary;

use super::compile::Draft;
use super::fault::Faults;
use vocabulary::Vocabulary;

type Lint = fn(&Draft, &Vocabulary, &mut Faults);

/// Every lint.
const LINTS: &[Lint] = &[
    unreachable_route::run,
    unused_receiver::run,
    critical_runbook::run,
    critical_rule::run,
    runbook_tie::run,
    unmatched_runbook::run,
    unused_interval::run,
    unknown_label::run,
    repeat_interval::run,
    late_reminder::run,
    self_inhibition::run,
    untried_source::run,
    digest_incident::run,
];

/// Runs every lint.
pub(crate) fn run(draft: &Draft, faults: &mut Faults) {
    let vocabulary = Vocabulary::of(draft);
    for lint in LINTS {
        lint(draft, &vocabulary, faults);
    }
}
