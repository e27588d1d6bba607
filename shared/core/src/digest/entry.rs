//! What an owner's account keeps of one alert.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Note, Noted};
use crate::alert::Alert;
use crate::fingerprint::Fingerprint;
use crate::reason::Cause;
use crate::severity::Severity;
use crate::state::SCHEMA;

/// How much was kept from people, by cause.
pub type Tally = BTreeMap<Cause, u64>;

/// One alert of an owner's account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DigestEntry {
    /// [`SCHEMA`] of the writer.
    pub schema: u32,
    /// Which alert.
    pub fingerprint: Fingerprint,
    /// Its name.
    pub name: String,
    /// How urgent it was when something was last counted.
    pub severity: Severity,
    /// What was counted last, by cause: who counts it again adds nothing.
    pub noted: BTreeMap<Cause, Noted>,
    /// What is counted for the next digest.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub tally: Tally,
    /// What was counted for a digest, by its number: nothing is added to it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sealed: Option<(u64, Tally)>,
}

impl DigestEntry {
    /// The account of an alert, without anything in it.
    pub fn of(alert: &Alert) -> Self {
        Self {
            schema: SCHEMA,
            fingerprint: alert.fingerprint.clone(),
            name: alert.labels.get("alertname").to_owned(),
            severity: alert.severity,
            noted: BTreeMap::new(),
            tally: Tally::new(),
            sealed: None,
        }
    }

    /// Counts a note, as far as it is not counted yet.
    pub fn count(&mut self, note: Note) {
        let news = note.noted.since(self.noted.get(&note.cause).copied());
        if news > 0 {
            *self.tally.entry(note.cause).or_default() += news;
            self.noted.insert(note.cause, note.noted);
        }
    }

    /// Puts what is counted so far under a digest's number, unless that was done. What is counted later is for the next.
    pub fn seal(&mut self, number: u64) {
        let is_sealed = self.sealed.as_ref().is_some_and(|(known, _)| *known >= number);
        if !is_sealed && !self.tally.is_empty() {
            self.sealed = Some((number, std::mem::take(&mut self.tally)));
        }
    }

    /// What stands under a digest's number.
    pub fn sealed_under(&self, number: u64) -> Option<&Tally> {
        let (known, tally) = self.sealed.as_ref()?;
        (*known == number).then_some(tally)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::Timestamp;

    fn note(cause: Cause, began: i64, count: u64) -> Note {
        let began = Timestamp::from_second(1_800_000_000 + began).unwrap();
        Note {
            cause,
            noted: Noted { began, count },
        }
    }

    fn entry() -> DigestEntry {
        DigestEntry {
            schema: SCHEMA,
            fingerprint: Fingerprint::from("f".to_owned()),
            name: "f".to_owned(),
            severity: Severity::Error,
            noted: BTreeMap::new(),
            tally: Tally::new(),
            sealed: None,
        }
    }

    #[test]
    fn an_episode_counts_once_for_each_cause() {
        let mut entry = entry();
        for note in [
            note(Cause::Silence, 10, 1),
            note(Cause::Silence, 10, 1),
            note(Cause::Inhibition, 10, 1),
            note(Cause::Silence, 20, 1),
            // A flush that read the group before the second episode began.
            note(Cause::Silence, 10, 1),
            note(Cause::Flapping, 5, 4),
            note(Cause::Flapping, 5, 9),
        ] {
            entry.count(note);
        }
        assert_eq!(
            entry.tally,
            Tally::from([(Cause::Silence, 2), (Cause::Inhibition, 1), (Cause::Flapping, 9)])
        );
    }

    #[test]
    fn what_is_sealed_stays_and_the_rest_is_for_the_next() {
        let mut entry = entry();
        entry.count(note(Cause::Silence, 10, 1));
        entry.seal(3);
        entry.count(note(Cause::Silence, 20, 1));
        entry.seal(3);
        assert_eq!(entry.sealed_under(3), Some(&Tally::from([(Cause::Silence, 1)])));
        assert_eq!(entry.sealed_under(4), None);
        entry.seal(4);
        assert_eq!(entry.sealed_under(4), Some(&Tally::from([(Cause::Silence, 1)])));
        assert!(entry.tally.is_empty());
    }
}
