//! The ports: what the drivers need of the world. Native `async fn`, used through generics; everything runs on one
//! thread, so no future has to be `Send`.

#![allow(async_fn_in_trait)] // the workspace's own traits, never used across threads

use std::rc::Rc;

use alert_core::catalog::{Catalog, CatalogError};
use alert_core::receiver::{Request, Response};
use alert_core::time::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::silences::SilenceCache;

/// Everything a driver needs, in one place.
pub trait Ports {
    /// Where records live.
    type Store: Store;
    /// Where the catalog comes from.
    type Catalogs: Catalogs;
    /// What sends.
    type Transport: Transport;
    /// What wakes a flush.
    type Wakes: Wakes;

    /// Where records live.
    fn store(&self) -> &Self::Store;
    /// Where the catalog comes from.
    fn catalogs(&self) -> &Self::Catalogs;
    /// What sends.
    fn transport(&self) -> &Self::Transport;
    /// What wakes a flush.
    fn wakes(&self) -> &Self::Wakes;
    /// The silences as last loaded.
    fn silences(&self) -> &SilenceCache;
}

/// Records with one conditional write. The store holds records and compares versions; it decides nothing.
pub trait Store {
    /// Writes a row if the stored one is what `expect` says. A condition that fails is an answer, not an error, and
    /// brings the stored row.
    ///
    /// A reply can be lost on the way: then the write is tried again and its condition fails although it won. The
    /// stored row shows it (same `writer`, same `version`), and the implementation answers `Stored`.
    async fn put(&self, row: Row, expect: Expect) -> Result<Put, StoreError>;

    /// One row, as of the last write.
    async fn get(&self, key: &Key) -> Result<Option<Row>, StoreError>;

    /// Every row with this partition key, by sort key, as of the last write.
    async fn partition(&self, pk: &str) -> Result<Vec<Row>, StoreError>;

    /// Keys of rows of a shard that are due at `until` or before, earliest first, at most `limit`. May lag behind
    /// writes: it serves the sweep, which only wakes others.
    async fn due(&self, shard: u8, until: Timestamp, limit: usize) -> Result<Vec<Key>, StoreError>;
}

/// How many shards the index of due rows has: each partition of it takes a thousand writes a second.
pub const SHARDS: u8 = 16;

/// A row's key.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Key {
    /// The partition key, e.g. `group#1f..`.
    pub pk: String,
    /// The sort key, e.g. `member#9a..`.
    pub sk: String,
}

/// A record with what the store needs to know of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Its key.
    pub key: Key,
    /// Its version: 1 at first, one more with each write. The writer sets it.
    pub version: u64,
    /// Who wrote this version: unique for each attempted write.
    pub writer: String,
    /// The record, JSON.
    pub body: String,
    /// When somebody must look at it again, and in which shard of the due index it stands.
    pub due: Option<(u8, Timestamp)>,
    /// When the store may forget it. Housekeeping only: expiry is compared in code.
    pub expires_at: Option<Timestamp>,
}

/// What a conditional write expects to find.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Expect {
    /// Nothing.
    Absent,
    /// This version.
    Version(u64),
}

/// What came of a conditional write.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Put {
    /// It is written.
    Stored,
    /// Something else is there: this row, or nothing.
    Conflict(Option<Row>),
}

/// Why the store gave no answer.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum StoreError {
    /// It can't be reached or is throttling. The same call may work later.
    #[error("the state store is unavailable: {0}")]
    Unavailable(String),
    /// The call or a stored row is wrong. The same call can't work.
    #[error("the state store refused: {0}")]
    Refused(String),
}

/// The current catalog.
pub trait Catalogs {
    /// The catalog to decide with: kept while warm, revalidated from time to time, the last good one when the source
    /// fails. An error only when there has never been one.
    async fn current(&self, now: Timestamp) -> Result<Rc<Catalog>, CatalogsError>;
}

/// Why there is no catalog at all.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum CatalogsError {
    /// Its source can't be reached.
    #[error("the catalog is unavailable: {0}")]
    Unavailable(String),
    /// What is there is no catalog.
    #[error(transparent)]
    Unusable(#[from] CatalogError),
}

/// Sends requests. Never an error: what went wrong is a response for the receiver to classify.
pub trait Transport {
    /// Sends and waits for the answer, no longer than `deadline`.
    async fn send(&self, request: &Request, now: Timestamp, deadline: SignedDuration) -> Response;
}

/// Wakes a flush, once or more often.
pub trait Wakes {
    /// Wakes after `delay` (15 minutes at most; callers don't ask for more).
    async fn wake(&self, wake: &Wake, delay: SignedDuration) -> Result<(), WakeError>;
}

/// The longest delay a wake-up can have: SQS's limit.
pub const MAX_WAKE_DELAY: SignedDuration = SignedDuration::from_mins(15);

/// What a wake-up is for: the body of a message on the flush queue.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(tag = "wake", content = "id", rename_all = "lowercase")]
pub enum Wake {
    /// A group is due.
    Group(String),
    /// A group must be looked at, due or not: a silence is over.
    Look(String),
    /// An alert's change has been recorded and not handed to its groups yet.
    Alert(String),
    /// Groups wait for a place that pages go to, and it takes one again; or a summary for it is under way.
    Receiver(String),
    /// A silence is about to end, or has, or has held nothing for long.
    Silence(String),
    /// An owner's digest is due.
    Digest(String),
}

/// The queue did not take the wake-up.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("the flush queue did not take the wake-up: {0}")]
pub struct WakeError(pub String);
