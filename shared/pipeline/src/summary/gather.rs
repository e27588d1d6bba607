//! Who is in a summary, and what each of them has to tell.

use std::collections::BTreeSet;
use std::rc::Rc;

use alert_core::silence::SilenceIndex;
use alert_core::state::summary::{MOST_PARTS, Part};
use alert_core::state::{Claim, DeliveryRecord, ReceiverRecord};
use alert_core::time::{Timestamp, after};

use super::Turnover;
use crate::deliver::{LEASE, Origin, Work, next_work};
use crate::error::DriverError;
use crate::group::Group;
use crate::hand_over::look_again;
use crate::inhibition;
use crate::ports::{Ports, Store};
use crate::receiver_rows::{WaitingRecord, batch_pk, claim_in, receiver_id, waiting_key};
use crate::records::{ATTEMPTS, Edit, Replaced, Stored, contended, edit_from, group_pk, replace};
use crate::silences;

/// What becomes of a group's row.
pub(super) enum Left {
    /// It waits on, and has nothing to send before this.
    Until(Timestamp),
    /// It waits no more.
    Done,
}

impl<P: Ports> Turnover<'_, P> {
    /// Claims the groups that have something to tell, criticals first. Nothing when the summary is another's by now.
    pub(super) async fn claim_parts(
        &self,
        place: &mut Stored<ReceiverRecord>,
    ) -> Result<Option<Vec<(Part, Work)>>, DriverError> {
        let Some(summary) = place.record.summary.clone() else {
            return Ok(None);
        };
        let parts = if let Some(parts) = summary.parts {
            parts
        } else {
            let (rows, _) = self.rows(&place.record).await?;
            let parts = chosen(rows, self.invocation.now);
            // Before any of them is claimed: whoever goes on knows whose claims to look for.
            let is_ours = self
                .amend(place, |record| {
                    if let Some(summary) = &mut record.summary {
                        summary.parts = Some(parts.clone());
                    }
                })
                .await?;
            if !is_ours {
                return Ok(None);
            }
            parts
        };
        let silences = silences::current(self.ports).await;
        let claims = Self::each(&parts, |part| {
            self.claim(part, summary.number, Rc::clone(&silences))
        })
        .await?;
        Ok(Some(claims.into_iter().flatten().collect()))
    }

    /// Claims one group's news.
    async fn claim(
        &self,
        part: Part,
        number: u64,
        silences: Rc<SilenceIndex>,
    ) -> Result<Option<(Part, Work)>, DriverError> {
        let now = self.invocation.now;
        for _ in 0..ATTEMPTS {
            let Some(target) = self.target(&part, &silences).await? else {
                self.leave(&part, &Left::Done).await?;
                return Ok(None);
            };
            let (group, target) = target;
            let mut log = target.record.clone();
            // Claimed before somebody died over it: nothing was sent, so it is decided anew.
            if claim_in(&log, self.id, number).is_some() {
                log.unclaim();
            }
            let work = next_work(&log, &group, self.catalog, now)
                .filter(|work| !matches!(work.origin, Origin::Claimed { .. }));
            let later = log.retry.as_ref().map(|retry| retry.at).filter(|at| *at > now);
            match &work {
                Some(work) => {
                    log.forget_ended(|fingerprint| group.is_closed(fingerprint));
                    claim_for(&mut log, work, number, now);
                }
                // It has nothing to tell, or tells it by itself.
                None if later.is_none() => log.waiting = None,
                None => {}
            }
            if log != target.record
                && let Replaced::Lost(_) =
                    replace(self.ports.store(), &target, log, None, self.pen, now).await?
            {
                continue;
            }
            return match (work, later) {
                (Some(work), _) => Ok(Some((part, work))),
                (None, later) => {
                    let left = later.map_or(Left::Done, Left::Until);
                    self.leave(&part, &left).await?;
                    Ok(None)
                }
            };
        }
        Err(contended(&waiting_key(self.id, &part)))
    }

    /// The group with the log of this receiver, if the receiver is still reached here.
    async fn target(
        &self,
        part: &Part,
        silences: &Rc<SilenceIndex>,
    ) -> Result<Option<(Group, Stored<DeliveryRecord>)>, DriverError> {
        let rows = self.ports.store().partition(&group_pk(&part.group_id)).await?;
        let Some(mut group) = Group::read(&part.group_id, rows, Rc::clone(silences))? else {
            return Ok(None);
        };
        group.inhibitors = inhibition::inhibitors(
            self.ports.store(),
            group.members.iter().map(|member| &member.record),
        )
        .await?;
        let target = group.targets().into_iter().find(|target| {
            let receiver = &target.record.receiver;
            receiver.name == part.receiver && receiver_id(receiver) == self.id
        });
        Ok(target.map(|target| (group, target)))
    }

    /// Says in a group's row whether it waits on. A group that does not is looked at again: whatever else it has to do
    /// was not thought of while it waited.
    pub(super) async fn leave(&self, part: &Part, left: &Left) -> Result<(), DriverError> {
        let key = waiting_key(self.id, part);
        if let Some(row) = self.ports.store().get(&key).await? {
            let known: Stored<WaitingRecord> = Stored::read(&row)?;
            edit_from(
                self.ports.store(),
                Some(known),
                key,
                self.pen,
                self.invocation.now,
                |current: Option<&Stored<WaitingRecord>>| {
                    let Some(current) = current else {
                        return Edit::Leave;
                    };
                    let mut next = current.record.clone();
                    match left {
                        Left::Until(at) => next.wish.ready_at = *at,
                        Left::Done => next.done = true,
                    }
                    if next == current.record {
                        Edit::Leave
                    } else {
                        Edit::Write(next, None)
                    }
                },
            )
            .await?;
        }
        match left {
            Left::Until(_) => Ok(()),
            Left::Done => look_again(self.ports, &part.group_id, self.invocation, self.pen).await,
        }
    }

    /// The rows of everybody who waits, and how many rows of the open batch are done with.
    pub(super) async fn rows(
        &self,
        record: &ReceiverRecord,
    ) -> Result<(Vec<WaitingRecord>, usize), DriverError> {
        let (mut waiting, mut done) = (Vec::new(), 0);
        for batch in record.batches.iter().chain([&record.batch]) {
            for row in self.ports.store().partition(&batch_pk(self.id, *batch)).await? {
                let row: Stored<WaitingRecord> = Stored::read(&row)?;
                if !row.record.done {
                    waiting.push(row.record);
                } else if *batch == record.batch {
                    done += 1;
                }
            }
        }
        Ok((waiting, done))
    }
}

