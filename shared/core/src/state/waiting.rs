//! News of a group that waits until its receiver takes another page.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{DeliveryRecord, Member, Tell};
use crate::fingerprint::Fingerprint;
use crate::time::Timestamp;

/// News that waits. What exactly is told is decided when it goes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Waiting {
    /// Since when; shown in the page.
    pub since: Timestamp,
    /// The receiver's batch that the group has joined.
    pub batch: u64,
    /// What was to be told as firing, with its episode: it is told even if it is over by then.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub owed: BTreeMap<Fingerprint, u64>,
}

impl DeliveryRecord {
    /// The log with news that waits in a batch.
    #[must_use]
    pub fn waiting_in(&self, batch: u64, tells: &[Tell], now: Timestamp) -> Self {
        let before = self.waiting.as_ref();
        let mut owed = before.map(|waiting| waiting.owed.clone()).unwrap_or_default();
        let untold = tells
            .iter()
            .filter(|tell| tell.firing && !self.sent.contains_key(&tell.fingerprint));
        owed.extend(untold.map(|tell| (tell.fingerprint.clone(), tell.episode)));
        Self {
            waiting: Some(Waiting {
                since: before.map_or(now, |waiting| waiting.since),
                batch,
                owed,
            }),
            ..self.clone()
        }
    }

    /// Whether the receiver was to be told that this member fires, and could not be.
    pub fn missed(&self, member: &Member) -> bool {
        let fingerprint = &member.alert.fingerprint;
        // Of an earlier episode, too: it may have fired and resolved again while the receiver was away.
        let failed = self.retry.as_ref().is_some_and(|retry| {
            retry
                .tells
                .iter()
                .any(|tell| tell.fingerprint == *fingerprint && tell.episode <= member.episode)
        });
        let waits = self
            .waiting
            .as_ref()
            .and_then(|waiting| waiting.owed.get(fingerprint))
            .is_some_and(|episode| *episode <= member.episode);
        failed || waits
    }

    /// Takes back a claim under which nothing has been sent.
    pub fn unclaim(&mut self) {
        let Some(claim) = self.claim.take() else {
            return;
        };
        if claim.diverted {
            self.diversions.insert(
                0,
                super::Diversion {
                    page: claim.page,
                    tells: claim.tells,
                    bundled: claim.summary.is_some(),
                },
            );
        }
    }
}
