//! The table: writes that lose their replies, reads that fail.

use alert_core::time::Timestamp;
use alert_pipeline::ports::{Expect, Key, Put, Row, Store, StoreError};

use super::{Fate, SimPorts};
use crate::envelopes::since_start;
use crate::plan::{MINUTE, Of};

impl Store for SimPorts {
    async fn put(&self, row: Row, expect: Expect) -> Result<Put, StoreError> {
        let fate = self
            .turn(|| format!("put {}/{} v{}", row.key.pk, row.key.sk, row.version))
            .await;
        if fate == Fate::Refused || self.is_out(Of::Store) {
            self.count(|tally| tally.refusals += 1);
            return Err(unavailable());
        }
        let again = (fate == Fate::Repeated).then(|| row.clone());
        let made = self.write(row, expect).await;
        if let Some(row) = again {
            let wait = self.rng.borrow_mut().between(20, 1500);
            self.sleep(wait).await;
            self.count(|tally| tally.lost_replies += 1);
            self.note(|| format!("put {}/{} v{} again", row.key.pk, row.key.sk, row.version));
            let key = row.key.clone();
            let made = self.write(row, expect).await;
            // Somebody has written over it meanwhile: who wrote it can't know that it was written.
            if let Ok(Put::Conflict(_)) = &made {
                self.unsure.borrow_mut().insert(key.pk);
            }
            return made;
        }
        self.answer(fate, made, Err(unavailable())).await
    }

    async fn get(&self, key: &Key) -> Result<Option<Row>, StoreError> {
        let read = self
            .read(|| format!("get {}/{}", key.pk, key.sk), async {
                self.store.get(key).await
            })
            .await;
        self.note_unread(&key.pk, read.is_err());
        read
    }

    async fn partition(&self, pk: &str) -> Result<Vec<Row>, StoreError> {
        let read = self
            .read(|| format!("read {pk}"), async { self.store.partition(pk).await })
            .await;
        self.note_unread(pk, read.is_err());
        read
    }

    async fn due(&self, shard: u8, until: Timestamp, limit: usize) -> Result<Vec<Key>, StoreError> {
        if self.is_out(Of::Store) {
            return Err(unavailable());
        }
        self.store.due(shard, until, limit).await
    }
}

impl SimPorts {
    async fn write(&self, row: Row, expect: Expect) -> Result<Put, StoreError> {
        let due = row.due.map(|(_, at)| since_start(at));
        let put = self.store.put(row, expect).await?;
        if let Put::Conflict(found) = &put
            && expect != Expect::Absent
        {
            self.count(|tally| tally.conflicts += 1);
            self.note(|| {
                format!(
                    "    conflict with version {:?}",
                    found.as_ref().map(|row| row.version)
                )
            });
        }
        if let (Put::Stored, Some(due)) = (&put, due) {
            let sweep = due.max(self.clock.get()).div_euclid(MINUTE) * MINUTE + MINUTE;
            self.sweep_at.set(self.sweep_at.get().min(sweep));
        }
        Ok(put)
    }

    async fn read<T>(
        &self,
        what: impl Fn() -> String,
        read: impl Future<Output = Result<T, StoreError>>,
    ) -> Result<T, StoreError> {
        let fate = self.turn(what).await;
        if fate == Fate::Refused || self.is_out(Of::Store) {
            self.count(|tally| tally.refusals += 1);
            return Err(unavailable());
        }
        let made = read.await;
        self.answer(fate, made, Err(unavailable())).await
    }

    fn note_unread(&self, pk: &str, failed: bool) {
        if failed && pk == "silences" {
            self.unread_silences.borrow_mut().push(self.clock.get());
        }
    }
}

fn unavailable() -> StoreError {
    StoreError::Unavailable("simulated".to_owned())
}
