//! Records as rows: their keys, their expiry, and the one loop that edits them.

use alert_core::fingerprint::Fingerprint;
use alert_core::state::{AlertRecord, DeliveryRecord, GroupRecord, Member, SCHEMA};
use alert_core::time::{SignedDuration, Timestamp, after};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::error::DriverError;
use crate::invocation::Pen;
use crate::ports::{Expect, Key, Put, Row, SHARDS, Store, Wake};

/// How long a record of something that is over is kept: a late event must still be known to be late.
const KEEP: SignedDuration = SignedDuration::from_hours(30 * 24);

/// How often a row is tried while others keep changing it. With 8, one in 170 events of a storm in one group gave up and came
/// again after three minutes, at the template's concurrency (docs/SCALE.md).
pub const ATTEMPTS: u32 = 16;

/// A record of one kind.
pub(crate) trait Record: Serialize + DeserializeOwned {
    /// The schema of its writer.
    fn schema(&self) -> u32;

    /// When the store may forget it; never while it is of use. A row that is due is kept in any case.
    fn forget_at(&self, now: Timestamp) -> Option<Timestamp>;
}

/// How long a member is kept that is over and known to be: what outlives it can be told of it still.
///
/// Staleness is the alert's own record to judge, and that is kept longer. A closed member guards against what was on its way
/// when it was closed: the copy of an invocation that had read the alert before, and the claim of a flush that had read the
/// group before. Both invocations are over within minutes. But such a claim may be tried for a day at its receiver, a day at
/// the fallback and a day at the last resort, and only then is its end told, which takes the member, for another day. What
/// is longer than that only makes each flush read more.
const KEEP_CLOSED: SignedDuration = SignedDuration::from_hours(5 * 24);

fn keep_a_while(is_over: bool, now: Timestamp) -> Option<Timestamp> {
    is_over.then(|| after(now, KEEP))
}

impl Record for AlertRecord {
    fn schema(&self) -> u32 {
        self.schema
    }

    fn forget_at(&self, now: Timestamp) -> Option<Timestamp> {
        keep_a_while(!self.firing && !self.owed && !self.actions_disabled, now)
    }
}

impl Record for Member {
    fn schema(&self) -> u32 {
        self.schema
    }

    fn forget_at(&self, now: Timestamp) -> Option<Timestamp> {
        self.closed.then(|| after(now, KEEP_CLOSED))
    }
}

impl Record for GroupRecord {
    fn schema(&self) -> u32 {
        self.schema
    }

    /// A group's row is written with every change of a member, so an old one is of nobody's interest.
    fn forget_at(&self, now: Timestamp) -> Option<Timestamp> {
        keep_a_while(true, now)
    }
}

impl Record for DeliveryRecord {
    fn schema(&self) -> u32 {
        self.schema
    }

    fn forget_at(&self, now: Timestamp) -> Option<Timestamp> {
        keep_a_while(!self.is_open(), now)
    }
}

/// A record with its place in the store.
#[derive(Debug, Clone)]
pub(crate) struct Stored<T> {
    pub key: Key,
    pub version: u64,
    pub due_at: Option<Timestamp>,
    pub record: T,
}

impl<T: Record> Stored<T> {
    pub(crate) fn read(row: &Row) -> Result<Self, DriverError> {
        Ok(Self {
            key: row.key.clone(),
            version: row.version,
            due_at: row.due.map(|(_, at)| at),
            record: decode(row)?,
        })
    }
}

pub(crate) fn alert_key(fingerprint: &Fingerprint) -> Key {
    Key {
        pk: format!("alert#{fingerprint}"),
        sk: "alert".to_owned(),
    }
}

pub(crate) fn group_pk(group_id: &str) -> String {
    format!("group#{group_id}")
}

pub(crate) fn group_key(group_id: &str) -> Key {
    Key {
        pk: group_pk(group_id),
        sk: "group".to_owned(),
    }
}

pub(crate) fn member_key(group_id: &str, fingerprint: &Fingerprint) -> Key {
    Key {
        pk: group_pk(group_id),
        sk: format!("member#{fingerprint}"),
    }
}

pub(crate) fn delivery_key(group_id: &str, receiver: &str) -> Key {
    Key {
        pk: group_pk(group_id),
        sk: format!("delivery#{receiver}"),
    }
}

/// Who must be woken for a row that is due.
pub(crate) fn wake_of(key: &Key) -> Option<Wake> {
    match key.pk.split_once('#')? {
        ("group", id) => Some(Wake::Group(id.to_owned())),
        ("alert", id) => Some(Wake::Alert(id.to_owned())),
        ("receiver", id) => Some(Wake::Receiver(id.to_owned())),
        ("silence", id) => Some(Wake::Silence(id.to_owned())),
        ("digest", owner) => Some(Wake::Digest(owner.to_owned())),
        _ => None,
    }
}

