//! A notice: a page that tells of no change of an alert. It accounts for something, or says what is about to happen.

use super::{Note, Page, Status, bound};
use crate::catalog::OwnerCard;
use crate::labels::Labels;
use crate::language::Language;
use crate::observation::Evidence;
use crate::reason::Reason;
use crate::severity::Severity;
use crate::time::Timestamp;

/// What a notice says.
#[derive(Debug, Clone)]
pub struct Notice<'a> {
    /// The notification's id: the same however often it is posted.
    pub id: String,
    /// What it is about, as a group's key: notices with the same one belong together.
    pub subject: &'a str,
    /// Why it is told.
    pub reason: Reason,
    /// The whole of it in a line.
    pub title: String,
    /// When it was decided.
    pub at: Timestamp,
    /// Since when what it is about has lasted.
    pub since: Timestamp,
    /// Whom it concerns, where that is known.
    pub owner: Option<OwnerCard>,
    /// The facts.
    pub evidence: Vec<Evidence>,
    /// What a reader must know besides.
    pub notes: Vec<Note>,
    /// What it is written in.
    pub language: Language,
}

impl Page {
    /// The page of a notice, inside every bound. It is never urgent, so a receiver that is down gets it later rather than
    /// the fallback.
    pub fn notice(notice: Notice<'_>) -> Self {
        bound::bound(Self {
            id: notice.id,
            group_key: notice.subject.to_owned(),
            group_labels: Labels::new(),
            labels: Labels::new(),
            reason: notice.reason,
            status: Status::Notice,
            severity: Severity::Info,
            title: notice.title,
            at: notice.at,
            since: notice.since,
            owner: notice.owner,
            runbook: None,
            evidence: notice.evidence,
            firing: vec![],
            more_firing: 0,
            resolved: vec![],
            more_resolved: 0,
            links: vec![],
            notes: notice.notes.iter().map(notice.language.remark).collect(),
            language: notice.language,
            waiting_since: None,
            groups: vec![],
            more_groups: 0,
            kept: vec![],
            more_kept: 0,
        })
    }
}
