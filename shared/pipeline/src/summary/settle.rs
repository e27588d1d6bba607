//! What came of a summary, told to each of its groups.

use alert_core::state::summary::{Fate, Part, Summary};
use alert_core::state::{DeliveryRecord, Left as Remaining, Queue, ReceiverRecord, Tell};

use super::Turnover;
use super::gather::Left;
use crate::deliver::{Origin, Work, divert, settle};
use crate::error::DriverError;
use crate::hand_over::wake_at;
use crate::ports::{Ports, Store, Wake};
use crate::receiver_rows::claim_in;
use crate::records::{ATTEMPTS, Replaced, Stored, contended, delivery_key, replace};

impl<P: Ports> Turnover<'_, P> {
    /// Tells every group, then lets go of them.
    pub(super) async fn settle(
        &self,
        place: &mut Stored<ReceiverRecord>,
        summary: &Summary,
        fate: &Fate,
    ) -> Result<bool, DriverError> {
        let parts = summary.parts.as_deref().unwrap_or_default();
        Self::each(parts, |part| self.settle_part(part, summary.number, fate)).await?;
        self.finish(place, false).await
    }

    /// Writes what came of a group's news into its log, as if it had been sent by itself. Every step may be repeated.
    async fn settle_part(&self, part: Part, number: u64, fate: &Fate) -> Result<(), DriverError> {
        let now = self.invocation.now;
        let Some(mut stored) = self.log(&part).await? else {
            return Ok(());
        };
        for _ in 0..ATTEMPTS {
            let log = &stored.record;
            let Some(claim) = claim_in(log, self.id, number) else {
                // It knows already.
                let retry = log.retry.as_ref().filter(|_| matches!(fate, Fate::Apart { .. }));
                let left = retry.map_or(Left::Done, |retry| Left::Until(retry.at));
                return self.leave(&part, &left).await;
            };
            let work = Work {
                id: claim.id.clone(),
                page: claim.page.clone(),
                tells: claim.tells.clone(),
                origin: match claim.diverted {
                    diverted if fate.is_in_doubt() => Origin::Claimed { diverted },
                    true => Origin::Diverted,
                    false => Origin::Decided,
                },
            };
            let step = settle(log, &work, &fate.of_part(now), self.catalog, self.invocation);
            // A page that goes elsewhere is owed there before it stops being owed here.
            if let Some((elsewhere, diversion)) = &step.diversion {
                divert(
                    self.ports,
                    &part.group_id,
                    elsewhere,
                    diversion,
                    self.invocation,
                    self.pen,
                )
                .await?;
            }
            match replace(self.ports.store(), &stored, step.log, None, self.pen, now).await? {
                Replaced::Done(settled) => stored = settled,
                Replaced::Lost(Some(theirs)) => stored = theirs,
                Replaced::Lost(None) => return Ok(()),
            }
        }
        Err(contended(&stored.key))
    }

    async fn log(&self, part: &Part) -> Result<Option<Stored<DeliveryRecord>>, DriverError> {
        let key = delivery_key(&part.group_id, &part.receiver);
        let row = self.ports.store().get(&key).await?;
        row.as_ref().map(Stored::read).transpose()
    }

    /// What the summary's page says of whom: what its groups' claims say.
    pub(super) async fn claimed(&self, summary: &Summary) -> Result<Vec<Tell>, DriverError> {
        let parts = summary.parts.as_deref().unwrap_or_default();
        let logs = Self::each(parts, |part| async move { self.log(&part).await }).await?;
        let claims = logs
            .iter()
            .flatten()
            .filter_map(|log| claim_in(&log.record, self.id, summary.number));
        Ok(claims.flat_map(|claim| claim.tells.clone()).collect())
    }

    /// The summary is done, or there was nothing to tell: then it has taken no page's place.
    pub(super) async fn finish(
        &self,
        place: &mut Stored<ReceiverRecord>,
        is_empty: bool,
    ) -> Result<bool, DriverError> {
        let (rows, done) = self.rows(&place.record).await?;
        let open = place.record.batch;
        let earlier = place.record.batches.iter();
        let has_some = |batch: u64| rows.iter().any(|row| row.part.batch == batch);
        let queue = rows.iter().map(|row| row.wish);
        let left = Remaining {
            queue: queue.reduce(Queue::with),
            earlier: earlier.copied().filter(|batch| has_some(*batch)).collect(),
            in_open: has_some(open),
            done,
        };
        let is_ours = self
            .amend(place, |record| {
                *record = record.finished(&left);
                if is_empty {
                    *record = record.with_token_back(self.limit);
                }
            })
            .await?;
        if let Some(due) = place.due_at.filter(|_| is_ours) {
            wake_at(
                self.ports,
                Wake::Receiver(self.id.to_owned()),
                due,
                self.invocation.now,
            )
            .await?;
        }
        Ok(false)
    }
}
