//! The title: what a lock screen shows.

use super::{Status, Told};
use crate::labels::Labels;
use crate::severity::Severity;
use crate::{text, time};

/// The longest title: SNS refuses a subject of 100 characters, a lock screen shows about as many.
const MAX: usize = 99;
/// The longest name of a service or an environment in it.
const MAX_PLACE: usize = 24;

/// What a title begins with.
#[derive(Clone, Copy)]
pub(super) struct Head {
    pub status: Status,
    /// The most urgent of the page, whichever alert the title is about.
    pub severity: Severity,
    /// Somebody is known who must act.
    pub is_owned: bool,
}

/// `[CRITICAL] checkout/prod: cart Invocation5XXErrors 7.2 > 2 (+3 more)`, `[RESOLVED] ... after 27 min`; "OWNER MISSING"
/// where nobody is known.
pub(super) fn title(
    head: Head,
    lead: Option<&Told<'_>>,
    group_labels: &Labels,
    firing: usize,
    resolved: usize,
) -> String {
    let Some(lead) = lead else {
        return "[RESOLVED] nothing fires".to_owned();
    };
    let Head { status, severity, .. } = head;
    let (word, count) = match status {
        Status::Firing => (severity.as_str().to_uppercase(), firing),
        Status::Resolved | Status::Notice => ("RESOLVED".to_owned(), resolved),
    };
    let missing = if !head.is_owned && status == Status::Firing {
        " OWNER MISSING"
    } else {
        ""
    };
    let head = format!("[{word}]{missing} {}", place(lead, group_labels));
    let tail = tail(status, lead, count);
    // What is wrong gives way: severity, place and count decide whether to get up.
    let room = MAX.saturating_sub(head.chars().count() + tail.chars().count());
    text::line(&format!("{head}{}{tail}", text::line(what(lead), room)), MAX)
}

/// The symptom; an alert without one has a name.
fn what<'a>(lead: &'a Told<'_>) -> &'a str {
    if lead.alert.symptom.is_empty() {
        lead.alert.labels.get("alertname")
    } else {
        &lead.alert.symptom
    }
}

/// How many more there are; for one that resolved, how long it lasted.
fn tail(status: Status, lead: &Told<'_>, count: usize) -> String {
    match (count, status, lead.ends_at) {
        (2.., _, _) => format!(" (+{} more)", count - 1),
        (_, Status::Resolved, Some(end)) => {
            format!(" after {}", time::spoken(end.duration_since(lead.starts_at)))
        }
        _ => String::new(),
    }
}

/// `service/environment: `, or as much of it as is known.
fn place(lead: &Told<'_>, group_labels: &Labels) -> String {
    let label = |name: &str| {
        let of_group = group_labels.get(name);
        let value = if of_group.is_empty() {
            lead.alert.labels.get(name)
        } else {
            of_group
        };
        text::line(value, MAX_PLACE)
    };
    match (label("service"), label("environment")) {
        (service, environment) if service.is_empty() && environment.is_empty() => String::new(),
        (place, other) | (other, place) if other.is_empty() => format!("{place}: "),
        (service, environment) => format!("{service}/{environment}: "),
    }
}
