//! Silences in the store: one partition, with a generation that changes whenever one of them does.
//!
//! A flush reads the generation and loads the silences again only when it has changed, so that ten thousand silences cost
//! one small read. When the store does not answer, the silences known so far hold: better a page too many.

mod matched;
mod watch;

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use alert_core::silence::{Silence, SilenceIndex};
use alert_core::state::SCHEMA;
use alert_core::time::{SignedDuration, Timestamp, after};
use serde::{Deserialize, Serialize};
use tracing::warn;

use crate::error::DriverError;
use crate::invocation::{Invocation, Pen};
use crate::ports::{Key, Ports, Row, Store};
use crate::records::{Edit, Record, Stored, edit};

pub(crate) use matched::record_matches;
pub(crate) use watch::look_after;

const PARTITION: &str = "silences";

/// The silences as last loaded. Kept while a process is warm.
#[derive(Debug, Default)]
pub struct SilenceCache {
    loaded: RefCell<Loaded>,
    /// When each was last known to be recorded as holding something.
    matched: RefCell<BTreeMap<String, Timestamp>>,
}

#[derive(Debug, Default, Clone)]
struct Loaded {
    generation: u64,
    index: Rc<SilenceIndex>,
}

/// A silence's row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct SilenceRecord {
    schema: u32,
    silence: Silence,
}

/// How long a silence that is over can still be named as what held a page back: Alertmanager's retention.
const RETENTION: SignedDuration = SignedDuration::from_hours(120);

impl Record for SilenceRecord {
    fn schema(&self) -> u32 {
        self.schema
    }

    fn forget_at(&self, now: Timestamp) -> Option<Timestamp> {
        Some(after(self.silence.ends_at.max(now), RETENTION))
    }
}

/// The row whose version is the generation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Generation {
    schema: u32,
}

impl Record for Generation {
    fn schema(&self) -> u32 {
        self.schema
    }

    fn forget_at(&self, _now: Timestamp) -> Option<Timestamp> {
        None
    }
}

/// The silences to decide with.
pub(crate) async fn current<P: Ports>(ports: &P) -> Rc<SilenceIndex> {
    let known = ports.silences().loaded.borrow().clone();
    match load(ports, known.generation).await {
        Ok(Some(loaded)) => {
            let index = Rc::clone(&loaded.index);
            *ports.silences().loaded.borrow_mut() = loaded;
            ports.silences().matched.borrow_mut().clear();
            index
        }
        Ok(None) => known.index,
        Err(failure) => {
            warn!(
                error.kind = failure.kind(),
                "deciding with the silences known so far: {failure}"
            );
            known.index
        }
    }
}

/// The silences, if their generation is another one.
async fn load<P: Ports>(ports: &P, generation: u64) -> Result<Option<Loaded>, DriverError> {
    let now_at = ports
        .store()
        .get(&generation_key())
        .await?
        .map_or(0, |row| row.version);
    if now_at == generation {
        return Ok(None);
    }
    let silences = read_all(&ports.store().partition(PARTITION).await?)?;
    Ok(Some(Loaded {
        generation: now_at,
        index: Rc::new(SilenceIndex::new(silences)),
    }))
}

/// Every silence there is, by id.
///
/// # Errors
/// When the store gives no answer.
pub async fn list_silences<S: Store>(store: &S) -> Result<Vec<Silence>, DriverError> {
    read_all(&store.partition(PARTITION).await?)
}

/// Stores a silence, new or changed. It holds from the next flush of each group on.
///
/// # Errors
/// When the store gives no answer: nothing is certain then, and doing it again is harmless.
pub async fn put_silence<S: Store>(
    store: &S,
    silence: &Silence,
    invocation: &Invocation<'_>,
) -> Result<(), DriverError> {
    let pen = Pen::new(invocation);
    let record = SilenceRecord {
        schema: SCHEMA,
        silence: silence.clone(),
    };
    edit(
        store,
        silence_key(&silence.id),
        &pen,
        invocation.now,
        |current: Option<&Stored<SilenceRecord>>| {
            if current.is_some_and(|current| current.record == record) {
                Edit::Leave
            } else {
                Edit::Write(record.clone(), None)
            }
        },
    )
    .await?;
    watch::expect(store, silence, &pen, invocation.now).await?;
    // Last: a generation that is seen has its silences.
    edit(
        store,
        generation_key(),
        &pen,
        invocation.now,
        |_: Option<&Stored<Generation>>| Edit::Write(Generation { schema: SCHEMA }, None),
    )
    .await?;
    Ok(())
}

/// Ends a silence; false when there is none of this id.
///
/// # Errors
/// When the store gives no answer.
pub async fn expire_silence<S: Store>(
    store: &S,
    id: &str,
    invocation: &Invocation<'_>,
) -> Result<bool, DriverError> {
    let Some(silence) = find(store, id).await? else {
        return Ok(false);
    };
    put_silence(store, &silence.expire(invocation.now), invocation).await?;
    Ok(true)
}

async fn find<S: Store>(store: &S, id: &str) -> Result<Option<Silence>, DriverError> {
    let row = store.get(&silence_key(id)).await?;
    row.map(|row| Stored::<SilenceRecord>::read(&row).map(|stored| stored.record.silence))
        .transpose()
}

fn read_all(rows: &[Row]) -> Result<Vec<Silence>, DriverError> {
    let silences = rows.iter().filter(|row| row.key.sk.starts_with("silence#"));
    silences
        .map(|row| Stored::<SilenceRecord>::read(row).map(|stored| stored.record.silence))
        .collect()
}

fn silence_key(id: &str) -> Key {
    Key {
        pk: PARTITION.to_owned(),
        sk: format!("silence#{id}"),
    }
}

fn generation_key() -> Key {
    Key {
        pk: PARTITION.to_owned(),
        sk: "generation".to_owned(),
    }
}
