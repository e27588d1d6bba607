//! The sum of an account.

use std::cmp::Reverse;

use serde::{Deserialize, Serialize};

use super::{DigestEntry, Tally};
use crate::fingerprint::Fingerprint;
use crate::severity::Severity;

/// What was kept from an owner under one number.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Account {
    /// By cause.
    pub causes: Tally,
    /// By alert, worst first: the most urgent, of these what was kept back most often.
    pub alerts: Vec<Kept>,
}

/// One alert of an account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Kept {
    /// How often, by cause.
    pub causes: Tally,
    /// Which.
    pub fingerprint: Fingerprint,
    /// Its name.
    pub name: String,
    /// How urgent it was last.
    pub severity: Severity,
}

impl Kept {
    /// How often for any cause.
    pub fn count(&self) -> u64 {
        self.causes.values().sum()
    }
}

impl Account {
    /// The sum of what stands under `number`.
    pub fn of<'a>(entries: impl Iterator<Item = &'a DigestEntry>, number: u64) -> Self {
        let mut account = Self::default();
        for entry in entries {
            let Some(tally) = entry.sealed_under(number) else {
                continue;
            };
            for (cause, count) in tally {
                *account.causes.entry(*cause).or_default() += count;
            }
            account.alerts.push(Kept {
                fingerprint: entry.fingerprint.clone(),
                name: entry.name.clone(),
                severity: entry.severity,
                causes: tally.clone(),
            });
        }
        account.alerts.sort_by(|a, b| {
            let key = |kept: &Kept| (Reverse(kept.severity), Reverse(kept.count()));
            let by_name = || {
                a.name
                    .cmp(&b.name)
                    .then_with(|| a.fingerprint.cmp(&b.fingerprint))
            };
            key(a).cmp(&key(b)).then_with(by_name)
        });
        account
    }

    /// How much was kept back for any cause.
    pub fn count(&self) -> u64 {
        self.causes.values().sum()
    }
}
