//! The page as plain text: e-mail, a terminal, the last resort. It needs no markup to be read.

use std::cmp::Reverse;

use super::{GroupLine, Line, Page, Status, listings, todo};
use crate::digest::Kept;
use crate::time;

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
    for note in &page.notes {
        row(text, "Note: ", note);
    }
    if with_links || !page.notes.is_empty() {
        text.push('\n');
    }
    for line in todo(page) {
        let url = line.url.filter(|_| with_links);
        row(text, &format!("{}: ", line.name), url.unwrap_or(&line.text));
    }
    if has_owner_line(page) {
        text.push('\n');
    }
    row(text, "", &when(page));
    for fact in &page.evidence {
        row(text, &format!("{}: ", capital(&fact.name)), &fact.value);
    }
    text.push('\n');
    for listing in listings(page) {
        row(text, "", &format!("{} ({}):", listing.heading, listing.count()));
        listing.lines.iter().for_each(|line| row(text, "- ", line));
        row(text, "  ", &listing.rest().unwrap_or_default());
        text.push('\n');
    }
    for link in page.links.iter().filter(|_| with_links) {
        row(text, &format!("{}: ", link.name), &link.url);
    }
    row(text, "Why: ", &why(page));
    row(text, "Notification: ", &page.id);
    if let Some((what, command)) = acknowledgement(page) {
        row(text, &format!("{what}: "), &command);
    }
}

/// What to call it, and the command that acknowledges the most urgent alert of the page; nothing when nothing fires.
pub fn acknowledgement(page: &Page) -> Option<(&'static str, String)> {
    let lead = page.firing.first()?;
    let is_alone = page.firing.len() + page.more_firing == 1;
    let what = if is_alone { "Silence" } else { "Silence the first" };
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
        return "OWNER MISSING, add one to the catalog".to_owned();
    };
    let escalation = owner
        .escalation
        .as_deref()
        .map(|who| format!("; if nobody answers: {who}"));
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
    match page.status {
        Status::Firing => format!("Firing since {} ({lasted})", time::utc(page.since)),
        Status::Resolved => format!("Resolved {} after {lasted}", time::utc(end)),
        Status::Notice => format!("Since {} ({lasted})", time::utc(page.since)),
    }
}

/// Why it was sent, and how long it had to wait for that.
pub fn why(page: &Page) -> String {
    let reason = page.reason.sentence();
    let Some(since) = page.waiting_since else {
        return reason.to_owned();
    };
    let waited = time::spoken(page.at.duration_since(since));
    if page.groups.is_empty() {
        format!("{reason}; it has waited {waited} for room in this receiver's rate")
    } else {
        format!("{reason}; the oldest news has waited {waited}")
    }
}

/// One group of a summary in a line.
pub fn group(group: &GroupLine) -> String {
    let mut text = group.title.clone();
    // The title counts what fires; of a group in which nothing does, what has resolved.
    let resolved = group.resolved.len() + group.more_resolved;
    if group.status == Status::Firing && resolved > 0 {
        text.extend([", ", &resolved.to_string(), " resolved"]);
    }
    for note in &group.notes {
        text.extend(["; ", note]);
    }
    text
}

/// One alert of a digest in a line: how often it was kept back, most frequent cause first.
pub fn kept(kept: &Kept) -> String {
    let mut causes: Vec<_> = kept.causes.iter().collect();
    causes.sort_by_key(|(cause, count)| (Reverse(**count), **cause));
    let causes: Vec<_> = causes
        .iter()
        .map(|(cause, count)| format!("{} {count}", cause.as_str()))
        .collect();
    format!(
        "{} {}: {}",
        kept.severity.as_str().to_uppercase(),
        kept.name,
        causes.join(", ")
    )
}

/// One alert of the group in a line.
pub fn alert(line: &Line) -> String {
    let mut text = format!("{} {}", line.severity.as_str().to_uppercase(), line.name);
    // Composite alarms and events nobody knows have no symptom beyond their name.
    if !line.symptom.is_empty() && line.symptom != line.name {
        text.extend([": ", &line.symptom]);
    }
    match (line.ends_at, line.no_data_since) {
        (Some(end), _) => text.extend([", after ", &time::spoken(end.duration_since(line.starts_at))]),
        (None, Some(lost)) => {
            text.extend([
                ", since ",
                &time::utc(line.starts_at),
                ", no data since ",
                &time::utc(lost),
            ]);
        }
        (None, None) => text.extend([", since ", &time::utc(line.starts_at)]),
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

/// A fact's name at the start of a line.
pub fn capital(name: &str) -> String {
    let mut chars = name.chars();
    chars
        .next()
        .map(|first| first.to_uppercase().to_string() + chars.as_str())
        .unwrap_or_default()
}
