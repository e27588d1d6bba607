//! The head of an owner's account.

use serde::{Deserialize, Serialize};

use crate::page::Page;
use crate::state::SCHEMA;
use crate::time::Timestamp;

/// What is known of an owner's digests besides what is counted for them. The row's due time is the next one's.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DigestRecord {
    /// [`SCHEMA`] of the writer.
    pub schema: u32,
    /// The number of the next digest.
    pub number: u64,
    /// Since when its account runs.
    pub since: Timestamp,
    /// Who makes it at the moment: the signature of the write that took it in hand.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub maker: Option<String>,
    /// Something was counted while somebody made it, perhaps too late for it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub more: bool,
    /// Its page, decided and not yet surely posted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub page: Option<Box<Page>>,
}

impl DigestRecord {
    /// The first account, beginning at `now`.
    pub fn new(now: Timestamp) -> Self {
        Self {
            schema: SCHEMA,
            number: 1,
            since: now,
            maker: None,
            more: false,
            page: None,
        }
    }

    /// The account after this one.
    #[must_use]
    pub fn next(&self, now: Timestamp) -> Self {
        Self {
            number: self.number + 1,
            ..Self::new(now)
        }
    }
}
