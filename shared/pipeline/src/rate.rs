//! Room at a receiver: a page takes a token and goes, or its group waits with others for their summary.
//!
//! A receiver without a limit costs nothing here: no row is read or written for it.

use alert_core::catalog::{Limit, ReceiverConfig};
use alert_core::page::{Page, Status};
use alert_core::severity::Severity;
use alert_core::state::summary::Part;
use alert_core::state::{DeliveryRecord, Queue, ReceiverRecord};
use alert_core::time::{SignedDuration, after};
use tracing::info;

use crate::deliver::{Origin, Work};
use crate::error::DriverError;
use crate::hand_over::wake_at;
use crate::invocation::{Invocation, Pen};
use crate::ports::{Ports, Store, Wake};
use crate::receiver_rows::{WaitingRecord, receiver_id, receiver_key, waiting_key};
use crate::records::{ATTEMPTS, Edit, Replaced, Stored, contended, edit, replace};

/// How often a token is tried for while others take theirs. Then the receiver counts as overloaded, which it is.
const TRIES: u32 = 3;

/// How long a group that was in a summary elsewhere waits for the others of it.
const TOGETHER: SignedDuration = SignedDuration::from_secs(3);

/// Takes a token for a page, so that it can go: nothing. Or makes its group wait for the receiver's next summary: the log
/// as it now is.
pub(crate) async fn admit<P: Ports>(
    ports: &P,
    group_id: &str,
    target: &Stored<DeliveryRecord>,
    work: &Work,
    limit: Option<Limit>,
    invocation: &Invocation<'_>,
    pen: &Pen<'_>,
) -> Result<Option<DeliveryRecord>, DriverError> {
    let log = &target.record;
    // What was in a summary elsewhere is told in one here.
    let is_bundled =
        work.origin == Origin::Diverted && log.diversions.first().is_some_and(|next| next.bundled);
    if limit.is_none() && !is_bundled && log.waiting.is_none() {
        return Ok(None);
    }
    let mut place = read(ports, &log.receiver).await?;
    if !is_bundled && has_token(ports, &mut place, &work.page, limit, invocation, pen).await? {
        return Ok(None);
    }
    let batch = join(ports, place, group_id, log, work, limit, invocation, pen).await?;

    // The log last: what it says of a batch is so.
    let waiting = log.waiting_in(batch, &work.tells, invocation.now);
    if waiting == *log {
        return Ok(Some(waiting));
    }
    if log.waiting.is_none() {
        info!(
            group.id = group_id,
            receiver.name = log.receiver.name,
            reason = work.page.reason.as_str(),
            "the receiver takes no more pages now: it is told in a summary"
        );
    }
    match replace(ports.store(), target, waiting, None, pen, invocation.now).await? {
        Replaced::Done(stored) => Ok(Some(stored.record)),
        // Somebody else is at it, and has the group in their hands.
        Replaced::Lost(Some(theirs)) => Ok(Some(theirs.record)),
        Replaced::Lost(None) => Err(contended(&target.key)),
    }
}

/// Whether a page may use what is kept for critical ones.
fn is_critical(page: &Page) -> bool {
    page.severity == Severity::Critical && page.status == Status::Firing
}

/// A place's record; a new one where there is none.
pub(crate) async fn read<P: Ports>(
    ports: &P,
    receiver: &ReceiverConfig,
) -> Result<Stored<ReceiverRecord>, DriverError> {
    let key = receiver_key(&receiver_id(receiver));
    match ports.store().get(&key).await? {
        Some(row) => Stored::read(&row),
        None => Ok(Stored {
            key,
            version: 0,
            due_at: None,
            record: ReceiverRecord::new(receiver.clone()),
        }),
    }
}

