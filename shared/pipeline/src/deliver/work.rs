//! What a receiver must be told now: a claim in doubt, a page handed on to it, or what is decided.

use alert_core::catalog::Catalog;
use alert_core::fingerprint::digest;
use alert_core::page::{Draft, Note, Page, Told, build};
use alert_core::state::decide::{News, Verdict, decide};
use alert_core::state::{DeliveryRecord, Member, Tell};
use alert_core::time::Timestamp;

use crate::group::Group;

/// What is to be sent, and where it comes from.
pub(crate) struct Work {
    pub(crate) id: String,
    pub(crate) page: Page,
    pub(crate) tells: Vec<Tell>,
    pub(crate) origin: Origin,
}

/// Where a page to be sent comes from.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Origin {
    /// It was decided just now.
    Decided,
    /// It waits at the front of the log's diversions.
    Diverted,
    /// It was claimed before and its outcome is not known.
    Claimed {
        /// It had been diverted here.
        diverted: bool,
    },
}

impl Origin {
    /// Whether it was another receiver's page: then nothing here would decide it again.
    pub(crate) const fn is_diverted(self) -> bool {
        matches!(self, Self::Diverted | Self::Claimed { diverted: true })
    }
}

/// What this receiver must be told now, if anything.
pub(crate) fn next_work(
    log: &DeliveryRecord,
    group: &Group,
    catalog: &Catalog,
    now: Timestamp,
) -> Option<Work> {
    // What may have been sent is sent again unchanged before anything new is decided.
    if let Some(claim) = &log.claim {
        if claim.lease_until > now {
            return None;
        }
        let mut page = claim.page.clone();
        page.note(&Note::MayRepeat);
        return Some(Work {
            id: claim.id.clone(),
            page,
            tells: claim.tells.clone(),
            origin: Origin::Claimed {
                diverted: claim.diverted,
            },
        });
    }
    if log.retry.as_ref().is_some_and(|retry| retry.at > now) {
        return None;
    }
    if let Some(diversion) = log.diversions.first() {
        return Some(Work {
            id: diversion.page.id.clone(),
            page: Page {
                waiting_since: log
                    .waiting
                    .as_ref()
                    .map_or(diversion.page.waiting_since, |waiting| Some(waiting.since)),
                ..diversion.page.clone()
            },
            tells: diversion.tells.clone(),
            origin: Origin::Diverted,
        });
    }
    let members = group.records();
    match decide(log, &members, &group.around(now)) {
        Verdict::Notify(news) => Some(draft(log, group, &members, news, catalog, now)),
        Verdict::Hold(_) | Verdict::Quiet => None,
    }
}

fn draft(
    log: &DeliveryRecord,
    group: &Group,
    members: &[&Member],
    news: News,
    catalog: &Catalog,
    now: Timestamp,
) -> Work {
    let head = &group.head.record;
    let told = |position: &usize, firing: bool| {
        let member = members[*position];
        Told {
            alert: &member.alert,
            starts_at: member.starts_at,
            ends_at: member.over_at().filter(|_| !firing),
            no_data_since: member.no_data_since,
        }
    };
    let tell = |position: &usize, firing: bool| {
        let member = members[*position];
        Tell {
            fingerprint: member.alert.fingerprint.clone(),
            episode: member.episode,
            alert_version: member.alert_version,
            severity: member.alert.severity,
            firing,
            flapping: firing && member.flaps_until(now).is_some(),
        }
    };
    let firing = news.firing.iter().map(|position| tell(position, true));
    let resolved = news.resolved.iter().map(|position| tell(position, false));
    let tells: Vec<Tell> = firing.chain(resolved).collect();
    // The same news after a failure is the same notification: a receiver that took it and answered 500 knows its id.
    let id = match log.retry.as_ref().filter(|retry| retry.tells == tells) {
        Some(retry) => retry.id.clone(),
        None => digest(&[
            "notification",
            &head.key,
            &log.receiver.name,
            &(log.sequence + 1).to_string(),
        ]),
    };
    let page = build(Draft {
        id: id.clone(),
        group_key: &head.key,
        group_labels: &head.labels,
        reason: news.reason,
        at: news.heard_at.map_or(now, |heard| heard.max(now)),
        firing: news.firing.iter().map(|position| told(position, true)).collect(),
        resolved: news
            .resolved
            .iter()
            .map(|position| told(position, false))
            .collect(),
        notes: head.overflow_note().into_iter().chain(news.notes).collect(),
        language: catalog.preference(&log.receiver),
        waiting_since: log.waiting.as_ref().map(|waiting| waiting.since),
    });
    Work {
        id,
        page,
        tells,
        origin: Origin::Decided,
    }
}
