//! The title: what a lock screen shows.

use super::{Status, Told};
use crate::labels::Labels;
use crate::language::Language;
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
    pub language: Language,
}

impl Head {
    /// `[CRITICAL]`, `[CRITICAL] OWNER MISSING`, `[RESOLVED]`, for so many alerts.
    pub(super) fn begun(self, count: usize) -> String {
        let say = self.language;
        match self.status {
            Status::Firing => {
                let word = (say.severity)(self.severity).to_uppercase();
                let missing = if self.is_owned { "" } else { say.owner_missing };
                format!("[{word}] {missing}").trim_end().to_owned()
            }
            Status::Resolved | Status::Notice => format!("[{}]", (say.over)(count)),
        }
    }
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
    let say = head.language;
    let Some(lead) = lead else {
        return format!("[{}] {}", (say.over)(0), say.nothing_fires);
    };
    let count = match head.status {
        Status::Firing => firing,
        Status::Resolved | Status::Notice => resolved,
    };
    let tail = tail(head, lead, count);
    let head = format!("{} {}", head.begun(count), place(lead, group_labels));
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
fn tail(head: Head, lead: &Told<'_>, count: usize) -> String {
    match (count, head.status, lead.ends_at) {
        (2.., _, _) => format!(" ({})", (head.language.more)(count - 1)),
        (_, Status::Resolved, Some(end)) => {
            let lasted = time::spoken(end.duration_since(lead.starts_at));
            format!(" {}", (head.language.after)(&lasted))
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
