//! A route that takes an alert: its group, when the group is due, and what holds the alert back there.

use alert_core::catalog::Catalog;
use alert_core::reason::Cause;
use alert_core::receiver;
use alert_core::route::{Options, group_id};
use alert_core::severity::Severity;
use alert_core::suppress;
use alert_core::time::{Timestamp, after, spoken, utc};
use serde::Serialize;

use super::decision::Decision;
use crate::quiet::Quiet;
use crate::verdict::{Outcome, Verdict};

#[derive(Debug, Serialize)]
pub(super) struct Route {
    pub(super) path: String,
    pub(super) receivers: Vec<String>,
    pub(super) group_key: String,
    pub(super) group_id: String,
    /// When a new group is flushed; nothing when nothing is told.
    pub(super) due_at: Option<String>,
    pub(super) why_then: String,
    /// What holds the alert back here now, as far as the catalog and the event say.
    pub(super) held: Vec<Held>,
    /// What is decided for a receiver that knows of nothing in the group.
    pub(super) decision: Option<Decision>,
    /// When what was told comes again.
    pub(super) again: Option<Again>,
    /// What its receivers take, where that is limited.
    pub(super) rates: Vec<Rate>,
}

/// When what was told comes again, as long as it fires.
#[derive(Debug, Serialize)]
pub(super) struct Again {
    reminder_seconds: Option<i64>,
    repeat_interval_seconds: i64,
    #[serde(skip)]
    pub(super) sentence: String,
}

impl Again {
    fn of(options: &Options, severity: Severity) -> Self {
        let (reminder, repeat) = (options.reminder(severity), options.repeat_interval);
        let once = reminder.map(|after| {
            format!(
                "once after {} unless somebody acknowledges it, then ",
                spoken(after)
            )
        });
        Self {
            reminder_seconds: reminder.map(|after| after.as_secs()),
            repeat_interval_seconds: repeat.as_secs(),
            sentence: format!(
                "{}each {} while it fires",
                once.unwrap_or_default(),
                spoken(repeat)
            ),
        }
    }
}

#[derive(Debug, Serialize)]
pub(super) struct Rate {
    receiver: String,
    burst: u32,
    per_minute: u32,
    #[serde(skip)]
    pub(super) sentence: String,
}

impl Rate {
    fn of(name: &str, catalog: &Catalog) -> Option<Self> {
        let limit = receiver::limit(catalog.receiver(name)?)?;
        let (burst, per_minute) = (limit.burst, limit.per_minute);
        Some(Self {
            receiver: name.to_owned(),
            burst,
            per_minute,
            sentence: format!(
                "{name}: {burst} pages at once, {per_minute} a minute; more are told in one summary"
            ),
        })
    }
}

#[derive(Debug, Serialize)]
pub(super) struct Held {
    cause: &'static str,
    by: String,
    until: Option<String>,
    #[serde(skip)]
    pub(super) sentence: String,
}

impl Held {
    fn of(held: &suppress::Held) -> Self {
        let who = if held.by.is_empty() {
            String::new()
        } else {
            format!(" ({})", held.by)
        };
        let until = held.until.map(|until| format!(" until {}", utc(until)));
        // By nobody yet: a rule waits for a source that may arrive after its target.
        let phrase = if held.cause == Cause::Inhibition && held.by.is_empty() {
            "the wait for another alert"
        } else {
            held.cause.phrase()
        };
        Self {
            cause: held.cause.as_str(),
            by: held.by.clone(),
            until: held.until.map(|until| until.to_string()),
            sentence: format!("by {phrase}{who}{}", until.unwrap_or_default()),
        }
    }
}

/// Every route that takes the alert, with what holds it back there.
pub(super) fn all(verdict: &Verdict, quiet: &[Quiet], catalog: &Catalog, now: Timestamp) -> Vec<Route> {
    let labels = &verdict.alert.labels;
    let each = verdict.routes.iter().map(|route| {
        let group_key = route.group_key(labels);
        let wait = route.options.group_wait(verdict.alert.severity);
        let (due_at, why_then) = match verdict.outcome {
            Outcome::Page if wait.is_zero() => (Some(now), "at once: the route does not wait".to_owned()),
            Outcome::Page => {
                let due = after(now, wait);
                (
                    Some(due),
                    format!(
                        "{}, after group_wait {}, unless the group is open already",
                        utc(due),
                        spoken(wait)
                    ),
                )
            }
            Outcome::Resolve => (Some(now), "at once, to whom was told that it fires".to_owned()),
            Outcome::Suppress | Outcome::Ignore => (None, "nothing is told".to_owned()),
        };
        let quiet: Vec<&Quiet> = quiet
            .iter()
            .filter(|quiet| quiet.group_key == group_key)
            .collect();
        let decided = quiet.iter().find_map(|quiet| quiet.decided.as_ref());
        Route {
            decision: decided.map(|(first, then)| Decision::of(first, then.as_ref())),
            again: (verdict.outcome == Outcome::Page)
                .then(|| Again::of(&route.options, verdict.alert.severity)),
            path: route.path.clone(),
            receivers: route.receivers.clone(),
            rates: route
                .receivers
                .iter()
                .filter_map(|name| Rate::of(name, catalog))
                .collect(),
            held: quiet.iter().flat_map(|quiet| &quiet.held).map(Held::of).collect(),
            group_id: group_id(&group_key),
            group_key,
            due_at: due_at.map(|at| at.to_string()),
            why_then,
        }
    });
    each.collect()
}
