//! Lints: catalogs that are legal and probably not meant. They run over a catalog without errors and never fail a check
//! by themselves. To add one: a file with a function and a row in [`LINTS`].

mod critical_runbook;
mod runbook_tie;
mod unreachable_route;
mod unused_receiver;

use super::compile::Draft;
use super::fault::Faults;

type Lint = fn(&Draft, &mut Faults);

/// Every lint.
const LINTS: &[Lint] = &[
    unreachable_route::run,
    unused_receiver::run,
    critical_runbook::run,
    runbook_tie::run,
];

/// Runs every lint.
pub(crate) fn run(draft: &Draft, faults: &mut Faults) {
    for lint in LINTS {
        lint(draft, faults);
    }
}
