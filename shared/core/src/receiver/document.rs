//! The page as a document for programs: the `data` of a webhook, the JSON that SNS hands to queues and functions.
//!
//! A public contract. `schema` is 1; members may be added to it, none goes or changes its meaning without a new number.
//! Times are RFC 3339 in UTC. `title`, `notes` and the names of `links` are for people, in the language of the page; all
//! else is the same in every language. What is not known is `null` or empty, never left out:
//!
//! ```json
//! {"schema": 1, "id": "…", "group": "…", "reason": "first", "status": "firing", "severity": "critical", "title": "…",
//!  "at": "…", "since": "…", "labels": {}, "group_labels": {},
//!  "owner": {"name": "…", "contact": "…", "escalation": "…"},
//!  "runbook": {"name": "…", "title": "…", "url": "…", "impact": "…", "first_action": "…"},
//!  "evidence": [{"name": "…", "value": "…"}], "links": [{"name": "…", "url": "…"}], "notes": [],
//!  "firing": [{"fingerprint": "…", "name": "…", "symptom": "…", "severity": "…", "starts_at": "…", "ends_at": null,
//!              "no_data_since": null}],
//!  "firing_count": 1, "resolved": [], "resolved_count": 0, "waiting_since": null,
//!  "groups": [{"group": "…", "reason": "first", "status": "firing", "severity": "critical", "title": "…",
//!              "firing": ["…"], "firing_count": 1, "resolved": [], "resolved_count": 0, "notes": []}],
//!  "groups_count": 1,
//!  "kept": [{"fingerprint": "…", "name": "…", "severity": "…", "causes": {"silence": 1}}], "kept_count": 1}
//! ```
//!
//! `labels` are those that all alerts of the page share. `firing` and `resolved` list the most urgent, the counts count
//! all. `status` is `firing`, `resolved` or, where no alert has changed, `notice`. `group` is the same for every page of a
//! group, `id` for every attempt to deliver a page. `groups` is empty but for a summary (reason `summary`), which speaks for
//! each of them: whoever follows a group finds its fingerprints there. `kept` is empty but for a digest (reason `digest`):
//! what was kept from the owner, by alert and cause, worst first.

use serde::Serialize;

use crate::digest::Kept;
use crate::fingerprint::Fingerprint;
use crate::labels::Labels;
use crate::observation::{Evidence, Link};
use crate::page::{GroupLine, Line, Page};
use crate::route::group_id;
use crate::time::Timestamp;

/// The number of the contract.
const SCHEMA: u32 = 1;

/// The document of a page, to be written as JSON. Members stand in the order of their names, as in every other JSON of
/// ours: then nothing has to sort them.
#[derive(Serialize)]
pub(crate) struct Document<'a> {
    at: Timestamp,
    evidence: &'a [Evidence],
    firing: Vec<Alert<'a>>,
    firing_count: usize,
    group: String,
    group_labels: &'a Labels,
    groups: Vec<InGroup<'a>>,
    groups_count: usize,
    id: &'a str,
    kept: &'a [Kept],
    kept_count: usize,
    labels: &'a Labels,
    links: &'a [Link],
    notes: &'a [String],
    owner: Option<Owner<'a>>,
    reason: &'static str,
    resolved: Vec<Alert<'a>>,
    resolved_count: usize,
    runbook: Option<Runbook<'a>>,
    schema: u32,
    severity: &'static str,
    since: Timestamp,
    status: &'static str,
    title: &'a str,
    waiting_since: Option<Timestamp>,
}

#[derive(Serialize)]
struct Owner<'a> {
    contact: &'a str,
    escalation: Option<&'a str>,
    name: &'a str,
}

#[derive(Serialize)]
struct Runbook<'a> {
    first_action: &'a str,
    impact: &'a str,
    name: &'a str,
    title: &'a str,
    url: &'a str,
}

#[derive(Serialize)]
struct Alert<'a> {
    ends_at: Option<Timestamp>,
    fingerprint: &'a str,
    name: &'a str,
    no_data_since: Option<Timestamp>,
    severity: &'static str,
    starts_at: Timestamp,
    symptom: &'a str,
}

#[derive(Serialize)]
struct InGroup<'a> {
    firing: Vec<&'a str>,
    firing_count: usize,
    group: String,
    notes: &'a [String],
    reason: &'static str,
    resolved: Vec<&'a str>,
    resolved_count: usize,
    severity: &'static str,
    status: &'static str,
    title: &'a str,
}

/// The document of a page.
pub(crate) fn document(page: &Page) -> Document<'_> {
    Document {
        schema: SCHEMA,
        id: &page.id,
        group: group_id(&page.group_key),
        reason: page.reason.as_str(),
        status: page.status.as_str(),
        severity: page.severity.as_str(),
        title: &page.title,
        at: page.at,
        since: page.since,
        labels: &page.labels,
        group_labels: &page.group_labels,
        owner: page.owner.as_ref().map(|owner| Owner {
            name: &owner.name,
            contact: &owner.contact,
            escalation: owner.escalation.as_deref(),
        }),
        runbook: page.runbook.as_ref().map(|runbook| Runbook {
            name: &runbook.name,
            title: &runbook.title,
            url: &runbook.url,
            impact: &runbook.impact,
            first_action: &runbook.first_action,
        }),
        evidence: &page.evidence,
        links: &page.links,
        notes: &page.notes,
        firing: page.firing.iter().map(alert).collect(),
        firing_count: page.firing.len() + page.more_firing,
        resolved: page.resolved.iter().map(alert).collect(),
        resolved_count: page.resolved.len() + page.more_resolved,
        waiting_since: page.waiting_since,
        groups: page.groups.iter().map(group).collect(),
        groups_count: page.groups.len() + page.more_groups,
        kept: &page.kept,
        kept_count: page.kept.len() + page.more_kept,
    }
}

/// The JSON of a value that has only texts, numbers and maps with texts as keys: writing it can't fail.
pub(super) fn json(value: &impl Serialize) -> String {
    serde_json::to_string(value).unwrap_or_default()
}

fn group(line: &GroupLine) -> InGroup<'_> {
    InGroup {
        group: group_id(&line.group_key),
        reason: line.reason.as_str(),
        status: line.status.as_str(),
        severity: line.severity.as_str(),
        title: &line.title,
        firing: line.firing.iter().map(Fingerprint::as_str).collect(),
        firing_count: line.firing.len() + line.more_firing,
        resolved: line.resolved.iter().map(Fingerprint::as_str).collect(),
        resolved_count: line.resolved.len() + line.more_resolved,
        notes: &line.notes,
    }
}

fn alert(line: &Line) -> Alert<'_> {
    Alert {
        fingerprint: line.fingerprint.as_str(),
        name: &line.name,
        symptom: &line.symptom,
        severity: line.severity.as_str(),
        starts_at: line.starts_at,
        ends_at: line.ends_at,
        no_data_since: line.no_data_since,
    }
}
