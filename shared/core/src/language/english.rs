//! English.

use super::Sentences;
use crate::page::{Holder, Note};
use crate::reason::{Cause, Reason};
use crate::severity::Severity;
use crate::time::utc;

pub(super) static TABLE: Sentences = Sentences {
    impact: "Impact",
    first: "First",
    runbook: "Runbook",
    no_runbook: "none in the catalog",
    owner: "Owner",
    owner_missing: "OWNER MISSING",
    add_owner: "OWNER MISSING, add one to the catalog",
    escalation: |who| format!("; if nobody answers: {who}"),

    note: "Note",
    why: "Why",
    notification: "Notification",
    when: "When",
    silence: "Silence",
    silence_first: "Silence the first",
    alert: "Alert",
    link: "Link",

    firing: "Firing",
    resolved: "Resolved",
    groups: "Groups",
    kept_back: "Kept back",
    and_more: |count| format!("and {count} more"),
    also_resolved: |count| format!(", {count} resolved"),

    firing_since: |_, since, lasted| format!("Firing since {since}, for {lasted}"),
    resolved_at: |_, at, lasted| format!("Resolved {at} after {lasted}"),
    lasts_since: |since, lasted| format!("Since {since}, for {lasted}"),
    since: |since| format!("since {since}"),
    after: |lasted| format!("after {lasted}"),
    no_data_since: |since| format!("no data since {since}"),

    severity: Severity::as_str,
    over: |_| "RESOLVED",
    nothing_fires: "nothing fires",
    more: |count| format!("+{count} more"),
    groups_and_alerts: |groups, alerts| {
        let plural = if alerts == 1 { "" } else { "s" };
        format!("{groups} groups, {alerts} alert{plural}")
    },
    digest: |count, owner, lasted| format!("[DIGEST] {count} kept from {owner} in {lasted}"),
    silence_ends: |left, holds| format!("[SILENCE] ends in {left}: {holds}"),
    silence_unmatched: |holds| format!("[SILENCE] ended, nothing matched: {holds}"),

    reason: Reason::sentence,
    cause: Cause::as_str,
    held_by: Cause::phrase,
    holder,
    waited: |waited| format!("; it has waited {waited} for room in this receiver's rate"),
    oldest_waited: |waited| format!("; the oldest news has waited {waited}"),
    remark,

    or: " or ",
    until_resolved: |alert| format!("alert {alert} until it resolves"),
    while_matching: |matching| format!(", while it matches {matching}"),
    never_held: "nothing so far",

    test_title: |receiver| format!("[TEST] alert-router: does `{receiver}` get its pages?"),
    test_symptom: "TEST page, nothing is wrong",
    test_author: "who sent this test",
    test_sender: |receiver| format!("sent by `alert-router test-receiver {receiver}`"),

    names: "",
};

fn remark(note: &Note) -> String {
    match note {
        Note::Again { times, since } => {
            let times = ordinal(*times);
            format!("told for the {times} time, no news since {}", utc(*since))
        }
        Note::HeldBack {
            alert,
            cause,
            by,
            until,
        } => {
            let by = match holder(by) {
                nobody if nobody.is_empty() => nobody,
                somebody => format!(" ({somebody})"),
            };
            format!(
                "{alert} was held back by {}{by} until {}",
                cause.phrase(),
                utc(*until)
            )
        }
        Note::Flaps { alert, turns, since } => format!(
            "{alert} flaps, and you hear no more of it until it has settled: {turns} turns since {}",
            utc(*since)
        ),
        Note::Settled { alert, turns, since } => {
            format!("{alert} has settled: {turns} turns since {}", utc(*since))
        }
        Note::Missed { alert, more: 0 } => format!("{alert} fired and resolved before you could be told"),
        Note::Missed { alert, more } => {
            format!("{alert} and {more} more fired and resolved before you could be told")
        }
        Note::Drill => "this is a drill: nothing is wrong, nobody has to do anything".to_owned(),
        Note::Overflow { part, parts } => {
            format!("its group is full: this page tells of what did not fit, part {part} of {parts}")
        }
        Note::NoAddress { runbook } => format!("the runbook {runbook} has no usable address"),
        Note::NoReceiver { name } => format!("there is no receiver {name} to tell"),
        Note::Undelivered { to, why } => format!("could not be delivered to {to}: {why}"),
        Note::MayRepeat => "may repeat: it is not known whether this page has arrived before".to_owned(),
        Note::KeepSilence { id } => format!("to keep it: alert-router silence extend {id} --for 4h"),
        Note::SilenceUnmatched => {
            "it had held nothing for long; make another if it is still wanted".to_owned()
        }
        Note::Test => "this is a test: nothing fires, nobody has to do anything".to_owned(),
    }
}

fn holder(holder: &Holder) -> String {
    let (id, acknowledges, author, comment) = match holder {
        Holder::Named(name) => return name.clone(),
        Holder::Silence {
            id,
            acknowledges,
            author,
            comment,
        } => (id, *acknowledges, author, comment),
    };
    let mut shown = if acknowledges {
        format!("acknowledgement {id}")
    } else {
        id.clone()
    };
    for (before, part) in [(" by ", author), (": ", comment)] {
        if !part.is_empty() {
            shown.extend([before, part]);
        }
    }
    shown
}

/// `1st`, `2nd`, `3rd`, `4th`, `11th`, `21st`.
fn ordinal(number: u64) -> String {
    let ending = match (number % 10, number % 100) {
        (_, 11..=13) => "th",
        (1, _) => "st",
        (2, _) => "nd",
        (3, _) => "rd",
        _ => "th",
    };
    format!("{number}{ending}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ordinals_have_their_endings() {
        let all: Vec<_> = [1, 2, 3, 4, 10, 11, 12, 13, 21, 22, 23, 101, 111]
            .map(ordinal)
            .into();
        assert_eq!(
            all.join(" "),
            "1st 2nd 3rd 4th 10th 11th 12th 13th 21st 22nd 23rd 101st 111th"
        );
    }
}
