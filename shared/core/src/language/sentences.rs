//! Everything that the router says in a page, as a table that each language fills.

use std::borrow::Cow;

use super::Language;
use crate::page::{Holder, Note};
use crate::reason::{Cause, Reason};
use crate::severity::Severity;
use crate::text;

/// The words and sentences of one language. Words that begin a line are written as they stand there. Times and durations
/// come as text.
pub struct Sentences {
    // What to do, and who does it.
    /// Why it matters.
    pub impact: &'static str,
    /// What to do first.
    pub first: &'static str,
    /// What leads to the runbook.
    pub runbook: &'static str,
    /// There is no runbook.
    pub no_runbook: &'static str,
    /// Who must act.
    pub owner: &'static str,
    /// Nobody is known, in capitals: a title has it.
    pub owner_missing: &'static str,
    /// Nobody is known, and what to do about it.
    pub add_owner: &'static str,
    /// Whom to turn to when the owner does not answer; it follows the owner.
    pub escalation: fn(&str) -> String,

    // What stands before a line.
    /// What a reader must know of this message.
    pub note: &'static str,
    /// Why it is sent.
    pub why: &'static str,
    /// The notification's id.
    pub notification: &'static str,
    /// Since when.
    pub when: &'static str,
    /// The command that silences the alert.
    pub silence: &'static str,
    /// The same, where there are more alerts than one.
    pub silence_first: &'static str,
    /// What a subject begins with that a title gives no beginning.
    pub alert: &'static str,
    /// A link that nobody named.
    pub link: &'static str,

    // Lists.
    /// Alerts that fire.
    pub firing: &'static str,
    /// Alerts that have resolved.
    pub resolved: &'static str,
    /// Groups of a summary.
    pub groups: &'static str,
    /// Alerts that were kept from the owner.
    pub kept_back: &'static str,
    /// So many more than are listed.
    pub and_more: fn(usize) -> String,
    /// So many of the group have resolved; it follows what fires.
    pub also_resolved: fn(usize) -> String,

    // Times.
    /// So many alerts fire since then, for so long.
    pub firing_since: fn(usize, &str, &str) -> String,
    /// So many alerts resolved then, after so long.
    pub resolved_at: fn(usize, &str, &str) -> String,
    /// Since then, for so long.
    pub lasts_since: fn(&str, &str) -> String,
    /// Since then, in a line.
    pub since: fn(&str) -> String,
    /// After so long, in a line.
    pub after: fn(&str) -> String,
    /// The source has lost sight of it since then.
    pub no_data_since: fn(&str) -> String,

    // Titles.
    /// A severity; a title has it in capitals.
    pub severity: fn(Severity) -> &'static str,
    /// So many alerts have resolved, in capitals.
    pub over: fn(usize) -> &'static str,
    /// Nothing fires.
    pub nothing_fires: &'static str,
    /// So many more alerts, in brackets.
    pub more: fn(usize) -> String,
    /// So many groups with so many alerts.
    pub groups_and_alerts: fn(usize, usize) -> String,
    /// So much was kept from this owner in so long.
    pub digest: fn(u64, &str, &str) -> String,
    /// In so long a silence ends that holds this.
    pub silence_ends: fn(&str, &str) -> String,
    /// A silence that holds this has ended.
    pub silence_unmatched: fn(&str) -> String,

    // Why.
    /// Why it is sent.
    pub reason: fn(Reason) -> &'static str,
    /// Why something was not told, in a word.
    pub cause: fn(Cause) -> &'static str,
    /// What held something back.
    pub held_by: fn(Cause) -> &'static str,
    /// Who held it back, in brackets.
    pub holder: fn(&Holder) -> String,
    /// The page has waited so long for its receiver; it follows the reason.
    pub waited: fn(&str) -> String,
    /// The oldest news of a summary has; it follows the reason.
    pub oldest_waited: fn(&str) -> String,
    /// What a reader must know of this message.
    pub remark: fn(&Note) -> String,

    // What a silence holds.
    /// Between lists of matchers.
    pub or: &'static str,
    /// This alert, until it resolves.
    pub until_resolved: fn(&str) -> String,
    /// As long as it matches; it follows the alert.
    pub while_matching: fn(&str) -> String,
    /// It has held nothing.
    pub never_held: &'static str,

    // A test.
    /// The title of a test of this receiver.
    pub test_title: fn(&str) -> String,
    /// What is wrong in a test.
    pub test_symptom: &'static str,
    /// Whose it is.
    pub test_author: &'static str,
    /// Where it comes from.
    pub test_sender: fn(&str) -> String,

    /// The names that the router gives to facts and links, `name in English = name`, each ended by a line break or `;`.
    /// Both begin with a small letter unless they always have a capital one.
    pub names: &'static str,
}

impl Language {
    /// The name of a fact or a link. One that the router did not give stays as it came.
    pub fn name(self, name: &str) -> Cow<'_, str> {
        let mut rows = self
            .names
            .split(['\n', ';'])
            .filter_map(|row| row.trim_start().split_once(" = "));
        let Some((english, ours)) = rows.find(|(english, _)| is_alike(english, name)) else {
            return Cow::Borrowed(name);
        };
        if name.starts_with(english) {
            Cow::Borrowed(ours)
        } else {
            Cow::Owned(text::capital(ours))
        }
    }
}

/// Whether two names are the same, whatever the size of their first letters.
fn is_alike(one: &str, other: &str) -> bool {
    let (mut one, mut other) = (one.chars(), other.chars());
    let same = |a: char, b: char| a.eq_ignore_ascii_case(&b);
    one.next().zip(other.next()).is_some_and(|(a, b)| same(a, b)) && one.as_str() == other.as_str()
}
