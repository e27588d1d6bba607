//! The runs among a group's alerts, as one receiver knows them. A run that failed is told of once, whatever it takes down
//! with it, and is over when all of it is.

use std::collections::{BTreeMap, BTreeSet};

use super::super::{DeliveryRecord, Member, Sent};
use crate::severity::Severity;
use crate::time::Timestamp;

/// What one receiver knows of the runs that a group's alerts belong to.
#[derive(Debug, Default)]
pub(super) struct Runs<'a> {
    /// It was told of something of these, and believes that it fires; the worst that it was told.
    told: BTreeMap<&'a str, Severity>,
    /// Something of these is for it.
    concerning: BTreeSet<&'a str>,
    /// Something of these still fires, as far as it has been told or may be.
    open: BTreeSet<&'a str>,
    /// Something of these that it was told of still fires.
    told_open: BTreeSet<&'a str>,
}

impl<'a> Runs<'a> {
    pub(super) fn of(log: &DeliveryRecord, members: &[&'a Member], now: Timestamp) -> Self {
        let mut runs = Self::default();
        for member in members {
            let Some(run) = member.run() else { continue };
            if let Some(sent) = sent(log, member, now) {
                let worst = runs.told.entry(run).or_insert(sent.severity);
                *worst = (*worst).max(sent.severity);
            }
            if !member.closed && !member.moved && member.is_for(&log.receiver.name) {
                runs.concerning.insert(run);
            }
        }
        runs
    }

    /// Takes note that an alert still fires and may be told of, or was.
    pub(super) fn fires(&mut self, member: &'a Member, is_told: bool) {
        if let Some(run) = member.run() {
            self.open.insert(run);
            if is_told {
                self.told_open.insert(run);
            }
        }
    }

    /// Whether the receiver knows of the alert's run by another alert.
    pub(super) fn is_known(&self, member: &Member) -> bool {
        self.worst_told(member).is_some()
    }

    /// The worst that it was told of the alert's run.
    pub(super) fn worst_told(&self, member: &Member) -> Option<Severity> {
        self.told.get(member.run()?).copied()
    }

    /// Whether another alert of the same run is for the receiver: then it hears of the whole run.
    pub(super) fn concerns(&self, member: &Member) -> bool {
        member.run().is_some_and(|run| self.concerning.contains(run))
    }

    /// Whether the alert's run goes on, so that its end is not told yet.
    pub(super) fn goes_on(&self, member: &Member) -> bool {
        member.run().is_some_and(|run| self.open.contains(run))
    }

    /// Whether the run goes on, and nothing that the receiver was told of it does.
    pub(super) fn goes_on_untold(&self, member: &Member) -> bool {
        member
            .run()
            .is_some_and(|run| self.open.contains(run) && !self.told_open.contains(run))
    }
}

/// What the receiver was told of the alert. What nobody knows to have arrived is no reason to keep quiet of an episode that
/// is open now.
pub(super) fn sent<'a>(log: &'a DeliveryRecord, member: &Member, now: Timestamp) -> Option<&'a Sent> {
    told_of(log, member)
        .filter(|sent| sent.episode == member.episode || !(sent.in_doubt && member.is_open(now)))
}

/// What the fallback was told instead of an earlier episode says nothing of this one.
fn told_of<'a>(log: &'a DeliveryRecord, member: &Member) -> Option<&'a Sent> {
    log.sent
        .get(&member.alert.fingerprint)
        .filter(|sent| !sent.diverted || sent.episode == member.episode)
}

/// Whether the receiver knows of the run of `over` by another alert, so that nobody missed that this one came and went.
pub fn is_correlated<'a>(
    log: &DeliveryRecord,
    members: impl IntoIterator<Item = &'a Member>,
    over: &Member,
) -> bool {
    over.run().is_some()
        && members.into_iter().any(|member| {
            member.run() == over.run()
                && member.alert.fingerprint != over.alert.fingerprint
                && told_of(log, member).is_some()
        })
}
