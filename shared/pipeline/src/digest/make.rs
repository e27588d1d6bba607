//! Making a digest: sealing the account, posting its page, beginning the next.

use std::cell::RefCell;

use alert_core::catalog::Catalog;
use alert_core::digest::{Account, DigestEntry, DigestPlan, DigestRecord};
use alert_core::page::{Note, Page};
use alert_core::time::{SignedDuration, after};
use futures_util::future::try_join_all;
use tracing::{info, warn};

use super::rows::{head_key, partition};
use crate::catalog;
use crate::counts::Counts;
use crate::deliver::LEASE;
use crate::error::DriverError;
use crate::flush::Flushed;
use crate::hand_over::wake_at;
use crate::invocation::{Invocation, Pen};
use crate::notices;
use crate::ports::{Ports, Store, Wake};
use crate::records::{Edit, Replaced, Stored, edit_from, replace};

/// How many entries are sealed at a time.
const AT_ONCE: usize = 16;
/// When it is looked at again while there is no catalog to say who wants what.
const WITHOUT_CATALOG: SignedDuration = SignedDuration::from_mins(15);

/// Makes the digest of an owner, if it is due, or goes on where somebody died.
pub(crate) async fn make<P: Ports>(
    done: &RefCell<Flushed>,
    ports: &P,
    owner: &str,
    invocation: &Invocation<'_>,
    pen: &Pen<'_>,
) -> Result<(), DriverError> {
    let now = invocation.now;
    let Some(row) = ports.store().get(&head_key(owner)).await? else {
        return Ok(());
    };
    let head: Stored<DigestRecord> = Stored::read(&row)?;
    if head.due_at.is_none_or(|due| due > now) {
        return Ok(());
    }
    let mut counts = Counts::default();
    let catalog = catalog::current(ports, invocation, &mut counts).await;
    done.borrow_mut().counts.merge(&counts);
    let Some(plan) = catalog.digest(owner) else {
        let due = catalog.is_bare().then(|| after(now, WITHOUT_CATALOG));
        replace(ports.store(), &head, head.record.clone(), due, pen, now).await?;
        return Ok(());
    };
    // Nobody else seals while the lease lasts; whoever finds it lapsed goes on from the rows.
    let mine = pen.sign();
    let taken = DigestRecord {
        maker: Some(mine.clone()),
        ..head.record.clone()
    };
    let Replaced::Done(head) =
        replace(ports.store(), &head, taken, Some(after(now, LEASE)), pen, now).await?
    else {
        return Ok(());
    };
    let page = match head.record.page.clone() {
        Some(page) => Some(page),
        None => decide(ports, owner, &head, plan, &catalog, invocation, pen).await?,
    };
    if let Some(page) = page {
        post(ports, *page, plan, &catalog, invocation, pen).await?;
        info!(owner, digest = head.record.number, "the digest is posted");
    }
    finish(ports, owner, &head, plan, invocation, pen).await
}

/// Seals what is counted and keeps the page of it: from here on it is this page, whoever sends it. Nothing where nothing was
/// counted, or where somebody else has taken it over.
async fn decide<P: Ports>(
    ports: &P,
    owner: &str,
    head: &Stored<DigestRecord>,
    plan: &DigestPlan,
    catalog: &Catalog,
    invocation: &Invocation<'_>,
    pen: &Pen<'_>,
) -> Result<Option<Box<Page>>, DriverError> {
    let (number, now) = (head.record.number, invocation.now);
    let mut entries: Vec<DigestEntry> = Vec::new();
    let mut open = Vec::new();
    for row in ports.store().partition(&partition(owner)).await? {
        if row.key.sk.starts_with("alert#") {
            let entry: Stored<DigestEntry> = Stored::read(&row)?;
            if entry.record.tally.is_empty() || entry.record.sealed_under(number).is_some() {
                entries.push(entry.record);
            } else {
                open.push(entry);
            }
        }
    }
    for some in open.chunks(AT_ONCE) {
        let sealed = some
            .iter()
            .map(|entry| seal(ports, entry, number, invocation, pen));
        entries.extend(try_join_all(sealed).await?.into_iter().flatten());
    }
    let account = Account::of(entries.iter(), number);
    let Some(card) = catalog.owner_card(owner).filter(|_| account.count() > 0) else {
        return Ok(None);
    };
    let to = catalog.receiver_or_fallback(&plan.receiver);
    let language = to.map(|to| catalog.preference(to).with_owner(card.language));
    let since = head.record.since;
    let page = Page::digest(card, number, &account, since, now, language.unwrap_or_default());
    let page = Box::new(page);
    let kept = change(ports, head, invocation, pen, |record| DigestRecord {
        page: Some(page.clone()),
        ..record
    })
    .await?;
    Ok(kept.then_some(page))
}

