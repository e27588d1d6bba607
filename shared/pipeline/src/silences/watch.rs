//! Looking after a silence: somebody is warned before it ends, the groups are looked at when it has, and one that holds
//! nothing for long is ended.
//!
//! What is known of a silence besides itself has a row of its own, so that to look at it does not look like a change of it:
//! no flush loads the silences again because of that.

use std::cell::RefCell;

use alert_core::catalog::Catalog;
use alert_core::language::Language;
use alert_core::page::{Note, Page};
use alert_core::silence::{Silence, SilenceState};
use alert_core::state::SCHEMA;
use alert_core::time::{SignedDuration, Timestamp, after};
use serde::{Deserialize, Serialize};
use tracing::info;

use super::{find, put_silence};
use crate::alerts::find_alert;
use crate::catalog;
use crate::counts::{Counts, metric};
use crate::error::DriverError;
use crate::flush::Flushed;
use crate::invocation::{Invocation, Pen};
use crate::notices;
use crate::open::open_groups;
use crate::ports::{Key, Ports, Store, Wake, Wakes};
use crate::records::{Edit, Record, Replaced, Stored, edit, replace};

/// What is known of a silence besides itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct WatchRecord {
    schema: u32,
    /// When it was last seen to hold something; not more exact than an hour.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) matched_at: Option<Timestamp>,
    /// The end that somebody has been warned of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    warned_of: Option<Timestamp>,
    /// It is ended because it holds nothing, since then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    unmatched_at: Option<Timestamp>,
}

impl WatchRecord {
    /// The same, seen to hold something at `now`.
    pub(super) fn matched(&self, now: Timestamp) -> Self {
        Self {
            matched_at: Some(now),
            ..self.clone()
        }
    }
}

impl Record for WatchRecord {
    fn schema(&self) -> u32 {
        self.schema
    }

    /// A row that is due is kept; one that is not belongs to a silence that is over.
    fn forget_at(&self, now: Timestamp) -> Option<Timestamp> {
        Some(after(now, super::RETENTION))
    }
}

/// How often a silence is looked at that has nothing to be done: the catalog may have learnt to end what holds nothing.
const LOOK_EVERY: SignedDuration = SignedDuration::from_hours(24);

pub(super) fn watch_key(id: &str) -> Key {
    Key {
        pk: format!("silence#{id}"),
        sk: "watch".to_owned(),
    }
}

/// Makes sure that a silence which was just stored is looked after, whatever was planned for it before.
pub(super) async fn expect<S: Store>(
    store: &S,
    silence: &Silence,
    pen: &Pen<'_>,
    now: Timestamp,
) -> Result<(), DriverError> {
    edit(store, watch_key(&silence.id), pen, now, |current| {
        let blank = WatchRecord {
            schema: SCHEMA,
            matched_at: None,
            warned_of: None,
            unmatched_at: None,
        };
        let watch = current.map_or(blank, |current: &Stored<WatchRecord>| current.record.clone());
        // Whoever looks has the catalog and plans the rest.
        let due = match silence.state_at(now) {
            SilenceState::Expired | SilenceState::Active => now,
            SilenceState::Pending => silence.starts_at,
        };
        Edit::Write(watch, Some(due))
    })
    .await?;
    Ok(())
}

fn next_look(silence: &Silence, watch: &WatchRecord, now: Timestamp) -> Timestamp {
    let warning = silence
        .warn_at()
        .filter(|_| watch.warned_of != Some(silence.ends_at));
    warning
        .into_iter()
        .chain([silence.ends_at, after(now, LOOK_EVERY)])
        .min()
        .unwrap_or(silence.ends_at)
}

