//! Handing a recorded change to the alert's groups: what the alert's record owes.
//!
//! Every step may be repeated: a member is a copy that an older one never replaces, a group's due time only comes
//! nearer, a wake-up too many finds nothing to do. The debt is cleared last.

use alert_core::state::{AlertRecord, GroupRecord, Member, Place, due_after};
use alert_core::time::{SignedDuration, Timestamp, after};

use crate::error::DriverError;
use crate::inhibition::record_source;
use crate::invocation::{Invocation, Pen};
use crate::ports::{Key, MAX_WAKE_DELAY, Ports, Store, Wake, Wakes};
use crate::records::{
    ATTEMPTS, Edit, Record, Replaced, Stored, contended, edit_from, group_key, member_key, replace,
};
use crate::run::{end_parts, merge};

/// When the sweep looks after a debt: by then whoever made it is done or dead.
pub(crate) fn owed_due(now: Timestamp) -> Timestamp {
    after(now, SignedDuration::from_mins(5))
}

/// Whether the groups have been told of all that was before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Debt {
    /// They have: only the newest change is owed.
    OfThis,
    /// Whoever recorded what was before may have died over it: a row may be written for which no flush was woken.
    PerhapsOlder,
}

/// Pays everything that the alert owes: to its groups, to the runs that turned out to be its own, to what is over with it.
pub(crate) async fn hand_over<P: Ports>(
    ports: &P,
    alert: Stored<AlertRecord>,
    debt: Debt,
    invocation: &Invocation<'_>,
    pen: &Pen<'_>,
) -> Result<(), DriverError> {
    write_groups(ports, &alert, debt, invocation, pen).await?;
    // Few alerts belong to runs: what is done for those is on the heap.
    if !alert.record.absorbs.is_empty() {
        Box::pin(merge(ports, &alert.record, invocation, pen)).await?;
    }
    if !alert.record.firing
        && alert
            .record
            .alert
            .as_ref()
            .is_some_and(|alert| alert.run.is_some())
    {
        Box::pin(end_parts(ports, &alert.record, invocation, pen)).await?;
    }
    clear(ports, &alert, invocation, pen).await
}

/// Pays what an alert owes to its groups, for whoever has changed it because of another.
pub(crate) async fn hand_to_groups<P: Ports>(
    ports: &P,
    alert: Stored<AlertRecord>,
    invocation: &Invocation<'_>,
    pen: &Pen<'_>,
) -> Result<(), DriverError> {
    write_groups(ports, &alert, Debt::PerhapsOlder, invocation, pen).await?;
    // What it owes besides is paid by whoever made that debt, or by the sweep.
    if alert.record.absorbs.is_empty() {
        clear(ports, &alert, invocation, pen).await?;
    }
    Ok(())
}

/// Writes the member rows, brings the groups' due times forward and wakes their flushes.
async fn write_groups<P: Ports>(
    ports: &P,
    alert: &Stored<AlertRecord>,
    debt: Debt,
    invocation: &Invocation<'_>,
    pen: &Pen<'_>,
) -> Result<(), DriverError> {
    for holds in &alert.record.holds {
        record_source(ports, alert, holds, invocation, pen).await?;
    }
    for place in &alert.record.places {
        if let Some((due, joined)) = write_member(ports, alert, place, debt, invocation, pen).await? {
            bring_forward(ports, alert, place, (due, joined), invocation, pen).await?;
        }
    }
    let is_present = |left: &Place| {
        alert
            .record
            .places
            .iter()
            .any(|place| place.group_id == left.group_id)
    };
    for place in alert.record.left.iter().filter(|left| !is_present(left)) {
        if let Some(member) = end_member(ports, alert, place, invocation, pen).await? {
            let due = due_after(&member, None, &GroupRecord::of(place), invocation.now);
            bring_forward(ports, alert, place, (due, Joined::No), invocation, pen).await?;
        }
    }
    Ok(())
}

/// Clears the debt.
async fn clear<P: Ports>(
    ports: &P,
    alert: &Stored<AlertRecord>,
    invocation: &Invocation<'_>,
    pen: &Pen<'_>,
) -> Result<(), DriverError> {
    // Somebody who came between owes a newer change and clears it; this one's debt is theirs.
    let settled = AlertRecord {
        owed: false,
        left: vec![],
        left_at: None,
        absorbs: vec![],
        ..alert.record.clone()
    };
    replace(ports.store(), alert, settled, None, pen, invocation.now).await?;
    Ok(())
}

/// The version of an alert's record with its first change: the one before is blank.
const FIRST_CHANGE: u64 = 2;

/// A flush that begins this soon may have read the group before what is written now.
const SOON: SignedDuration = SignedDuration::from_secs(5);

/// What a member that was written adds to its group.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Joined {
    /// Nothing: it is there already.
    No,
    /// It was over and is open again.
    Again,
    /// It has not been there before.
    New,
}

/// The row of an alert's group, read ahead of its write where it is likely to be there: from an alert's second change on. The
/// guess of [`edit`] would be refused, and a refusal is paid as a write of the row that is there, which is a read's price
/// fifteen times over.
async fn known<P: Ports, T: Record>(
    ports: &P,
    alert: &Stored<AlertRecord>,
    key: &Key,
) -> Result<Option<Stored<T>>, DriverError> {
    if alert.version <= FIRST_CHANGE {
        return Ok(None);
    }
    let row = ports.store().get(key).await?;
    row.as_ref().map(Stored::read).transpose()
}

