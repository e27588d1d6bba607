//! The page of a test: it goes the way of every other, and says that nothing is wrong.

use super::{Line, Note, Page, Status, bound};
use crate::catalog::OwnerCard;
use crate::fingerprint::{Fingerprint, digest};
use crate::labels::Labels;
use crate::language::Language;
use crate::observation::Evidence;
use crate::reason::Reason;
use crate::severity::Severity;
use crate::time::Timestamp;

impl Page {
    /// A page that fires, or with `resolved` its end: whoever makes incidents has to close it. Both are of one group.
    pub fn test(
        receiver: &str,
        author: &str,
        now: Timestamp,
        resolved: Option<Timestamp>,
        language: Language,
    ) -> Self {
        let nonce = now.to_string();
        let what = language.test_symptom;
        let line = Line {
            fingerprint: Fingerprint::from(digest(&["test", receiver, &nonce])),
            name: what.to_owned(),
            symptom: what.to_owned(),
            severity: Severity::Info,
            starts_at: now,
            ends_at: resolved,
            no_data_since: None,
        };
        let (status, reason, firing, over) = match resolved {
            None => (Status::Firing, Reason::First, vec![line], vec![]),
            Some(_) => (Status::Resolved, Reason::AllResolved, vec![], vec![line]),
        };
        bound::bound(Self {
            id: digest(&["test", receiver, &nonce, status.as_str()]),
            group_key: format!("test/{receiver}/{nonce}"),
            group_labels: Labels::new(),
            labels: Labels::from_iter([("alertname", "test"), ("service", "alert-router")]),
            reason,
            status,
            severity: Severity::Info,
            title: (language.test_title)(receiver),
            at: resolved.unwrap_or(now),
            since: now,
            owner: Some(OwnerCard {
                name: author.to_owned(),
                contact: language.test_author.to_owned(),
                escalation: None,
                timezone: None,
                language: None,
            }),
            runbook: None,
            evidence: vec![Evidence {
                name: "test".to_owned(),
                value: (language.test_sender)(receiver),
            }],
            firing,
            more_firing: 0,
            resolved: over,
            more_resolved: 0,
            links: vec![],
            notes: vec![(language.remark)(&Note::Test)],
            language,
            waiting_since: None,
            groups: vec![],
            more_groups: 0,
            kept: vec![],
            more_kept: 0,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::plain::plain;
    use crate::route::group_id;

    #[test]
    fn a_test_says_so_and_ends_what_it_began() {
        let now: Timestamp = "2026-11-22T10:00:00Z".parse().unwrap();
        let firing = Page::test("pager", "ana", now, None, Language::English);
        let resolved = Page::test(
            "pager",
            "ana",
            now,
            Some(crate::time::after(now, crate::time::SignedDuration::from_secs(3))),
            Language::English,
        );
        assert_eq!(group_id(&firing.group_key), group_id(&resolved.group_key));
        assert_ne!(firing.id, resolved.id);
        for page in [firing, resolved] {
            let text = plain(&page);
            assert!(
                text.contains("[TEST]") && text.contains("nothing fires") && text.contains("ana"),
                "{text}"
            );
        }
    }
}
