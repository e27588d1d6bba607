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
    match (change.operation.as_deref(), change.value.as_str()) {
        (Some("delete"), "OK") => State::Noise("an alarm that was OK was deleted"),
        // No recovery of it will ever come: what it opened is closed now. Also when it had lost its data since.
        (Some("delete"), _) => State::Resolved,
        (Some(_), _) => match change.actions_enabled {
            Some(actions_enabled) => State::Configured { actions_enabled },
            None => State::Noise("an alarm's configuration changed, not its state"),
        },
        // A multi-series alarm reports each series and then itself: one page is enough, and the series say more.
        (None, _) if is_parent(change) => State::Noise("the alarm's contributors report for it"),
        (None, "OK") if began_with(change.previous_reason.as_deref(), CREATED) => {
            // A new alarm that finds everything well: each deployment makes a burst of these.
            State::Noise("the alarm was created and is OK")
        }
        (None, "OK") => State::Resolved,
        (None, "INSUFFICIENT_DATA") if began_with(change.reason.as_deref(), CREATED) => {
            State::Noise("the alarm was created and has not been evaluated")
        }
        (None, "INSUFFICIENT_DATA") => State::NoData,
        // ALARM, and any value that AWS has yet to invent: better a page too many.
        (None, _) => State::Firing,
    }
}

/// Whether the change is that of an alarm whose contributors report for it. Its reason counts them ("2 out of 6 time
/// series evaluated to ALARM"); an alarm over `PromQL` gives no reason at all. Any other reason, such as `SetAlarmState`
/// gives, has no contributor behind it and is the only word there will be.
fn is_parent(change: &Change) -> bool {
    change.contributor.is_none()
        && match change.reason.as_deref() {
            Some(reason) => reason.contains(" time series evaluated to "),
            None => change.watched.is_grouped,
        }
}

fn began_with(reason: Option<&str>, words: &str) -> bool {
    reason.is_some_and(|reason| reason.starts_with(words))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn change(value: &str) -> Change {
        Change {
            value: value.to_owned(),
            ..Change::default()
        }
    }

    #[test]
    fn deletion_closes_what_may_be_open() {
        for (value, expected) in [("ALARM", State::Resolved), ("INSUFFICIENT_DATA", State::Resolved)] {
            assert_eq!(
                state(&Change {
                    operation: Some("delete".to_owned()),
                    ..change(value)
                }),
                expected
            );
        }
        for (operation, value) in [
            ("delete", "OK"),
            ("update", "ALARM"),
            ("create", "INSUFFICIENT_DATA"),
        ] {
            let change = Change {
                operation: Some(operation.to_owned()),
                ..change(value)
            };
            assert!(matches!(state(&change), State::Noise(_)), "{operation} {value}");
        }
    }

    #[test]
    fn creation_is_noise_unless_something_is_wrong() {
        let created = || Some(CREATED.to_owned());
        assert!(matches!(
            state(&Change {
                previous_reason: created(),
                ..change("OK")
            }),
            State::Noise(_)
        ));
        assert!(matches!(
            state(&Change {
                reason: created(),
                ..change("INSUFFICIENT_DATA")
            }),
            State::Noise(_)
        ));
        assert_eq!(
            state(&Change {
                previous_reason: created(),
                ..change("ALARM")
            }),
            State::Firing
        );
        assert_eq!(
            state(&Change {
                previous_value: Some("INSUFFICIENT_DATA".to_owned()),
                ..change("OK")
            }),
            State::Resolved
        );
    }

    #[test]
    fn a_parent_is_quiet_and_a_drill_on_it_is_not() {
        let mut parent = change("ALARM");
        parent.watched.is_grouped = true;
        assert!(
            matches!(state(&parent), State::Noise(_)),
            "PromQL gives no reason"
        );
        parent.reason = Some("100+ time series evaluated to ALARM".to_owned());
        assert!(matches!(state(&parent), State::Noise(_)));
        parent.reason = Some("testing the pager".to_owned());
        assert_eq!(state(&parent), State::Firing);
    }

    #[test]
    fn lost_data_is_neither_page_nor_recovery_and_the_unknown_pages() {
        assert_eq!(state(&change("INSUFFICIENT_DATA")), State::NoData);
        assert_eq!(state(&change("DEGRADED")), State::Firing);
    }
}