async fn seal<P: Ports>(
    ports: &P,
    entry: &Stored<DigestEntry>,
    number: u64,
    invocation: &Invocation<'_>,
    pen: &Pen<'_>,
) -> Result<Option<DigestEntry>, DriverError> {
    let sealed = edit_from(
        ports.store(),
        Some(entry.clone()),
        entry.key.clone(),
        pen,
        invocation.now,
        |current: Option<&Stored<DigestEntry>>| {
            let Some(current) = current else {
                return Edit::Leave;
            };
            let mut record = current.record.clone();
            record.seal(number);
            if record == current.record {
                Edit::Leave
            } else {
                Edit::Write(record, None)
            }
        },
    )
    .await?;
    Ok(sealed.map(|stored| stored.record))
}

/// Owes the page to the owner's receiver; one that the catalog does not have is the fallback.
async fn post<P: Ports>(
    ports: &P,
    mut page: Page,
    plan: &DigestPlan,
    catalog: &Catalog,
    invocation: &Invocation<'_>,
    pen: &Pen<'_>,
) -> Result<(), DriverError> {
    let Some(to) = catalog.receiver_or_fallback(&plan.receiver) else {
        warn!(receiver = plan.receiver, "nobody to send a digest to");
        return Ok(());
    };
    if to.name != plan.receiver {
        let name = plan.receiver.clone();
        page.note(&Note::NoReceiver { name });
    }
    notices::post(ports, page, to, invocation, pen).await
}

/// Begins the next account. It rests until something is counted, unless something was meanwhile.
async fn finish<P: Ports>(
    ports: &P,
    owner: &str,
    head: &Stored<DigestRecord>,
    plan: &DigestPlan,
    invocation: &Invocation<'_>,
    pen: &Pen<'_>,
) -> Result<(), DriverError> {
    let now = invocation.now;
    let mut due = None;
    edit_from(
        ports.store(),
        Some(head.clone()),
        head.key.clone(),
        pen,
        now,
        |current: Option<&Stored<DigestRecord>>| {
            due = None;
            match current.filter(|current| is_ours(current, head)) {
                Some(current) => {
                    due = current.record.more.then(|| plan.when.next(now));
                    Edit::Write(current.record.next(now), due)
                }
                None => Edit::Leave,
            }
        },
    )
    .await?;
    match due {
        Some(due) => wake_at(ports, Wake::Digest(owner.to_owned()), due, now).await,
        None => Ok(()),
    }
}

/// Changes the head, unless somebody has taken it over; then false.
async fn change<P: Ports>(
    ports: &P,
    head: &Stored<DigestRecord>,
    invocation: &Invocation<'_>,
    pen: &Pen<'_>,
    next: impl Fn(DigestRecord) -> DigestRecord,
) -> Result<bool, DriverError> {
    let mut ours = false;
    edit_from(
        ports.store(),
        Some(head.clone()),
        head.key.clone(),
        pen,
        invocation.now,
        |current: Option<&Stored<DigestRecord>>| {
            let current = current.filter(|current| is_ours(current, head));
            ours = current.is_some();
            match current {
                Some(current) => Edit::Write(next(current.record.clone()), current.due_at),
                None => Edit::Leave,
            }
        },
    )
    .await?;
    Ok(ours)
}

fn is_ours(current: &Stored<DigestRecord>, head: &Stored<DigestRecord>) -> bool {
    current.record.number == head.record.number && current.record.maker == head.record.maker
}
