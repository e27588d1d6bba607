//! What the ledger says became of every observation.

use std::collections::BTreeMap;

use alert_core::ledger::Ledger;
use alert_core::reason::Cause;
use alert_core::receiver::Outcome;
use alert_pipeline::Account;

use super::{Broken, Model, broken};
use crate::config::BRIEF;

impl Model<'_> {
    /// For a person: which changes nobody was told of and nobody closed.
    pub(super) fn still_pending(&self) -> String {
        let mut settled = BTreeMap::<&str, u64>::new();
        let mut settle = |fingerprint, version: u64| {
            let known = settled.entry(fingerprint).or_default();
            *known = version.max(*known);
        };
        for flushed in &self.seen.flushed {
            let delivered = |outcome: &Outcome| matches!(outcome, Outcome::Delivered(_));
            for delivery in flushed
                .deliveries
                .iter()
                .filter(|delivery| delivered(&delivery.outcome))
            {
                delivery
                    .tells
                    .iter()
                    .for_each(|tell| settle(tell.fingerprint.as_str(), tell.alert_version));
            }
            flushed
                .closed
                .iter()
                .for_each(|(fingerprint, version, _)| settle(fingerprint.as_str(), *version));
        }
        let accounts = self.seen.ingested.iter().flat_map(|ingested| &ingested.observed);
        let left = accounts.filter_map(|account| match account {
            Account::Pending(fingerprint, version) => {
                let last = settled.get(fingerprint.as_str()).copied().unwrap_or(0);
                (*version > last).then(|| format!("{fingerprint} v{version} after v{last}"))
            }
            Account::Suppressed(..) => None,
        });
        left.collect::<Vec<_>>().join(", ")
    }

    /// Promise 5.
    pub(super) fn ledger(&self) -> Result<(), Broken> {
        let mut ledger = Ledger::default();
        for account in self.seen.ingested.iter().flat_map(|ingested| &ingested.observed) {
            match account {
                Account::Suppressed(_, cause) => ledger.suppressed(*cause),
                Account::Pending(fingerprint, version) => ledger.pending(fingerprint, *version),
            }
        }
        for flushed in &self.seen.flushed {
            for delivery in &flushed.deliveries {
                for tell in &delivery.tells {
                    match delivery.outcome {
                        Outcome::Delivered(_) if delivery.shadow => {
                            ledger.closed(&tell.fingerprint, tell.alert_version, Cause::Shadow);
                        }
                        Outcome::Delivered(_) => ledger.told(&tell.fingerprint, tell.alert_version),
                        _ if delivery.dead => ledger.died(&tell.fingerprint, tell.alert_version),
                        _ => {}
                    }
                }
            }
            for (fingerprint, version, cause) in &flushed.closed {
                ledger.closed(fingerprint, *version, *cause);
            }
        }
        // Who died just after closing a member could not say so; the row does.
        for (fingerprint, version) in self.seen.closed_members() {
            ledger.closed(&fingerprint, version, Cause::Transient);
        }
        let balance = ledger.balance();
        let end = self.plan.phases.last().map_or(0, |phase| phase.until);
        // What an alert that still fires has gone through since its last page is told with the next one: the end of a
        // hold, or that it was over for less time than it takes to say so.
        let held = (0..self.plan.alarms.len()).any(|alarm| self.is_open(alarm, end));
        // Who does not want to hear of single alerts hears of them when all are over.
        let waits = self
            .places
            .iter()
            .any(|(place, believer)| place.1 == BRIEF && !believer.firing.is_empty());
        let held = held || waits;
        if !balance.balances() || balance.dead > 0 || (balance.pending > 0 && !held) {
            return broken("ledger", format!("{balance:?}; {}", self.still_pending()));
        }
        let left = self.plan.changes.len() as u64;
        if balance.ingested < left {
            return broken("not ingested", format!("{balance:?} of {left}"));
        }
        Ok(())
    }
}
