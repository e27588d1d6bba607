//! The ledger: every observation is in exactly one account.
//!
//! ingested = sent + suppressed (by cause) + pending + dead. Exact wherever one process sees everything (the simulator
//! and its tests); on AWS the same events are counted as metrics.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::fingerprint::Fingerprint;
use crate::reason::Cause;

/// The accounts.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Ledger {
    ingested: u64,
    sent: u64,
    suppressed: BTreeMap<Cause, u64>,
    dead: u64,
    /// Observations that nobody has been told of yet, by alert and version of its record.
    pending: BTreeMap<Fingerprint, BTreeMap<u64, u64>>,
}

/// The accounts' sums.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Balance {
    /// Observations that came in.
    pub ingested: u64,
    /// That reached a page.
    pub sent: u64,
    /// That nobody needed to be told of, by cause.
    pub suppressed: BTreeMap<&'static str, u64>,
    /// That are still to be told or closed.
    pub pending: u64,
    /// That could not be delivered anywhere.
    pub dead: u64,
}

impl Ledger {
    /// An observation came in and changed an alert's record to `version`: somebody may have to be told.
    pub fn pending(&mut self, fingerprint: &Fingerprint, version: u64) {
        self.ingested += 1;
        *self
            .pending
            .entry(fingerprint.clone())
            .or_default()
            .entry(version)
            .or_default() += 1;
    }

    /// An observation came in and nobody has to be told.
    pub fn suppressed(&mut self, cause: Cause) {
        self.ingested += 1;
        *self.suppressed.entry(cause).or_default() += 1;
    }

    /// A page told of the alert as of `version`, and so of everything before.
    pub fn told(&mut self, fingerprint: &Fingerprint, version: u64) {
        self.sent += self.take(fingerprint, version);
    }

    /// The alert as of `version` is over and nobody was told.
    pub fn closed(&mut self, fingerprint: &Fingerprint, version: u64, cause: Cause) {
        let taken = self.take(fingerprint, version);
        if taken > 0 {
            *self.suppressed.entry(cause).or_default() += taken;
        }
    }

    /// Nobody could be told of the alert as of `version`, nowhere, for as long as it is tried.
    pub fn died(&mut self, fingerprint: &Fingerprint, version: u64) {
        self.dead += self.take(fingerprint, version);
    }

    /// The sums.
    pub fn balance(&self) -> Balance {
        Balance {
            ingested: self.ingested,
            sent: self.sent,
            suppressed: self
                .suppressed
                .iter()
                .map(|(cause, count)| (cause.as_str(), *count))
                .collect(),
            pending: self.pending.values().flat_map(BTreeMap::values).sum(),
            dead: self.dead,
        }
    }

    fn take(&mut self, fingerprint: &Fingerprint, version: u64) -> u64 {
        let Some(versions) = self.pending.get_mut(fingerprint) else {
            return 0;
        };
        let later = versions.split_off(&(version + 1));
        let taken = std::mem::replace(versions, later).values().sum();
        if versions.is_empty() {
            self.pending.remove(fingerprint);
        }
        taken
    }
}

impl Balance {
    /// Whether every observation is in one account.
    pub fn balances(&self) -> bool {
        self.ingested == self.sent + self.suppressed.values().sum::<u64>() + self.pending + self.dead
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_told_covers_what_came_before_it() {
        let (one, two) = (
            Fingerprint::from("1".to_owned()),
            Fingerprint::from("2".to_owned()),
        );
        let mut ledger = Ledger::default();
        ledger.pending(&one, 2);
        ledger.pending(&one, 4);
        ledger.pending(&two, 2);
        ledger.suppressed(Cause::Duplicate);
        ledger.told(&one, 2);
        assert_eq!((ledger.balance().sent, ledger.balance().pending), (1, 2));
        ledger.told(&one, 9);
        ledger.closed(&two, 2, Cause::Transient);
        ledger.closed(&two, 2, Cause::Transient);
        let balance = ledger.balance();
        assert!(balance.balances());
        assert_eq!((balance.ingested, balance.sent, balance.pending), (4, 2, 0));
        assert_eq!(
            balance.suppressed,
            BTreeMap::from([("duplicate", 1), ("transient", 1)])
        );
    }
}