/// The shard of the due index a key stands in.
fn shard(key: &Key) -> u8 {
    let sum = key.pk.bytes().fold(0_u32, |sum, byte| {
        sum.wrapping_mul(31).wrapping_add(u32::from(byte))
    });
    u8::try_from(sum % u32::from(SHARDS)).unwrap_or_default()
}

/// The row of a record.
pub(crate) fn row<T: Record>(
    key: Key,
    version: u64,
    record: &T,
    due_at: Option<Timestamp>,
    pen: &Pen<'_>,
    now: Timestamp,
) -> Result<Row, DriverError> {
    let body = serde_json::to_string(record).map_err(|why| bad(&key, &why.to_string()))?;
    let due = due_at.map(|at| (shard(&key), at));
    let expires_at = record.forget_at(now).filter(|_| due.is_none());
    Ok(Row {
        key,
        version,
        writer: pen.sign(),
        body,
        due,
        expires_at,
    })
}

fn decode<T: Record>(row: &Row) -> Result<T, DriverError> {
    #[derive(serde::Deserialize)]
    struct Head {
        schema: u32,
    }
    let newer = |schema| DriverError::NewerRecord {
        record: name(&row.key),
        schema,
    };
    match serde_json::from_str::<T>(&row.body) {
        Ok(record) if record.schema() <= SCHEMA => Ok(record),
        Ok(record) => Err(newer(record.schema())),
        // What can't be read may be of a newer schema, too; only then is the row looked at twice.
        Err(why) => match serde_json::from_str(&row.body) {
            Ok(Head { schema }) if schema > SCHEMA => Err(newer(schema)),
            _ => Err(bad(&row.key, &why.to_string())),
        },
    }
}

fn bad(key: &Key, why: &str) -> DriverError {
    DriverError::BadRecord {
        record: name(key),
        why: why.to_owned(),
    }
}

pub(crate) fn contended(key: &Key) -> DriverError {
    DriverError::Contended {
        record: name(key),
        attempts: ATTEMPTS,
    }
}

fn name(key: &Key) -> String {
    format!("{}/{}", key.pk, key.sk)
}

/// What an edit makes of a record.
pub(crate) enum Edit<T> {
    /// Write this, due then.
    Write(T, Option<Timestamp>),
    /// It is right as it is.
    Leave,
}

/// Reads, edits and writes one row until nobody came between. The first attempt guesses that the row is new: if it is
/// not, the refused write brings the row, so that no read is needed either way.
///
/// Returns the record as it now is, or nothing where `edit` left a row that does not exist.
pub(crate) async fn edit<S: Store, T: Record>(
    store: &S,
    key: Key,
    pen: &Pen<'_>,
    now: Timestamp,
    edit: impl FnMut(Option<&Stored<T>>) -> Edit<T>,
) -> Result<Option<Stored<T>>, DriverError> {
    edit_from(store, None, key, pen, now, edit).await
}

/// [`edit`] from what is known to be there.
pub(crate) async fn edit_from<S: Store, T: Record>(
    store: &S,
    mut current: Option<Stored<T>>,
    key: Key,
    pen: &Pen<'_>,
    now: Timestamp,
    mut edit: impl FnMut(Option<&Stored<T>>) -> Edit<T>,
) -> Result<Option<Stored<T>>, DriverError> {
    for _ in 0..ATTEMPTS {
        let (record, due_at) = match edit(current.as_ref()) {
            Edit::Write(record, due_at) => (record, due_at),
            Edit::Leave => return Ok(current),
        };
        let (version, expect) = match &current {
            None => (1, Expect::Absent),
            Some(stored) => (stored.version + 1, Expect::Version(stored.version)),
        };
        match store
            .put(row(key.clone(), version, &record, due_at, pen, now)?, expect)
            .await?
        {
            Put::Stored => {
                return Ok(Some(Stored {
                    key,
                    version,
                    due_at,
                    record,
                }));
            }
            Put::Conflict(row) => current = row.as_ref().map(Stored::read).transpose()?,
        }
    }
    Err(contended(&key))
}

/// What came of [`replace`].
pub(crate) enum Replaced<T> {
    /// It is written.
    Done(Stored<T>),
    /// Somebody came between: this is there now.
    Lost(Option<Stored<T>>),
}

/// Writes a record over the version that was read; version 0 means that there was none.
pub(crate) async fn replace<S: Store, T: Record>(
    store: &S,
    before: &Stored<T>,
    record: T,
    due_at: Option<Timestamp>,
    pen: &Pen<'_>,
    now: Timestamp,
) -> Result<Replaced<T>, DriverError> {
    let (key, version) = (before.key.clone(), before.version + 1);
    let expect = if before.version == 0 {
        Expect::Absent
    } else {
        Expect::Version(before.version)
    };
    match store
        .put(row(key.clone(), version, &record, due_at, pen, now)?, expect)
        .await?
    {
        Put::Stored => Ok(Replaced::Done(Stored {
            key,
            version,
            due_at,
            record,
        })),
        Put::Conflict(row) => Ok(Replaced::Lost(row.as_ref().map(Stored::read).transpose()?)),
    }
}
