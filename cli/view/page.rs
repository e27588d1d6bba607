//! A page on a terminal: what, why it matters, what to do, who, proof, where to look, why it was sent.

use alert_core::observation::Observation;
use alert_core::page::plain::{acknowledgement, moment, plain, why};
use alert_core::page::{Page, Status};
use alert_core::severity::Severity;
use alert_core::time::spoken;
use unicode_width::UnicodeWidthStr;

use super::{Canvas, Paint};
use crate::verdict::{Outcome, Verdict};

/// The page of an observation, or the line that says why there is none.
pub(crate) fn show(mut canvas: Canvas, path: &str, observation: &Observation, verdict: &Verdict) -> String {
    canvas.line(path, Paint::Dim);
    match verdict.outcome {
        Outcome::Page | Outcome::Resolve if verdict.page.language.is_usual() => {
            page(&mut canvas, &verdict.page, verdict);
        }
        Outcome::Page | Outcome::Resolve => foreign(&mut canvas, &verdict.page, verdict),
        Outcome::Suppress => quiet(&mut canvas, "not sent now", observation, verdict),
        Outcome::Ignore => quiet(&mut canvas, "nothing to tell", observation, verdict),
    }
    canvas.finish()
}

fn page(canvas: &mut Canvas, page: &Page, verdict: &Verdict) {
    let paint = paint(page);
    canvas.bar(paint);
    canvas.line(&page.title, paint);
    canvas.gap();
    match &page.runbook {
        Some(runbook) => {
            if page.status == Status::Firing {
                optional(canvas, "Impact", &runbook.impact, Paint::Plain);
                optional(canvas, "First action", &runbook.first_action, Paint::Bold);
            }
            canvas.painted_field("Runbook", &runbook.url, Paint::Link);
        }
        None => canvas.painted_field("Runbook", "NONE: no runbook matches this alert", Paint::Warning),
    }
    match &page.owner {
        Some(owner) => {
            canvas.field("Owner", &format!("{}, {}", owner.name, owner.contact));
            optional(
                canvas,
                "Escalation",
                owner.escalation.as_deref().unwrap_or_default(),
                Paint::Plain,
            );
        }
        None => canvas.painted_field("Owner", "MISSING: nobody is known for this alert", Paint::Warning),
    }
    canvas.gap();
    canvas.field(
        if page.status == Status::Firing {
            "Since"
        } else {
            "Resolved"
        },
        &since(page),
    );
    let width = page
        .evidence
        .iter()
        .map(|fact| fact.name.width())
        .chain(page.links.iter().map(|link| link.name.width()))
        .max();
    let width = width.unwrap_or_default().min(20);
    for (position, fact) in page.evidence.iter().enumerate() {
        canvas.entry(
            if position == 0 { "Evidence" } else { "" },
            &fact.name,
            width,
            &fact.value,
            Paint::Plain,
        );
    }
    for (position, link) in page.links.iter().enumerate() {
        canvas.entry(
            if position == 0 { "Links" } else { "" },
            &link.name,
            width,
            &link.url,
            Paint::Link,
        );
    }
    for note in &page.notes {
        canvas.painted_field("Note", note, Paint::Warning);
    }
    canvas.gap();
    canvas.field("Sent to", &verdict.receivers.join(", "));
    canvas.field("Why", &why(page));
    canvas.painted_field("Group", &page.group_key, Paint::Dim);
    // A page of one observation is about one alert.
    if let Some((what, command)) = acknowledgement(page) {
        canvas.command(what, &command);
    }
    canvas.no_bar();
}

/// A page in another language than that of this view: its own plain text.
fn foreign(canvas: &mut Canvas, page: &Page, verdict: &Verdict) {
    canvas.bar(paint(page));
    for line in plain(page).lines() {
        canvas.line(line, Paint::Plain);
    }
    canvas.gap();
    canvas.field("Sent to", &verdict.receivers.join(", "));
    canvas.painted_field("Group", &page.group_key, Paint::Dim);
    canvas.no_bar();
}

/// Nobody is told: what it was and why not.
fn quiet(canvas: &mut Canvas, what: &str, observation: &Observation, verdict: &Verdict) {
    canvas.bar(Paint::Dim);
    let name = verdict.alert.labels.get("alertname");
    canvas.line(
        &format!(
            "{what}: {}",
            if name.is_empty() {
                &observation.symptom
            } else {
                name
            }
        ),
        Paint::Bold,
    );
    canvas.field("Why", &verdict.reason.replacen(": ", ", ", 1).replace('_', " "));
    canvas.field("Symptom", &observation.symptom);
    canvas.no_bar();
}

fn optional(canvas: &mut Canvas, label: &str, text: &str, paint: Paint) {
    if !text.is_empty() {
        canvas.painted_field(label, text, paint);
    }
}

/// `2026-11-22 12:38:48 UTC, 4 min ago`, or `after 27 min`; the age only where the clock makes sense of it.
fn since(page: &Page) -> String {
    if let Some(end) = page.resolved.iter().filter_map(|line| line.ends_at).max() {
        return format!(
            "{}, after {}",
            moment(page, end),
            spoken(end.duration_since(page.since))
        );
    }
    let age = page.at.duration_since(page.since);
    let is_recent = !age.is_negative() && age.as_hours() < 24 * 31;
    if is_recent {
        format!("{}, {} ago", moment(page, page.since), spoken(age))
    } else {
        moment(page, page.since)
    }
}

fn paint(page: &Page) -> Paint {
    match (page.status, page.severity) {
        (Status::Resolved, _) => Paint::Resolved,
        (_, Severity::Critical) => Paint::Critical,
        (_, Severity::Error) => Paint::Error,
        (_, Severity::Warning) => Paint::Warning,
        (_, Severity::Info) => Paint::Info,
    }
}
