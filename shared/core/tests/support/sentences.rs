//! Everything that a language says, out of its table.

use alert_core::language::{Language, Sentences};
use alert_core::page::{Holder, Note};
use alert_core::reason::{Cause, Reason};
use alert_core::severity::Severity;
use alert_core::time::{SignedDuration, Timestamp, spoken, utc};

const REASONS: [Reason; 15] = [
    Reason::First,
    Reason::AllResolved,
    Reason::SeverityRaised,
    Reason::MuteEnded,
    Reason::NewAlert,
    Reason::Correlated,
    Reason::SomeResolved,
    Reason::Flapping,
    Reason::Settled,
    Reason::Reminder,
    Reason::Repeat,
    Reason::Digest,
    Reason::Summary,
    Reason::SilenceEnds,
    Reason::SilenceUnmatched,
];

pub const CAUSES: [Cause; 16] = [
    Cause::Duplicate,
    Cause::Stale,
    Cause::Noise,
    Cause::NoData,
    Cause::NotFiring,
    Cause::Unchanged,
    Cause::Transient,
    Cause::ActionsSuppressor,
    Cause::MuteRule,
    Cause::Silence,
    Cause::Inhibition,
    Cause::TimeInterval,
    Cause::ActionsDisabled,
    Cause::Flapping,
    Cause::Correlated,
    Cause::Shadow,
];

pub fn holder(acknowledges: bool) -> Holder {
    Holder::Silence {
        id: "5f1c0e7d".to_owned(),
        acknowledges,
        author: "ana".to_owned(),
        comment: "v7".to_owned(),
    }
}

/// A note of each kind, its texts without words.
pub fn notes() -> Vec<Note> {
    let (alert, since) = ("7.2".to_owned(), Timestamp::UNIX_EPOCH);
    let held = |by| Note::HeldBack {
        alert: "7.2".to_owned(),
        cause: Cause::Silence,
        by,
        until: since,
    };
    let flaps = |turns| Note::Flaps {
        alert: "7.2".to_owned(),
        turns,
        since,
    };
    let settled = |turns| Note::Settled {
        alert: "7.2".to_owned(),
        turns,
        since,
    };
    let missed = |more| Note::Missed {
        alert: "7.2".to_owned(),
        more,
    };
    vec![
        Note::Again { times: 2, since },
        held(Holder::Named(String::new())),
        held(holder(true)),
        flaps(1),
        flaps(7),
        settled(1),
        settled(7),
        missed(0),
        missed(2),
        Note::Drill,
        Note::Overflow { part: 1, parts: 2 },
        Note::NoAddress {
            runbook: alert.clone(),
        },
        Note::NoReceiver { name: alert.clone() },
        Note::Undelivered {
            to: alert.clone(),
            why: "404".to_owned(),
        },
        Note::MayRepeat,
        Note::KeepSilence { id: alert },
        Note::SilenceUnmatched,
        Note::Test,
    ]
}

/// All that a language says, what it has forms for in each form. A sentence that is added to the table and not here does
/// not compile.
#[allow(clippy::too_many_lines)] // the table
pub fn all(language: Language) -> Vec<String> {
    let Sentences {
        impact,
        first,
        runbook,
        no_runbook,
        owner,
        owner_missing,
        add_owner,
        escalation,
        note,
        why,
        notification,
        when,
        silence,
        silence_first,
        alert,
        link,
        firing,
        resolved,
        groups,
        kept_back,
        and_more,
        also_resolved,
        firing_since,
        resolved_at,
        lasts_since,
        since,
        after,
        no_data_since,
        severity,
        over,
        nothing_fires,
        more,
        groups_and_alerts,
        digest,
        silence_ends,
        silence_unmatched,
        reason,
        cause,
        held_by,
        holder: held,
        waited,
        oldest_waited,
        remark,
        or,
        until_resolved,
        while_matching,
        never_held,
        test_title,
        test_symptom,
        test_author,
        test_sender,
        names,
    } = &*language;
    let (at, lasted) = (utc(Timestamp::UNIX_EPOCH), spoken(SignedDuration::from_mins(12)));
    let (at, lasted) = (at.as_str(), lasted.as_str());
    let mut said: Vec<String> = [
        impact,
        first,
        runbook,
        no_runbook,
        owner,
        owner_missing,
        add_owner,
        note,
        why,
        notification,
        when,
        silence,
        silence_first,
        alert,
        link,
        firing,
        resolved,
        groups,
        kept_back,
        nothing_fires,
        or,
        never_held,
        test_symptom,
        test_author,
    ]
    .map(|word| (*word).to_owned())
    .into();
    for of_text in [
        escalation,
        since,
        after,
        no_data_since,
        silence_unmatched,
        waited,
        oldest_waited,
        until_resolved,
        while_matching,
        test_title,
        test_sender,
    ] {
        said.push(of_text("7.2"));
    }
    for count in [1, 2] {
        said.extend([and_more, also_resolved, more].map(|of_count| of_count(count)));
        said.extend([firing_since, resolved_at].map(|of_count| of_count(count, at, lasted)));
        said.push(over(count).to_owned());
        said.push(groups_and_alerts(count, count));
    }
    said.extend([
        lasts_since(at, lasted),
        silence_ends(lasted, "7.2"),
        digest(2, "7.2", lasted),
    ]);
    said.extend(Severity::ALL.map(|one| severity(one).to_owned()));
    said.extend(REASONS.map(|one| reason(one).to_owned()));
    said.extend(CAUSES.map(|one| cause(one).to_owned()));
    said.extend(CAUSES.map(|one| held_by(one).to_owned()));
    said.extend([holder(false), holder(true)].map(|one| held(&one)));
    said.extend(notes().iter().map(remark));
    said.extend(rows(names).map(|(_, ours)| ours.to_owned()));
    said
}

/// The names of facts and links, in English and in a language.
pub fn rows(names: &str) -> impl Iterator<Item = (&str, &str)> {
    names
        .split(['\n', ';'])
        .filter_map(|row| row.trim_start().split_once(" = "))
}
