//! Counting what a flush finds to be kept from people.

use std::collections::BTreeSet;

use alert_core::catalog::Catalog;
use alert_core::digest::{DigestEntry, DigestPlan, DigestRecord, Note, at_the_close, while_it_lasts};
use alert_core::state::{DeliveryRecord, Member};
use futures_util::future::try_join_all;

use super::rows::{entry_key, head_key};
use crate::close::{cause, is_over};
use crate::error::DriverError;
use crate::group::Group;
use crate::hand_over::wake_at;
use crate::invocation::{Invocation, Pen};
use crate::ports::{Ports, Wake};
use crate::records::{Edit, Stored, edit, replace};

/// How many alerts are counted at a time.
const AT_ONCE: usize = 16;

/// What is to be counted of one member, in whose account.
struct Finding<'a> {
    owner: &'a str,
    member: &'a Stored<Member>,
    notes: Vec<Note>,
    /// It is closed next; whoever dies before that finds it again.
    closes: bool,
}

/// Counts what the group keeps from people, and what it is about to close without having told anybody; `logs`: what its
/// receivers know by now. The account comes first and the member's own memory last: whoever dies in between counts again,
/// and an account counts nothing twice.
pub(crate) async fn note<P: Ports>(
    ports: &P,
    group: &Group,
    logs: &[DeliveryRecord],
    catalog: &Catalog,
    invocation: &Invocation<'_>,
    pen: &Pen<'_>,
) -> Result<(), DriverError> {
    let findings: Vec<_> = group
        .members
        .iter()
        .filter_map(|member| find(group, member, logs, catalog, invocation))
        .collect();
    for some in findings.chunks(AT_ONCE) {
        try_join_all(some.iter().map(|finding| count(ports, finding, invocation, pen))).await?;
    }
    let owners: BTreeSet<_> = findings.iter().map(|finding| finding.owner).collect();
    for owner in owners {
        if let Some(plan) = catalog.digest(owner) {
            expect(ports, owner, plan, invocation, pen).await?;
        }
    }
    for some in findings.chunks(AT_ONCE) {
        let open = some.iter().filter(|finding| !finding.closes);
        try_join_all(open.map(|finding| remember(ports, finding, invocation, pen))).await?;
    }
    Ok(())
}

/// What is to be counted of a member, if its owner wants a digest.
fn find<'a>(
    group: &Group,
    member: &'a Stored<Member>,
    logs: &[DeliveryRecord],
    catalog: &Catalog,
    invocation: &Invocation<'_>,
) -> Option<Finding<'a>> {
    let now = invocation.now;
    let record = &member.record;
    if record.closed || record.moved || record.alert.drill.is_some() {
        return None;
    }
    let owner = record.alert.owner.as_ref()?.name.as_str();
    catalog.digest(owner)?;
    let closes = is_over(record, logs, now);
    let mut notes = while_it_lasts(record, &group.around(now));
    if closes {
        let known = group.deliveries.iter().map(|stored| &stored.record).chain(logs);
        notes.extend(at_the_close(record, cause(group, record, now), known));
    }
    (!notes.is_empty()).then_some(Finding {
        owner,
        member,
        notes,
        closes,
    })
}

async fn count<P: Ports>(
    ports: &P,
    finding: &Finding<'_>,
    invocation: &Invocation<'_>,
    pen: &Pen<'_>,
) -> Result<(), DriverError> {
    let alert = &finding.member.record.alert;
    edit(
        ports.store(),
        entry_key(finding.owner, &alert.fingerprint),
        pen,
        invocation.now,
        |current: Option<&Stored<DigestEntry>>| {
            let blank = DigestEntry::of(alert);
            let known = current.map(|current| &current.record);
            let mut entry = known.cloned().unwrap_or_else(|| blank.clone());
            for note in &finding.notes {
                entry.count(*note);
            }
            if known.is_some_and(|known| known.tally == entry.tally) {
                return Edit::Leave;
            }
            entry.name.clone_from(&blank.name);
            entry.severity = blank.severity;
            Edit::Write(entry, None)
        },
    )
    .await?;
    Ok(())
}

/// Makes sure that the account is told of: it has a due time, or whoever makes a digest just now knows that there is more.
async fn expect<P: Ports>(
    ports: &P,
    owner: &str,
    plan: &DigestPlan,
    invocation: &Invocation<'_>,
    pen: &Pen<'_>,
) -> Result<(), DriverError> {
    let now = invocation.now;
    let mut due = None;
    edit(
        ports.store(),
        head_key(owner),
        pen,
        now,
        |current: Option<&Stored<DigestRecord>>| {
            due = None;
            let known = current.map(|current| (&current.record, current.due_at));
            match known {
                Some((record, Some(_))) if record.maker.is_none() || record.more => Edit::Leave,
                Some((record, Some(lease_until))) => {
                    let more = DigestRecord {
                        more: true,
                        ..record.clone()
                    };
                    Edit::Write(more, Some(lease_until))
                }
                resting => {
                    let next = plan.when.next(now);
                    due = Some(next);
                    let begun = resting.map_or_else(
                        || DigestRecord::new(now),
                        |(record, _)| DigestRecord {
                            since: now,
                            maker: None,
                            more: false,
                            ..record.clone()
                        },
                    );
                    Edit::Write(begun, Some(next))
                }
            }
        },
    )
    .await?;
    match due {
        Some(due) => wake_at(ports, Wake::Digest(owner.to_owned()), due, now).await,
        None => Ok(()),
    }
}

/// Lets the member remember what is counted, so that the next flush need not ask. Who loses it to a newer copy asks again.
async fn remember<P: Ports>(
    ports: &P,
    finding: &Finding<'_>,
    invocation: &Invocation<'_>,
    pen: &Pen<'_>,
) -> Result<(), DriverError> {
    let mut member = finding.member.record.clone();
    member
        .noted
        .extend(finding.notes.iter().map(|note| (note.cause, note.noted)));
    replace(ports.store(), finding.member, member, None, pen, invocation.now).await?;
    Ok(())
}
