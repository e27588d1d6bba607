//! Exact in-memory ports: for tests, the simulator and `alert-router simulate`. They keep the contract of the real ones
//! and nothing survives the process.

mod catalogs;
mod store;
mod transport;
mod wakes;

use crate::ports::Ports;
use crate::silences::SilenceCache;

pub use catalogs::FixedCatalog;
pub use store::MemoryStore;
pub use transport::{MemoryTransport, SentRequest};
pub use wakes::MemoryWakes;

/// All ports in memory.
#[derive(Debug)]
pub struct MemoryPorts {
    /// The records.
    pub store: MemoryStore,
    /// The catalog.
    pub catalogs: FixedCatalog,
    /// The receivers.
    pub transport: MemoryTransport,
    /// The flush queue.
    pub wakes: MemoryWakes,
    /// The silences as last loaded.
    pub silences: SilenceCache,
}

impl MemoryPorts {
    /// Empty ports that decide with a catalog.
    pub fn new(catalog: alert_core::catalog::Catalog) -> Self {
        let transport = MemoryTransport::of(&catalog.file().receivers);
        Self {
            store: MemoryStore::default(),
            catalogs: FixedCatalog::new(catalog),
            transport,
            wakes: MemoryWakes::default(),
            silences: SilenceCache::default(),
        }
    }
}

impl Ports for MemoryPorts {
    type Store = MemoryStore;
    type Catalogs = FixedCatalog;
    type Transport = MemoryTransport;
    type Wakes = MemoryWakes;

    fn store(&self) -> &MemoryStore {
        &self.store
    }

    fn catalogs(&self) -> &FixedCatalog {
        &self.catalogs
    }

    fn transport(&self) -> &MemoryTransport {
        &self.transport
    }

    fn wakes(&self) -> &MemoryWakes {
        &self.wakes
    }

    fn silences(&self) -> &SilenceCache {
        &self.silences
    }
}