/// Whether there is a token for a page; then it is taken.
async fn has_token<P: Ports>(
    ports: &P,
    place: &mut Stored<ReceiverRecord>,
    page: &Page,
    limit: Option<Limit>,
    invocation: &Invocation<'_>,
    pen: &Pen<'_>,
) -> Result<bool, DriverError> {
    let now = invocation.now;
    for _ in 0..TRIES {
        if !place.record.has_room(is_critical(page), limit, now) {
            return Ok(false);
        }
        let taken = place.record.without_token(limit, now);
        let due = taken.due_at(limit, now);
        match replace(ports.store(), place, taken, due, pen, now).await? {
            Replaced::Done(_) => return Ok(true),
            Replaced::Lost(Some(theirs)) => *place = theirs,
            Replaced::Lost(None) => return Ok(false),
        }
    }
    Ok(false)
}

/// Puts a group into the open batch, unless its row is in one already, and says the number of the batch. Only when the
/// row is there the queue is looked at: whoever has emptied it by then has read the row.
#[allow(clippy::too_many_arguments)] // a flush's usual three, and what a row says
async fn join<P: Ports>(
    ports: &P,
    mut place: Stored<ReceiverRecord>,
    group_id: &str,
    log: &DeliveryRecord,
    work: &Work,
    limit: Option<Limit>,
    invocation: &Invocation<'_>,
    pen: &Pen<'_>,
) -> Result<u64, DriverError> {
    let (id, now) = (receiver_id(&log.receiver), invocation.now);
    let is_bundled = log.diversions.first().is_some_and(|next| next.bundled);
    let wish = Queue {
        since: log.waiting.as_ref().map_or(now, |waiting| waiting.since),
        ready_at: if is_bundled { after(now, TOGETHER) } else { now },
        critical: is_critical(&work.page),
    };
    let row_in = |batch| {
        let part = Part {
            group_id: group_id.to_owned(),
            receiver: log.receiver.name.clone(),
            batch,
        };
        WaitingRecord::new(part, wish, work.page.status == Status::Notice)
    };
    let mut present = None;
    if let Some(waiting) = &log.waiting
        && let Some(row) = ports
            .store()
            .get(&waiting_key(&id, &row_in(waiting.batch).part))
            .await?
    {
        let row: Stored<WaitingRecord> = Stored::read(&row)?;
        let stays = !row.record.done && row.record.wish.covers(wish);
        present = stays.then_some(waiting.batch);
    }
    for _ in 0..ATTEMPTS {
        let known =
            present.filter(|batch| *batch == place.record.batch || place.record.batches.contains(batch));
        let Some(batch) = known else {
            let batch = place.record.batch;
            write_row(ports, &id, row_in(batch), invocation, pen).await?;
            present = Some(batch);
            place = read(ports, &log.receiver).await?;
            continue;
        };
        if place.record.queue.is_some_and(|queue| queue.covers(wish)) {
            return Ok(batch);
        }
        let next = place.record.joined(wish);
        let due = next.due_at(limit, now);
        match replace(ports.store(), &place, next, due, pen, now).await? {
            Replaced::Done(_) => {
                if let Some(due) = due {
                    wake_at(ports, Wake::Receiver(id), due, now).await?;
                }
                return Ok(batch);
            }
            Replaced::Lost(Some(theirs)) => place = theirs,
            Replaced::Lost(None) => place = read(ports, &log.receiver).await?,
        }
    }
    Err(contended(&place.key))
}

/// Writes a group's row in a batch; one that is there already becomes as urgent as this.
async fn write_row<P: Ports>(
    ports: &P,
    id: &str,
    row: WaitingRecord,
    invocation: &Invocation<'_>,
    pen: &Pen<'_>,
) -> Result<(), DriverError> {
    edit(
        ports.store(),
        waiting_key(id, &row.part),
        pen,
        invocation.now,
        |current: Option<&Stored<WaitingRecord>>| {
            let known = current.map(|current| &current.record);
            let mut next = row.clone();
            if let Some(known) = known.filter(|known| !known.done) {
                next.wish = known.wish.with(row.wish);
            }
            if known == Some(&next) {
                Edit::Leave
            } else {
                Edit::Write(next, None)
            }
        },
    )
    .await?;
    Ok(())
}
