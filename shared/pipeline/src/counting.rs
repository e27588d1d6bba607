//! Ports that keep an account of every call: around any others, for what must know what an event costs.

use std::cell::RefCell;
use std::rc::Rc;

use alert_core::catalog::Catalog;
use alert_core::receiver::{Request, Response};
use alert_core::time::{SignedDuration, Timestamp};

use crate::memory::MemoryTransport;
use crate::ports::{
    Catalogs, CatalogsError, Expect, Key, Ports, Put, Row, Store, StoreError, Transport, Wake, WakeError,
    Wakes,
};
use crate::silences::SilenceCache;

/// One call of a port, with what a table is paid for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Call {
    /// A conditional write.
    Put {
        /// Of this row.
        key: Key,
        /// The larger of the row that was there and the one that was to be written.
        bytes: usize,
        /// Whether its condition held.
        stored: bool,
        /// Where the due index had the row before.
        due_before: Option<(u8, Timestamp)>,
        /// And where it has it now.
        due_after: Option<(u8, Timestamp)>,
    },
    /// A read of one row.
    Get {
        /// Of this row.
        key: Key,
        /// Nothing when there is none.
        bytes: usize,
    },
    /// A read of a partition.
    Partition {
        /// Its key.
        pk: String,
        /// How many rows it has.
        rows: usize,
        /// Their sizes together.
        bytes: usize,
    },
    /// A look at a shard of the due index.
    Due {
        /// The shard.
        shard: u8,
        /// How many rows of it are due.
        keys: usize,
    },
    /// A look at the catalog.
    Catalog,
    /// A request to this address: the secret's name or the topic.
    Send(String),
    /// A wake-up, after this delay.
    Wake(Wake, SignedDuration),
}

/// Ports around others, with the calls that were made of them.
#[derive(Debug)]
pub struct CountingPorts<P> {
    /// The ports inside.
    pub inner: P,
    calls: RefCell<Vec<Call>>,
}

impl<P> CountingPorts<P> {
    /// No call so far.
    pub fn new(inner: P) -> Self {
        Self {
            inner,
            calls: RefCell::default(),
        }
    }

    /// The calls since this was last called.
    pub fn take(&self) -> Vec<Call> {
        self.calls.take()
    }

    fn note(&self, call: Call) {
        self.calls.borrow_mut().push(call);
    }
}

/// A row's size as DynamoDB counts it: names and values in UTF-8, a number at half a byte a digit and one more.
fn size(row: &Row) -> usize {
    let number = |value: i64| value.unsigned_abs().max(1).ilog10() as usize / 2 + 2;
    let key = "pk".len() + row.key.pk.len() + "sk".len() + row.key.sk.len();
    let version = "version".len() + number(i64::try_from(row.version).unwrap_or(i64::MAX));
    let texts = "writer".len() + row.writer.len() + "body".len() + row.body.len();
    let due = row.due.map_or(0, |(_, at)| {
        "due_shard".len() + 2 + "due_at".len() + number(at.as_millisecond())
    });
    let expiry = row
        .expires_at
        .map_or(0, |at| "expires_at".len() + number(at.as_second()));
    key + version + texts + due + expiry
}

impl<P: Ports> Ports for CountingPorts<P> {
    type Store = Self;
    type Catalogs = Self;
    type Transport = Self;
    type Wakes = Self;

    fn store(&self) -> &Self {
        self
    }

    fn catalogs(&self) -> &Self {
        self
    }

    fn transport(&self) -> &Self {
        self
    }

    fn wakes(&self) -> &Self {
        self
    }

    fn silences(&self) -> &SilenceCache {
        self.inner.silences()
    }
}

impl<P: Ports> Store for CountingPorts<P> {
    async fn put(&self, row: Row, expect: Expect) -> Result<Put, StoreError> {
        let (key, written, due) = (row.key.clone(), size(&row), row.due);
        // The account's own look, which is no call of the driver's.
        let before = self.inner.store().get(&key).await?;
        let put = self.inner.store().put(row, expect).await?;
        let (known, due_before) = before.map_or((0, None), |row| (size(&row), row.due));
        let stored = put == Put::Stored;
        self.note(Call::Put {
            key,
            bytes: if stored { known.max(written) } else { known },
            stored,
            due_before,
            due_after: if stored { due } else { due_before },
        });
        Ok(put)
    }

    async fn get(&self, key: &Key) -> Result<Option<Row>, StoreError> {
        let found = self.inner.store().get(key).await?;
        self.note(Call::Get {
            key: key.clone(),
            bytes: found.as_ref().map_or(0, size),
        });
        Ok(found)
    }

    async fn partition(&self, pk: &str) -> Result<Vec<Row>, StoreError> {
        let found = self.inner.store().partition(pk).await?;
        self.note(Call::Partition {
            pk: pk.to_owned(),
            rows: found.len(),
            bytes: found.iter().map(size).sum(),
        });
        Ok(found)
    }

    async fn due(&self, shard: u8, until: Timestamp, limit: usize) -> Result<Vec<Key>, StoreError> {
        let found = self.inner.store().due(shard, until, limit).await?;
        self.note(Call::Due {
            shard,
            keys: found.len(),
        });
        Ok(found)
    }
}

impl<P: Ports> Catalogs for CountingPorts<P> {
    async fn current(&self, now: Timestamp) -> Result<Rc<Catalog>, CatalogsError> {
        self.note(Call::Catalog);
        self.inner.catalogs().current(now).await
    }
}

impl<P: Ports> Transport for CountingPorts<P> {
    async fn send(&self, request: &Request, now: Timestamp, deadline: SignedDuration) -> Response {
        self.note(Call::Send(MemoryTransport::address(request).to_owned()));
        self.inner.transport().send(request, now, deadline).await
    }
}

impl<P: Ports> Wakes for CountingPorts<P> {
    async fn wake(&self, wake: &Wake, delay: SignedDuration) -> Result<(), WakeError> {
        self.note(Call::Wake(wake.clone(), delay));
        self.inner.wakes().wake(wake, delay).await
    }
}
