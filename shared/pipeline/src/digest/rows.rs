//! An owner's account in the store.

use alert_core::digest::{DigestEntry, DigestRecord};
use alert_core::fingerprint::Fingerprint;
use alert_core::time::{SignedDuration, Timestamp, after};

use crate::ports::Key;
use crate::records::Record;

/// How long a row is kept that nothing is added to: longer than two of the longest periods, and no longer than the alert's
/// own record, whose next episode begins later than any that is counted here.
const KEEP: SignedDuration = SignedDuration::from_hours(30 * 24);

impl Record for DigestRecord {
    fn schema(&self) -> u32 {
        self.schema
    }

    fn forget_at(&self, now: Timestamp) -> Option<Timestamp> {
        Some(after(now, KEEP))
    }
}

impl Record for DigestEntry {
    fn schema(&self) -> u32 {
        self.schema
    }

    fn forget_at(&self, now: Timestamp) -> Option<Timestamp> {
        Some(after(now, KEEP))
    }
}

pub(super) fn partition(owner: &str) -> String {
    format!("digest#{owner}")
}

pub(super) fn head_key(owner: &str) -> Key {
    Key {
        pk: partition(owner),
        sk: "digest".to_owned(),
    }
}

pub(super) fn entry_key(owner: &str, fingerprint: &Fingerprint) -> Key {
    Key {
        pk: partition(owner),
        sk: format!("alert#{fingerprint}"),
    }
}