/// Writes the member as it now is, unless a newer copy is already there, and says when its group is due for it.
async fn write_member<P: Ports>(
    ports: &P,
    alert: &Stored<AlertRecord>,
    place: &Place,
    debt: Debt,
    invocation: &Invocation<'_>,
    pen: &Pen<'_>,
) -> Result<Option<(Timestamp, Joined)>, DriverError> {
    let Some(of) = alert.record.alert.as_ref() else {
        return Ok(None);
    };
    let key = member_key(&place.group_id, &of.fingerprint);
    let known = known(ports, alert, &key).await?;
    let (group, now) = (GroupRecord::of(place), invocation.now);
    let (mut joined, mut due) = (Joined::No, None);
    let stored = edit_from(
        ports.store(),
        known,
        key,
        pen,
        invocation.now,
        |current: Option<&Stored<Member>>| {
            let before = current.map(|current| &current.record);
            (joined, due) = (Joined::No, None);
            if before.is_some_and(|before| before.alert_version >= alert.version) {
                return Edit::Leave;
            }
            match Member::of(&alert.record, alert.version, place, before, invocation.now) {
                Some(member) => {
                    joined = match before {
                        None => Joined::New,
                        Some(before) if before.closed => Joined::Again,
                        Some(_) => Joined::No,
                    };
                    let before = before.filter(|_| debt == Debt::OfThis);
                    due = Some(due_after(&member, before, &group, now));
                    Edit::Write(member, None)
                }
                None => Edit::Leave,
            }
        },
    )
    .await?;
    Ok(stored.map(|stored| {
        let due = due.unwrap_or_else(|| due_after(&stored.record, None, &group, now));
        (due, joined)
    }))
}

/// Ends the member of a group that an earlier episode was told in and this one is not.
async fn end_member<P: Ports>(
    ports: &P,
    alert: &Stored<AlertRecord>,
    place: &Place,
    invocation: &Invocation<'_>,
    pen: &Pen<'_>,
) -> Result<Option<Member>, DriverError> {
    let Some(of) = alert.record.alert.as_ref() else {
        return Ok(None);
    };
    let Some(row) = ports
        .store()
        .get(&member_key(&place.group_id, &of.fingerprint))
        .await?
    else {
        return Ok(None);
    };
    let mut stored: Stored<Member> = Stored::read(&row)?;
    for _ in 0..ATTEMPTS {
        if stored.record.alert_version >= alert.version {
            return Ok(Some(stored.record));
        }
        let over = stored.record.left(&alert.record, alert.version);
        match replace(ports.store(), &stored, over, None, pen, invocation.now).await? {
            Replaced::Done(written) => return Ok(Some(written.record)),
            Replaced::Lost(Some(newer)) => stored = newer,
            Replaced::Lost(None) => return Ok(None),
        }
    }
    Err(contended(&stored.key))
}

/// Brings the group's due time forward and wakes its flush. The write happens even when the due time stays: it starts a
/// new generation, so that a flush which has already read the members runs again. The count of members goes up with it;
/// whoever dies between the two leaves it one short until the flush.
async fn bring_forward<P: Ports>(
    ports: &P,
    alert: &Stored<AlertRecord>,
    place: &Place,
    (due, joined): (Timestamp, Joined),
    invocation: &Invocation<'_>,
    pen: &Pen<'_>,
) -> Result<(), DriverError> {
    let now = invocation.now;
    let group = GroupRecord::of(place);
    let key = group_key(&place.group_id);
    let head = known(ports, alert, &key).await?;
    let mut was_due = None;
    let stored = edit_from(
        ports.store(),
        head,
        key,
        pen,
        now,
        |current: Option<&Stored<GroupRecord>>| {
            let known = current.and_then(|current| current.due_at);
            was_due = known;
            let (open, rows) = current.map_or((0, 0), |current| (current.record.open, current.record.rows));
            let next = GroupRecord {
                open: open + u32::from(joined != Joined::No),
                rows: rows + u32::from(joined == Joined::New),
                ..group.clone()
            };
            Edit::Write(next, Some(known.map_or(due, |known| known.min(due))))
        },
    )
    .await?;
    let due = stored.and_then(|stored| stored.due_at).unwrap_or(due);
    // Whoever wrote this due time has woken for it. In a storm all others would wake a flush each, which reads the whole group
    // to find that nothing is due.
    if was_due == Some(due) && due > after(now, SOON) {
        return Ok(());
    }
    wake_at(ports, Wake::Group(place.group_id.clone()), due, now).await
}

/// Makes a group due now and wakes its flush: something that it goes by was written elsewhere. Always a new generation,
/// so that a flush which has read what was there before runs again.
pub(crate) async fn look_again<P: Ports>(
    ports: &P,
    group_id: &str,
    invocation: &Invocation<'_>,
    pen: &Pen<'_>,
) -> Result<(), DriverError> {
    let (key, now) = (group_key(group_id), invocation.now);
    let Some(row) = ports.store().get(&key).await? else {
        return Ok(());
    };
    let known: Stored<GroupRecord> = Stored::read(&row)?;
    edit_from(
        ports.store(),
        Some(known),
        key,
        pen,
        now,
        |current: Option<&Stored<GroupRecord>>| match current {
            Some(current) => Edit::Write(
                current.record.clone(),
                Some(current.due_at.map_or(now, |due| due.min(now))),
            ),
            None => Edit::Leave,
        },
    )
    .await?;
    wake_at(ports, Wake::Group(group_id.to_owned()), now, now).await
}

/// Wakes at `due` if the queue can wait that long; later ones are the sweep's.
pub(crate) async fn wake_at<P: Ports>(
    ports: &P,
    wake: Wake,
    due: Timestamp,
    now: Timestamp,
) -> Result<(), DriverError> {
    let delay = due.duration_since(now).max(SignedDuration::ZERO);
    if delay <= MAX_WAKE_DELAY {
        ports.wakes().wake(&wake, delay).await?;
    }
    Ok(())
}
