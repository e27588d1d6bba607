//! Records in memory, with the same conditional write as the table.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use alert_core::time::Timestamp;

use crate::ports::{Expect, Key, Put, Row, Store, StoreError};

/// Records in memory.
#[derive(Debug, Default)]
pub struct MemoryStore {
    rows: RefCell<BTreeMap<Key, Row>>,
    /// The rows that are due at some time: the table's sparse index. A world asks it before each invocation.
    due: RefCell<BTreeSet<(Timestamp, Key)>>,
}

impl MemoryStore {
    /// Every row, by key.
    pub fn rows(&self) -> Vec<Row> {
        self.rows.borrow().values().cloned().collect()
    }

    /// When the first row is due.
    pub fn earliest_due(&self) -> Option<Timestamp> {
        self.due.borrow().first().map(|(at, _)| *at)
    }
}

impl Store for MemoryStore {
    async fn put(&self, row: Row, expect: Expect) -> Result<Put, StoreError> {
        let mut rows = self.rows.borrow_mut();
        let stored = rows.get(&row.key);
        let met = match expect {
            Expect::Absent => stored.is_none(),
            Expect::Version(version) => stored.is_some_and(|stored| stored.version == version),
        };
        // Our own write whose reply was lost: it won.
        let own = stored.is_some_and(|stored| stored.writer == row.writer && stored.version == row.version);
        if !met {
            return Ok(if own {
                Put::Stored
            } else {
                Put::Conflict(stored.cloned())
            });
        }
        let mut due = self.due.borrow_mut();
        if let Some((_, at)) = stored.and_then(|stored| stored.due) {
            due.remove(&(at, row.key.clone()));
        }
        if let Some((_, at)) = row.due {
            due.insert((at, row.key.clone()));
        }
        rows.insert(row.key.clone(), row);
        Ok(Put::Stored)
    }

    async fn get(&self, key: &Key) -> Result<Option<Row>, StoreError> {
        Ok(self.rows.borrow().get(key).cloned())
    }

    async fn partition(&self, pk: &str) -> Result<Vec<Row>, StoreError> {
        let first = Key {
            pk: pk.to_owned(),
            sk: String::new(),
        };
        Ok(self
            .rows
            .borrow()
            .range(first..)
            .take_while(|(key, _)| key.pk == pk)
            .map(|(_, row)| row.clone())
            .collect())
    }

    async fn due(&self, shard: u8, until: Timestamp, limit: usize) -> Result<Vec<Key>, StoreError> {
        let rows = self.rows.borrow();
        let stands_there = |key: &Key| {
            rows.get(key)
                .and_then(|row| row.due)
                .is_some_and(|(of, _)| of == shard)
        };
        let due = self.due.borrow();
        let by_then = due.iter().take_while(|(at, _)| *at <= until);
        Ok(by_then
            .map(|(_, key)| key)
            .filter(|key| stands_there(key))
            .take(limit)
            .cloned()
            .collect())
    }
}

#[cfg(test)]
mod tests {
    use futures_util::FutureExt;

    use super::*;
    use crate::contract::store_contract;

    #[test]
    fn memory_keeps_the_contract() {
        let kept = store_contract(&MemoryStore::default(), "contract").now_or_never();
        assert!(kept.is_some(), "memory waits for nothing");
    }
}
