//! A look at the alarms of one account and region, one after the other.

use std::collections::{BTreeMap, BTreeSet};

use super::alarm::{Alarm, place};
use super::suspect::{self, Suspect};
use crate::alert::Alert;
use crate::fingerprint::Fingerprint;
use crate::time::Timestamp;

/// Which alarms are compared: those of one account and region, without the router's own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The region.
    pub region: String,
    /// The account.
    pub account: String,
    /// What the names of the router's own alarms begin with: they bypass it.
    pub own: String,
}

impl Place {
    /// Whether an alarm of this ARN and name is compared.
    pub fn has(&self, arn: &str, name: &str) -> bool {
        self.holds(arn) && !name.starts_with(&self.own)
    }

    fn holds(&self, arn: &str) -> bool {
        place(arn) == Some((&self.region, &self.account))
    }
}

/// What has been seen so far.
#[derive(Debug)]
pub struct Survey<'a> {
    here: &'a Place,
    now: Timestamp,
    /// Those of the open alerts that are of alarms of this place.
    open: BTreeMap<&'a Fingerprint, &'a Alert>,
    /// The ARNs of their alarms that are there.
    there: BTreeSet<&'a str>,
    found: BTreeMap<Fingerprint, Suspect>,
    sees_own: bool,
    alarms: usize,
}

impl<'a> Survey<'a> {
    /// Begins. `now` is a time before CloudWatch is asked and after the open alerts were listed: what ended without a time of its own
    /// had ended by then, and what began later is not among the open ones.
    pub fn new(open: impl IntoIterator<Item = &'a Alert>, here: &'a Place, now: Timestamp) -> Self {
        let ours = |alert: &&Alert| {
            alert.source == "cloudwatch_alarm"
                && here.has(alert.labels.get("alarm_arn"), alert.labels.get("alarm_name"))
        };
        let open = open.into_iter().filter(ours);
        Self {
            here,
            now,
            open: open.map(|alert| (&alert.fingerprint, alert)).collect(),
            there: BTreeSet::new(),
            found: BTreeMap::new(),
            sees_own: false,
            alarms: 0,
        }
    }

    /// Takes note of an alarm, and of its series that came with it.
    pub fn see(&mut self, alarm: &Alarm) {
        self.alarms += 1;
        if !self.here.has(alarm.arn(), alarm.name()) {
            // Who sees an alarm of the router looks into the right account and region, and sees what is there.
            self.sees_own |= self.here.holds(alarm.arn());
            return;
        }
        for suspect in suspect::of_alarm(alarm, self.now, |alert| self.open.contains_key(alert)) {
            self.found.insert(suspect.fingerprint.clone(), suspect);
        }
        for (fingerprint, alert) in &self.open {
            if alert.labels.get("alarm_arn") == alarm.arn() {
                self.there.insert(alert.labels.get("alarm_arn"));
                // Its own state has been looked at; what is left is a series that is not in ALARM any more.
                if !self.found.contains_key(fingerprint) {
                    let over = suspect::of_series(alarm, alert, self.now);
                    self.found.insert((*fingerprint).clone(), over);
                }
            }
        }
    }

    /// How many alarms were seen.
    pub fn alarms(&self) -> usize {
        self.alarms
    }

    /// Whether an alarm of the router was among them. Without it, whatever was not seen would look deleted.
    pub fn sees_own(&self) -> bool {
        self.sees_own
    }

    /// The names of the alarms that open alerts are of and that were not seen, each once.
    pub fn missing(&self) -> Vec<&'a str> {
        let names = self.gone().map(|(_, alert)| alert.labels.get("alarm_name"));
        names.collect::<BTreeSet<_>>().into_iter().collect()
    }

    /// Everything that may be news. What was not seen is over only when every alarm `was_seen`.
    pub fn suspects(mut self, was_seen: bool) -> Vec<Suspect> {
        if was_seen {
            let gone: Vec<_> = self.gone().collect();
            let gone = gone
                .into_iter()
                .map(|(fingerprint, alert)| (fingerprint.clone(), suspect::of_deleted(alert, self.now)));
            self.found.extend(gone.collect::<Vec<_>>());
        }
        self.found.into_values().collect()
    }

    fn gone(&self) -> impl Iterator<Item = (&'a Fingerprint, &'a Alert)> {
        let is_gone = |alert: &Alert| !self.there.contains(alert.labels.get("alarm_arn"));
        let open = self
            .open
            .iter()
            .map(|(fingerprint, alert)| (*fingerprint, *alert));
        open.filter(move |(_, alert)| is_gone(alert))
    }
}
