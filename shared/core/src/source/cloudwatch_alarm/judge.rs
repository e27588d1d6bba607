//! Whether a change pages, resolves or is noise.

use super::change::Change;
use crate::observation::State;
use crate::severity::Severity;

/// How urgent an alarm is when the catalog does not say: worth the same day, not worth waking anyone.
pub(super) const SEVERITY: Severity = Severity::Error;

/// CloudWatch's reason for the state of an alarm it has not evaluated yet.
const CREATED: &str = "Unchecked: Initial alarm creation";

/// The state that a change reports.
pub(super) fn state(change: &Change) -> State {
    if change.operation.is_some() {
        return State::Noise("an alarm's configuration changed, not its state");
    }
    // A multi-series alarm reports each series and then itself: one page is enough, and the series say more.
    if change.contributor.is_none() && is_parent(change) {
        return State::Noise("the alarm's contributors report for it");
    }
    match change.value.as_str() {
        "ALARM" => State::Firing,
        // A new alarm that finds everything well makes a burst of these at each deployment.
        "OK" if change
            .previous_reason
            .as_deref()
            .is_some_and(|reason| reason.starts_with(CREATED)) =>
        {
            State::Noise("the alarm was created and is OK")
        }
        "OK" => State::Resolved,
        "INSUFFICIENT_DATA"
            if change
                .reason
                .as_deref()
                .is_some_and(|reason| reason.starts_with(CREATED)) =>
        {
            State::Noise("the alarm was created and has not been evaluated")
        }
        "INSUFFICIENT_DATA" => State::NoData,
        // A value AWS has yet to invent: better a page too many.
        _ => State::Firing,
    }
}

/// The parent of contributors: its query groups, or its reason counts series ("6 out of 6 time series evaluated to ALARM").
fn is_parent(change: &Change) -> bool {
    change.watched.has_contributors && change.watched.kind != super::watched::Kind::Promql
        || change
            .reason
            .as_deref()
            .is_some_and(|reason| reason.contains(" time series evaluated to "))
}