/// Criticals first, then who has waited longest. A notice goes when nothing else wants to, and alone.
fn chosen(mut rows: Vec<WaitingRecord>, now: Timestamp) -> Vec<Part> {
    rows.retain(|row| row.wish.ready_at <= now);
    rows.sort_by_key(|row| (row.notice, !row.wish.critical, row.wish.since));
    let only_notices = rows.first().is_some_and(|row| row.notice);
    if only_notices {
        rows.truncate(1);
    }
    // A group that became critical while it waited may have joined twice.
    let mut seen = BTreeSet::new();
    rows.into_iter()
        .filter(|row| only_notices || !row.notice)
        .filter(|row| seen.insert((row.part.group_id.clone(), row.part.receiver.clone())))
        .map(|row| row.part)
        .take(MOST_PARTS)
        .collect()
}

/// Puts a group's news into the summary's hands.
fn claim_for(log: &mut DeliveryRecord, work: &Work, number: u64, now: Timestamp) {
    match work.origin {
        Origin::Diverted => drop(log.diversions.remove(0)),
        Origin::Decided | Origin::Claimed { .. } => log.sequence += 1,
    }
    log.claim = Some(Claim {
        id: work.id.clone(),
        tells: work.tells.clone(),
        page: work.page.clone(),
        lease_until: after(now, LEASE),
        diverted: work.origin.is_diverted(),
        summary: Some(number),
    });
}
