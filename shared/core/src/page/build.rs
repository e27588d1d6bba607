//! Making a page of a decision.

use super::{Line, Note, Page, Status, bound, title};
use crate::alert::Alert;
use crate::labels::Labels;
use crate::language::{Language, Preference};
use crate::observation::Link;
use crate::reason::Reason;
use crate::run::InRun;
use crate::severity::Severity;
use crate::time::Timestamp;

/// How many alerts a page lists of each kind: what a phone screen holds.
const MAX_LINES: usize = 10;
/// How many links it shows.
const MAX_LINKS: usize = 4;
/// How many facts it shows.
const MAX_EVIDENCE: usize = 6;

/// A decision to tell somebody something, with what is needed to say it.
#[derive(Debug, Clone)]
pub struct Draft<'a> {
    /// The notification's id.
    pub id: String,
    /// The group's key.
    pub group_key: &'a str,
    /// The labels that the group shares.
    pub group_labels: &'a Labels,
    /// Why it is told.
    pub reason: Reason,
    /// When it was decided.
    pub at: Timestamp,
    /// What fires.
    pub firing: Vec<Told<'a>>,
    /// What has resolved.
    pub resolved: Vec<Told<'a>>,
    /// What a reader must know of this very message.
    pub notes: Vec<Note>,
    /// Which language it is told in, as far as the receiver and the catalog say.
    pub language: Preference,
    /// Since when the news has waited for its receiver to take another page.
    pub waiting_since: Option<Timestamp>,
}

/// One alert of a draft.
#[derive(Debug, Clone)]
pub struct Told<'a> {
    /// The alert.
    pub alert: &'a Alert,
    /// When its episode began.
    pub starts_at: Timestamp,
    /// When it resolved.
    pub ends_at: Option<Timestamp>,
    /// Since when the source has lost sight of it.
    pub no_data_since: Option<Timestamp>,
}

/// The page of a draft, inside every bound. A draft without any alert makes an empty resolved page; the drivers never draft one.
pub fn build(draft: Draft<'_>) -> Page {
    let firing = by_urgency(&draft.firing);
    let resolved = by_urgency(&draft.resolved);
    let status = if firing.is_empty() {
        Status::Resolved
    } else {
        Status::Firing
    };
    // The most urgent says how urgent the page is; what its run failed of says what is wrong.
    let most_urgent = firing.first().or(resolved.first());
    let severity = most_urgent.map_or(Severity::Info, |told| told.alert.severity);
    let firing = cause_first(firing);
    let resolved = cause_first(resolved);
    let lead = firing.first().or(resolved.first()).copied();
    let since = firing
        .iter()
        .chain(&resolved)
        .map(|told| told.starts_at)
        .min()
        .unwrap_or(draft.at);
    let owner = of_its_run(lead, &firing, |alert| alert.owner.clone());
    let language = draft
        .language
        .with_owner(owner.as_ref().and_then(|owner| owner.language));
    let head = title::Head {
        status,
        severity,
        is_owned: owner.is_some(),
        language,
    };
    let page = Page {
        title: title::title(head, lead, draft.group_labels, firing.len(), resolved.len()),
        status,
        severity,
        since,
        owner,
        runbook: of_its_run(lead, &firing, |alert| alert.runbook.clone()),
        evidence: lead
            .map(|told| told.alert.evidence.iter().take(MAX_EVIDENCE).cloned().collect())
            .unwrap_or_default(),
        links: links(firing.iter().chain(&resolved).map(|told| told.alert), language),
        labels: common(firing.iter().chain(&resolved).map(|told| &told.alert.labels)),
        more_firing: firing.len().saturating_sub(MAX_LINES),
        more_resolved: resolved.len().saturating_sub(MAX_LINES),
        firing: firing.into_iter().take(MAX_LINES).map(line).collect(),
        resolved: resolved.into_iter().take(MAX_LINES).map(line).collect(),
        id: draft.id,
        group_key: draft.group_key.to_owned(),
        group_labels: draft.group_labels.clone(),
        reason: draft.reason,
        at: draft.at,
        notes: draft.notes.iter().map(language.remark).collect(),
        language,
        waiting_since: draft.waiting_since,
        groups: vec![],
        more_groups: 0,
        kept: vec![],
        more_kept: 0,
    };
    let drill = lead.and_then(|lead| lead.alert.drill.as_ref());
    bound::bound(match drill {
        Some(token) => page.of_a_drill(token),
        None => page,
    })
}