/// Does what is due for a silence.
pub(crate) async fn look_after<P: Ports>(
    done: &RefCell<Flushed>,
    ports: &P,
    id: &str,
    invocation: &Invocation<'_>,
    pen: &Pen<'_>,
) -> Result<(), DriverError> {
    let now = invocation.now;
    let Some(row) = ports.store().get(&watch_key(id)).await? else {
        return Ok(());
    };
    let watch: Stored<WatchRecord> = Stored::read(&row)?;
    // The row before the silence: a silence that is changed after this was read makes the row's version another.
    if watch.due_at.is_none_or(|due| due > now) {
        return Ok(());
    }
    let mut counts = Counts::default();
    let catalog = catalog::current(ports, invocation, &mut counts).await;
    done.borrow_mut().counts.merge(&counts);
    let mut next = watch.record.clone();
    let due = match find(ports.store(), id).await? {
        None => None,
        Some(silence) if silence.state_at(now) == SilenceState::Expired => {
            if watch.record.unmatched_at.is_some() {
                let page =
                    |language| Page::silence_unmatched(&silence, watch.record.matched_at, now, language);
                tell(ports, &silence, page, &catalog, invocation, pen).await?;
            }
            look_at_groups(ports, invocation).await?;
            None
        }
        Some(silence) => {
            let policy = catalog.file().silences;
            let matched_at = watch.record.matched_at;
            if watch.record.unmatched_at.is_some() || policy.is_unmatched(&silence, matched_at, now) {
                return end(done, ports, &silence, &watch, invocation, pen).await;
            }
            let warns = silence.warn_at().is_some_and(|at| at <= now);
            if warns && next.warned_of != Some(silence.ends_at) {
                if is_of_use(ports.store(), &silence, now).await? {
                    let page = |language| Page::silence_ends(&silence, matched_at, now, language);
                    tell(ports, &silence, page, &catalog, invocation, pen).await?;
                }
                next.warned_of = Some(silence.ends_at);
            }
            let unmatched = policy.unmatched_at(&silence, matched_at);
            let look = next_look(&silence, &next, now);
            Some(unmatched.map_or(look, |at| at.min(look)))
        }
    };
    // Whoever came between has planned anew.
    replace(ports.store(), &watch, next, due, pen, now).await?;
    Ok(())
}

/// Ends a silence that holds nothing. That it is ended for this is recorded first: whoever finds it ended tells of it.
async fn end<P: Ports>(
    done: &RefCell<Flushed>,
    ports: &P,
    silence: &Silence,
    watch: &Stored<WatchRecord>,
    invocation: &Invocation<'_>,
    pen: &Pen<'_>,
) -> Result<(), DriverError> {
    let now = invocation.now;
    let ending = WatchRecord {
        unmatched_at: Some(watch.record.unmatched_at.unwrap_or(now)),
        ..watch.record.clone()
    };
    if let Replaced::Done(_) = replace(ports.store(), watch, ending, Some(now), pen, now).await? {
        info!(silence.id = silence.id, "ended: it has held nothing for long");
        done.borrow_mut().counts.add(metric::SILENCES_UNMATCHED);
        put_silence(ports.store(), &silence.expire(now), invocation).await?;
        let wake = Wake::Silence(silence.id.clone());
        ports.wakes().wake(&wake, SignedDuration::ZERO).await?;
    }
    Ok(())
}

/// Whether its end matters to anybody: an acknowledged alert that has resolved is heard again in any case.
async fn is_of_use<S: Store>(store: &S, silence: &Silence, now: Timestamp) -> Result<bool, DriverError> {
    let Some(fingerprint) = &silence.until_resolved else {
        return Ok(true);
    };
    let alert = find_alert(store, fingerprint).await?;
    Ok(alert.is_some_and(|alert| {
        alert.is_open(now) && silence.episode.is_none_or(|episode| episode == alert.episode)
    }))
}

/// Tells whoever wants to hear of the silence; a receiver that the catalog does not have is the fallback.
async fn tell<P: Ports>(
    ports: &P,
    silence: &Silence,
    page: impl FnOnce(Language) -> Page,
    catalog: &Catalog,
    invocation: &Invocation<'_>,
    pen: &Pen<'_>,
) -> Result<(), DriverError> {
    let Some(name) = &silence.notify else {
        return Ok(());
    };
    let Some(to) = catalog.receiver_or_fallback(name) else {
        return Ok(());
    };
    let mut page = page(catalog.preference(to).with_owner(None));
    if to.name != *name {
        page.note(&Note::NoReceiver { name: name.clone() });
    }
    notices::post(ports, page, to, invocation, pen).await
}

/// Looks at every open group: what was told before the silence began, and is not due before it has ended, may be heard.
async fn look_at_groups<P: Ports>(ports: &P, invocation: &Invocation<'_>) -> Result<(), DriverError> {
    for id in open_groups(ports.store(), invocation.now).await? {
        ports.wakes().wake(&Wake::Look(id), SignedDuration::ZERO).await?;
    }
    Ok(())
}
