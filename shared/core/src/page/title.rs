//! The title: what a lock screen shows.

use super::{Status, Told};
use crate::labels::Labels;
use crate::text;

/// The longest title: SNS refuses a subject of 100 characters, a lock screen shows about as many.
const MAX: usize = 99;

/// `[CRITICAL] checkout/prod: Invocation5XXErrors 7.2 > 2 (+3 more)`, `[RESOLVED] ...`; "OWNER MISSING" where nobody is known.
pub(super) fn title(
    status: Status,
    lead: Option<&Told<'_>>,
    group_labels: &Labels,
    firing: usize,
    resolved: usize,
) -> String {
    let Some(lead) = lead else {
        return "[RESOLVED] nothing fires".to_owned();
    };
    let (word, count) = match status {
        Status::Firing => (lead.alert.severity.as_str().to_uppercase(), firing),
        Status::Resolved => ("RESOLVED".to_owned(), resolved),
    };
    let missing = if lead.alert.owner.is_none() && status == Status::Firing {
        " OWNER MISSING"
    } else {
        ""
    };
    let more = if count > 1 {
        format!(" (+{} more)", count - 1)
    } else {
        String::new()
    };
    let head = format!("[{word}]{missing} {}", place(lead, group_labels));
    // The symptom gives way: severity, place and count are what decide whether to get up.
    let room = MAX.saturating_sub(head.chars().count() + more.chars().count());
    text::cut(
        &format!("{head}{}{more}", text::cut(&lead.alert.symptom, room)),
        MAX,
    )
}

/// `service/environment: `, or as much of it as is known.
fn place(lead: &Told<'_>, group_labels: &Labels) -> String {
    let label = |name: &str| {
        let value = group_labels.get(name);
        text::cut(
            if value.is_empty() {
                lead.alert.labels.get(name)
            } else {
                value
            },
            24,
        )
    };
    match (label("service"), label("environment")) {
        (service, environment) if service.is_empty() && environment.is_empty() => String::new(),
        (place, other) | (other, place) if other.is_empty() => format!("{place}: "),
        (service, environment) => format!("{service}/{environment}: "),
    }
}