/// The labels that every one of them has with the same value.
fn common<'a>(mut all: impl Iterator<Item = &'a Labels> + Clone) -> Labels {
    let Some(first) = all.next() else {
        return Labels::new();
    };
    first
        .iter()
        .filter(|(name, value)| all.clone().all(|other| other.get(name) == *value))
        .collect()
}

/// Most urgent first, then oldest first: the cause usually fires before its consequences.
fn by_urgency<'a, 'b>(told: &'b [Told<'a>]) -> Vec<&'b Told<'a>> {
    let mut sorted: Vec<_> = told.iter().collect();
    sorted.sort_by(|a, b| {
        let key = |told: &Told<'_>| (std::cmp::Reverse(told.alert.severity), told.starts_at);
        key(a)
            .cmp(&key(b))
            .then_with(|| a.alert.fingerprint.cmp(&b.alert.fingerprint))
    });
    sorted
}

/// The alert that tells most of why the first one's run failed, before the others: a step's failure before the pipeline's,
/// and that before the alarm that counts it. Each is as urgent as the catalog says, and the cause may be the least so.
fn cause_first<'a, 'b>(mut told: Vec<&'b Told<'a>>) -> Vec<&'b Told<'a>> {
    let of = |told: &Told<'a>| told.alert.run.as_ref().filter(|of| !of.run.is_empty());
    let Some(run) = told.first().and_then(|first| of(first)).map(|of| of.run.clone()) else {
        return told;
    };
    let rank = |told: &Told<'a>| of(told).filter(|of| of.run == run).map(InRun::rank);
    let best = told.iter().filter_map(|told| rank(told)).max();
    if let Some(position) = told.iter().position(|told| rank(told) == best) {
        told[..=position].rotate_right(1);
    }
    told
}

/// What the catalog knows of the first alert, or else of another one of its run: a person must know whom to call.
fn of_its_run<T>(
    lead: Option<&Told<'_>>,
    firing: &[&Told<'_>],
    what: impl Fn(&Alert) -> Option<T>,
) -> Option<T> {
    let lead = lead?.alert;
    let run = lead
        .run
        .as_ref()
        .map(|of| of.run.as_str())
        .filter(|run| !run.is_empty());
    what(lead).or_else(|| {
        let others = firing.iter().map(|told| told.alert);
        others
            .filter(|alert| run.is_some() && alert.run.as_ref().map(|of| of.run.as_str()) == run)
            .find_map(what)
    })
}

fn line(told: &Told<'_>) -> Line {
    Line {
        fingerprint: told.alert.fingerprint.clone(),
        name: told.alert.labels.get("alertname").to_owned(),
        symptom: told.alert.symptom.clone(),
        severity: told.alert.severity,
        starts_at: told.starts_at,
        ends_at: told.ends_at,
        no_data_since: told.no_data_since,
    }
}

/// The lead's links, then the first of each other alert with whose it is, each once.
fn links<'a>(alerts: impl Iterator<Item = &'a Alert>, language: Language) -> Vec<Link> {
    let mut links: Vec<Link> = Vec::new();
    for (position, alert) in alerts.enumerate() {
        let shown = if position == 0 { MAX_LINKS } else { 1 };
        for link in alert.links.iter().take(shown) {
            if links.len() == MAX_LINKS {
                return links;
            }
            if links.iter().all(|other| other.url != link.url) {
                let whose = if position == 0 {
                    ""
                } else {
                    alert.labels.get("alertname")
                };
                let name = language.name(&link.name);
                links.push(Link::new(format!("{name} {whose}").trim_end(), &link.url));
            }
        }
    }
    links
}
