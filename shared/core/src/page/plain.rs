//! The page as plain text: e-mail, a terminal, the last resort. It needs no markup to be read.

use std::cmp::Reverse;

use super::{GroupLine, Line, Page, Status, fact_name, listings, todo};
use crate::digest::Kept;
use crate::language::Language;
use crate::time::{self, Timestamp};

/// The whole page, in the order in which a person needs it: what, what this message is, why it matters, what to do, who,
/// the proof, where to look. Lines end in `\n`.
pub fn plain(page: &Page) -> String {
    let mut text = String::with_capacity(2_048);
    row(&mut text, "", &page.title);
    below(&mut text, page, true);
    text
}

/// All that stands below the title, without any address: for receivers that have a place of their own for these.
pub fn without_links(page: &Page) -> String {
    let mut text = String::with_capacity(1_024);
    below(&mut text, page, false);
    text
}

fn below(text: &mut String, page: &Page, with_links: bool) {
    let say = page.language;
    let named = |name: &str| format!("{name}: ");
    for note in &page.notes {
        row(text, &named(say.note), note);
    }
    if with_links || !page.notes.is_empty() {
        text.push('\n');
    }
    for line in todo(page) {
        let url = line.url.filter(|_| with_links);
        row(text, &named(line.name), url.unwrap_or(&line.text));
    }
    if has_owner_line(page) {
        text.push('\n');
    }
    row(text, "", &when(page));
    for fact in &page.evidence {
        row(text, &named(&fact_name(page, fact)), &fact.value);
    }
    text.push('\n');
    for listing in listings(page) {
        row(text, "", &format!("{} ({}):", listing.heading, listing.count()));
        listing.lines.iter().for_each(|line| row(text, "- ", line));
        row(text, "  ", &listing.rest().unwrap_or_default());
        text.push('\n');
    }
    for link in page.links.iter().filter(|_| with_links) {
        row(text, &named(&link.name), &link.url);
    }
    row(text, &named(say.why), &why(page));
    row(text, &named(say.notification), &page.id);
    if let Some((what, command)) = acknowledgement(page) {
        row(text, &named(what), &command);
    }
}

/// What to call it, and the command that acknowledges the most urgent alert of the page; nothing when nothing fires.
pub fn acknowledgement(page: &Page) -> Option<(&'static str, String)> {
    let lead = page.firing.first()?;
    let is_alone = page.firing.len() + page.more_firing == 1;
    let say = page.language;
    let what = if is_alone { say.silence } else { say.silence_first };
    let command = format!(
        "alert-router silence add --until-resolved {} --for 4h",
        lead.fingerprint
    );
    Some((what, command))
}

/// Whether it says who must act. Only what an alert needs can miss somebody.
pub fn has_owner_line(page: &Page) -> bool {
    page.owner.is_some() || page.status != Status::Notice
}

/// The owner in one line; "OWNER MISSING" with what to do about it where nobody is known.
pub fn owner(page: &Page) -> String {
    let Some(owner) = &page.owner else {
        return page.language.add_owner.to_owned();
    };
    let escalation = owner.escalation.as_deref().map(page.language.escalation);
    format!(
        "{}, {}{}",
        owner.name,
        owner.contact,
        escalation.unwrap_or_default()
    )
}

/// Since when, and for how long; when it is over, for how long it was.
pub fn when(page: &Page) -> String {
    let ends = page.resolved.iter().filter_map(|line| line.ends_at).max();
    let end = if page.status == Status::Resolved {
        ends.unwrap_or(page.at)
    } else {
        page.at
    };
    let lasted = time::spoken(end.duration_since(page.since));
    let (say, since) = (page.language, moment(page, page.since));
    match page.status {
        Status::Firing => (say.firing_since)(page.firing.len() + page.more_firing, &since, &lasted),
        Status::Resolved => {
            let count = page.resolved.len() + page.more_resolved;
            (say.resolved_at)(count, &moment(page, end), &lasted)
        }
        Status::Notice => (say.lasts_since)(&since, &lasted),
    }
}

/// A time as a page says it: in UTC, as consoles and logs do, then by the clock of the owner.
///
/// Since when and when it was over, that is what a person needs it for: how long have I slept? Lists and notes are to be
/// compared with what consoles say, and have UTC alone.
pub fn moment(page: &Page, at: Timestamp) -> String {
    let zone = page.owner.as_ref().and_then(|owner| owner.timezone.as_ref());
    let mut text = time::utc(at);
    if let Some(clock) = zone.and_then(|zone| zone.clock(at)) {
        text.extend([" (", &clock, ")"]);
    }
    text
}

/// Why it was sent, and how long it had to wait for that.
pub fn why(page: &Page) -> String {
    let say = page.language;
    let mut why = (say.reason)(page.reason).to_owned();
    if let Some(since) = page.waiting_since {
        let waited = time::spoken(page.at.duration_since(since));
        let sentence = if page.groups.is_empty() {
            say.waited
        } else {
            say.oldest_waited
        };
        why.push_str(&sentence(&waited));
    }
    why
}

/// One group of a summary in a line.
pub(super) fn group(group: &GroupLine, language: Language) -> String {
    let mut text = group.title.clone();
    // The title counts what fires; of a group in which nothing does, what has resolved.
    let resolved = group.resolved.len() + group.more_resolved;
    if group.status == Status::Firing && resolved > 0 {
        text.push_str(&(language.also_resolved)(resolved));
    }
    for note in &group.notes {
        text.extend(["; ", note]);
    }
    text
}

/// One alert of a digest in a line: how often it was kept back, most frequent cause first.
pub fn kept(kept: &Kept, language: Language) -> String {
    let mut causes: Vec<_> = kept.causes.iter().collect();
    causes.sort_by_key(|(cause, count)| (Reverse(**count), **cause));
    let causes: Vec<_> = causes
        .iter()
        .map(|(cause, count)| format!("{} {count}", (language.cause)(**cause)))
        .collect();
    format!(
        "{} {}: {}",
        (language.severity)(kept.severity).to_uppercase(),
        kept.name,
        causes.join(", ")
    )
}

/// One alert of the group in a line.
pub(super) fn alert(line: &Line, language: Language) -> String {
    let severity = (language.severity)(line.severity).to_uppercase();
    let mut text = format!("{severity} {}", line.name);
    // Composite alarms and events nobody knows have no symptom beyond their name.
    if !line.symptom.is_empty() && line.symptom != line.name {
        text.extend([": ", &line.symptom]);
    }
    let since = (language.since)(&time::utc(line.starts_at));
    match (line.ends_at, line.no_data_since) {
        (Some(end), _) => {
            let lasted = time::spoken(end.duration_since(line.starts_at));
            text.extend([", ", &(language.after)(&lasted)]);
        }
        (None, Some(lost)) => {
            let lost = (language.no_data_since)(&time::utc(lost));
            text.extend([", ", &since, ", ", &lost]);
        }
        (None, None) => text.extend([", ", &since]),
    }
    text
}

/// Whether the alerts have to be listed: the title says all there is about one that fires alone.
pub fn needs_list(page: &Page) -> bool {
    let alone = page.firing.len() + page.more_firing == 1 && page.resolved.is_empty();
    !alone || page.firing.iter().any(|line| line.no_data_since.is_some())
}

fn row(text: &mut String, name: &str, value: &str) {
    if !value.is_empty() {
        text.extend([name, value, "\n"]);
    }
}
