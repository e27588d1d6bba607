//! Shrinking: what a page gives up, and in which order, for a receiver that takes less than it holds.
//!
//! The title, the owner, the runbook's address and the first link are never given up. Alerts that are no longer listed
//! are counted, so that a reader knows what the page leaves out.

use super::{GroupLine, Line, Page};
use crate::labels::Labels;
use crate::text;

/// What is left at each step, from everything to the least.
const STEPS: [Left; 4] = [
    Left {
        lines: usize::MAX,
        groups: usize::MAX,
        facts: usize::MAX,
        links: usize::MAX,
        notes: usize::MAX,
        labels: usize::MAX,
        text: 1_000,
    },
    Left {
        lines: 5,
        groups: 12,
        facts: 4,
        links: 2,
        notes: 4,
        labels: 16,
        text: 160,
    },
    Left {
        lines: 3,
        groups: 6,
        facts: 2,
        links: 1,
        notes: 2,
        labels: 8,
        text: 80,
    },
    Left {
        lines: 1,
        groups: 2,
        facts: 0,
        links: 1,
        notes: 1,
        labels: 4,
        text: 60,
    },
];

struct Left {
    /// Alerts listed, of each kind.
    lines: usize,
    /// Groups of a summary listed.
    groups: usize,
    facts: usize,
    links: usize,
    notes: usize,
    labels: usize,
    /// Characters of each text.
    text: usize,
}

impl Page {
    /// The page as it is, then smaller and smaller. A receiver sends the first that fits.
    pub fn smaller(&self) -> impl Iterator<Item = Page> + '_ {
        STEPS.iter().map(|left| self.keeping(left))
    }

    fn keeping(&self, left: &Left) -> Page {
        let mut page = self.clone();
        let cut = |text: &mut String| shorten(text, left.text);
        page.more_firing += keep_lines(&mut page.firing, left);
        page.more_resolved += keep_lines(&mut page.resolved, left);
        page.more_groups += page.groups.len().saturating_sub(left.groups);
        page.groups.truncate(left.groups);
        page.groups.iter_mut().for_each(|group| keep_group(group, left));
        page.more_kept += page.kept.len().saturating_sub(left.groups);
        page.kept.truncate(left.groups);
        page.kept.iter_mut().for_each(|kept| cut(&mut kept.name));
        page.evidence.truncate(left.facts);
        page.links.truncate(left.links);
        page.notes.truncate(left.notes);
        page.evidence.iter_mut().for_each(|fact| cut(&mut fact.value));
        page.notes.iter_mut().for_each(cut);
        keep_labels(&mut page.labels, left);
        keep_labels(&mut page.group_labels, left);
        if let Some(runbook) = &mut page.runbook {
            [&mut runbook.title, &mut runbook.impact, &mut runbook.first_action]
                .into_iter()
                .for_each(cut);
        }
        page
    }
}

/// Keeps the first lines and says how many went.
fn keep_lines(lines: &mut Vec<Line>, left: &Left) -> usize {
    let gone = lines.len().saturating_sub(left.lines);
    lines.truncate(left.lines);
    for line in lines {
        shorten(&mut line.name, left.text);
        shorten(&mut line.symptom, left.text);
    }
    gone
}

fn keep_group(group: &mut GroupLine, left: &Left) {
    for (which, more) in [
        (&mut group.firing, &mut group.more_firing),
        (&mut group.resolved, &mut group.more_resolved),
    ] {
        *more += which.len().saturating_sub(left.lines);
        which.truncate(left.lines);
    }
    group.notes.truncate(left.notes);
    group.notes.iter_mut().for_each(|note| shorten(note, left.text));
}

fn keep_labels(labels: &mut Labels, left: &Left) {
    let fits = |(_, value): (&str, &str)| value.len() <= left.text;
    if labels.len() > left.labels || !labels.iter().all(fits) {
        *labels = labels
            .iter()
            .take(left.labels)
            .map(|(name, value)| (name, text::cut(value, left.text)))
            .collect();
    }
}

/// Most texts are short enough as they are.
fn shorten(text: &mut String, max: usize) {
    if text.len() > max {
        *text = text::cut(text, max);
    }
}
