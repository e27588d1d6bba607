//! One page for many groups, when their receiver takes no page for each of them.

use std::cmp::Reverse;

use serde::{Deserialize, Serialize};

use super::bound::MAX_NOTES;
use super::{Line, Page, Status, title};
use crate::fingerprint::Fingerprint;
use crate::labels::Labels;
use crate::observation::Link;
use crate::reason::Reason;
use crate::severity::Severity;
use crate::text;
use crate::time::Timestamp;

/// How many groups a summary lists.
const MAX_GROUPS: usize = 20;
/// How many alerts it lists of each kind, over all groups.
const MAX_LINES: usize = 10;
const MAX_LINKS: usize = 4;
const MAX_TITLE: usize = 99;

/// One group of a summary in a line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GroupLine {
    /// The group's key.
    pub group_key: String,
    /// The title that its own page would have.
    pub title: String,
    /// Why it is told.
    pub reason: Reason,
    /// Whether anything in it still fires.
    pub status: Status,
    /// The most urgent severity in it.
    pub severity: Severity,
    /// Which alerts fire, most urgent first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub firing: Vec<Fingerprint>,
    /// How many more fire.
    #[serde(default, skip_serializing_if = "super::is_zero")]
    pub more_firing: usize,
    /// Which have resolved.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub resolved: Vec<Fingerprint>,
    /// How many more have.
    #[serde(default, skip_serializing_if = "super::is_zero")]
    pub more_resolved: usize,
    /// What a reader must know of this group.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<String>,
}

/// The summary of its groups' own pages, decided at `at` for `receiver`. Owner, runbook and language are those of the most
/// urgent; of one page it is that page. A notice is never one of several: a line of it says too little.
pub fn summary(id: &str, receiver: &str, pages: &[Page], at: Timestamp) -> Option<Page> {
    let mut pages: Vec<&Page> = pages.iter().collect();
    pages.sort_by_key(|page| {
        (
            page.is_drill(),
            page.status == Status::Resolved,
            Reverse(page.severity),
            page.since,
        )
    });
    let lead = *pages.first()?;
    if pages.len() == 1 {
        return Some(lead.clone());
    }
    let (firing, more_firing) = lines(&pages, |page| (&page.firing, page.more_firing));
    let (resolved, more_resolved) = lines(&pages, |page| (&page.resolved, page.more_resolved));
    let alerts = match lead.status {
        Status::Firing => firing.len() + more_firing,
        Status::Resolved | Status::Notice => resolved.len() + more_resolved,
    };
    let common = |note: &&String| pages.iter().all(|page| page.notes.contains(*note));
    let notes: Vec<String> = lead.notes.iter().filter(common).cloned().collect();
    Some(Page {
        id: id.to_owned(),
        group_key: format!("summary/{receiver}"),
        group_labels: Labels::new(),
        labels: shared(&pages),
        reason: Reason::Summary,
        status: lead.status,
        severity: lead.severity,
        title: summary_title(lead, pages.len(), alerts),
        // A page that another receiver could not be given was decided then, and is told as it was.
        at: pages.iter().map(|page| page.at).fold(at, Timestamp::min),
        since: pages
            .iter()
            .filter(|page| page.status == lead.status)
            .map(|page| page.since)
            .min()
            .unwrap_or(lead.since),
        owner: lead.owner.clone(),
        runbook: lead.runbook.clone(),
        evidence: vec![],
        firing,
        more_firing,
        resolved,
        more_resolved,
        links: links(&pages),
        waiting_since: pages.iter().filter_map(|page| page.waiting_since).min(),
        groups: pages
            .iter()
            .take(MAX_GROUPS)
            .map(|page| group_line(page, &notes))
            .collect(),
        more_groups: pages.len().saturating_sub(MAX_GROUPS),
        kept: vec![],
        more_kept: 0,
        notes: notes.into_iter().take(MAX_NOTES).collect(),
        language: lead.language,
    })
}

/// `[CRITICAL] 12 groups, 31 alerts: churn-prod 5xx responses, percent 7.2 > 2`.
fn summary_title(lead: &Page, groups: usize, alerts: usize) -> String {
    let first = match lead.status {
        Status::Firing => lead.firing.first(),
        Status::Resolved | Status::Notice => lead.resolved.first(),
    };
    let head = title::Head {
        status: lead.status,
        severity: lead.severity,
        is_owned: lead.owner.is_some(),
        language: lead.language,
    };
    let count = (lead.language.groups_and_alerts)(groups, alerts);
    let what = first.map_or("", |line| {
        if line.symptom.is_empty() {
            &line.name
        } else {
            &line.symptom
        }
    });
    text::line(&format!("{} {count}: {what}", head.begun(alerts)), MAX_TITLE)
}

/// The most urgent alerts of all pages, each once: one alert may be in several groups.
fn lines(pages: &[&Page], of: impl Fn(&Page) -> (&Vec<Line>, usize)) -> (Vec<Line>, usize) {
    let mut all: Vec<&Line> = Vec::new();
    let mut more = 0;
    for page in pages {
        let (lines, uncounted) = of(page);
        more += uncounted;
        for line in lines {
            if all.iter().all(|other| other.fingerprint != line.fingerprint) {
                all.push(line);
            }
        }
    }
    all.sort_by_key(|line| (Reverse(line.severity), line.starts_at));
    more += all.len().saturating_sub(MAX_LINES);
    (all.into_iter().take(MAX_LINES).cloned().collect(), more)
}

/// The first link of each, while there is room.
fn links(pages: &[&Page]) -> Vec<Link> {
    let mut links: Vec<Link> = Vec::new();
    for link in pages.iter().filter_map(|page| page.links.first()) {
        if links.len() < MAX_LINKS && links.iter().all(|other| other.url != link.url) {
            links.push(link.clone());
        }
    }
    links
}

/// The labels that all of them share.
fn shared(pages: &[&Page]) -> Labels {
    let Some((first, others)) = pages.split_first() else {
        return Labels::new();
    };
    first
        .labels
        .iter()
        .filter(|(name, value)| others.iter().all(|page| page.labels.get(name) == *value))
        .collect()
}

fn group_line(page: &Page, said: &[String]) -> GroupLine {
    let which = |lines: &[Line]| lines.iter().map(|line| line.fingerprint.clone()).collect();
    let notes = page.notes.iter().filter(|note| !said.contains(note));
    GroupLine {
        group_key: page.group_key.clone(),
        title: page.title.clone(),
        reason: page.reason,
        status: page.status,
        severity: page.severity,
        firing: which(&page.firing),
        more_firing: page.more_firing,
        resolved: which(&page.resolved),
        more_resolved: page.more_resolved,
        notes: notes.take(MAX_NOTES).cloned().collect(),
    }
}
