//! Ports in memory that count what they are called for. Sums only: an account of each call, as `alert_pipeline::counting`
//! keeps it, would stand in the memory that is measured.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use alert_core::catalog::Catalog;
use alert_core::receiver::{Failure, Request, Response};
use alert_core::time::{SignedDuration, Timestamp, after};
use alert_pipeline::SilenceCache;
use alert_pipeline::memory::MemoryPorts;
use alert_pipeline::ports::{
    Catalogs, CatalogsError, Expect, Key, Ports, Put, Row, Store, StoreError, Transport, Wake, WakeError,
    Wakes,
};

use crate::result::Calls;

/// How old a catalog may be before a warm process asks whether there is a newer one, as in `shared/aws`.
const REVALIDATE_AFTER: SignedDuration = SignedDuration::from_secs(60);

/// Ports in memory, with a count of the calls.
pub struct SummingPorts {
    inner: MemoryPorts,
    calls: RefCell<Calls>,
    asked_at: Cell<Option<Timestamp>>,
}

impl SummingPorts {
    pub fn new(catalog: Catalog) -> Self {
        Self {
            inner: MemoryPorts::new(catalog),
            calls: RefCell::default(),
            asked_at: Cell::default(),
        }
    }

    pub fn calls(&self) -> Calls {
        *self.calls.borrow()
    }

    fn count(&self, which: impl FnOnce(&mut Calls) -> &mut u64) {
        *which(&mut self.calls.borrow_mut()) += 1;
    }
}

impl AsRef<MemoryPorts> for SummingPorts {
    fn as_ref(&self) -> &MemoryPorts {
        &self.inner
    }
}

impl Ports for SummingPorts {
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
        &self.inner.silences
    }
}

impl Store for SummingPorts {
    async fn put(&self, row: Row, expect: Expect) -> Result<Put, StoreError> {
        self.count(|calls| &mut calls.writes);
        let put = self.inner.store.put(row, expect).await;
        if matches!(put, Ok(Put::Conflict(_))) {
            self.count(|calls| &mut calls.refused);
        }
        put
    }

    async fn get(&self, key: &Key) -> Result<Option<Row>, StoreError> {
        self.count(|calls| &mut calls.reads);
        self.inner.store.get(key).await
    }

    async fn partition(&self, pk: &str) -> Result<Vec<Row>, StoreError> {
        self.count(|calls| &mut calls.queries);
        self.inner.store.partition(pk).await
    }

    /// Not counted: the sweep asks each shard once a minute, storm or none.
    async fn due(&self, shard: u8, until: Timestamp, limit: usize) -> Result<Vec<Key>, StoreError> {
        self.inner.store.due(shard, until, limit).await
    }
}

impl Catalogs for SummingPorts {
    async fn current(&self, now: Timestamp) -> Result<Rc<Catalog>, CatalogsError> {
        if self
            .asked_at
            .get()
            .is_none_or(|at| after(at, REVALIDATE_AFTER) <= now)
        {
            self.asked_at.set(Some(now));
            self.count(|calls| &mut calls.catalog);
        }
        self.inner.catalogs.current(now).await
    }
}

impl Transport for SummingPorts {
    /// Taken, and not kept: what was sent is no part of what the engine holds.
    async fn send(&self, request: &Request, _now: Timestamp, _deadline: SignedDuration) -> Response {
        self.count(|calls| &mut calls.sends);
        match request {
            Request::Http(_) => Response::Answer {
                status: 200,
                body: "ok".to_owned(),
                retry_after: None,
            },
            Request::Sns(_) | Request::EventBridge(_) => Response::Failed(Failure::NotSent {
                why: "no catalog of a storm names such a receiver".to_owned(),
            }),
        }
    }
}

impl Wakes for SummingPorts {
    /// SQS delays by whole seconds, rounded up.
    async fn wake(&self, wake: &Wake, delay: SignedDuration) -> Result<(), WakeError> {
        self.count(|calls| &mut calls.wakes);
        let seconds = delay.as_secs() + i64::from(delay.subsec_nanos() > 0);
        self.inner
            .wakes
            .wake(wake, SignedDuration::from_secs(seconds))
            .await
    }
}
