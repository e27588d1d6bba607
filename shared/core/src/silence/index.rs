//! Finding the silences of an alert among very many.

use std::collections::BTreeMap;

use super::{Silence, SilenceState, Subject};
use crate::fingerprint::Fingerprint;
use crate::matcher::{Matchers, RuleIndex};
use crate::time::Timestamp;

/// All silences, found by an alert's labels and fingerprint: the cost follows those that may match, not those that exist.
/// Built again when the store's silences change.
#[derive(Debug, Clone, Default)]
pub struct SilenceIndex {
    silences: Vec<Silence>,
    by_labels: RuleIndex,
    by_alert: BTreeMap<Fingerprint, Vec<usize>>,
}

/// What holds an alert back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Silenced<'a> {
    /// The active silences, the one that ends last first.
    pub by: Vec<&'a Silence>,
    /// When the last of them ends.
    pub until: Timestamp,
}

impl SilenceIndex {
    /// Indexes silences in any state.
    pub fn new(silences: Vec<Silence>) -> Self {
        // Acknowledgements are found by their alert: to the index of labels they are rules that match nothing.
        let nothing = Matchers::default();
        let by_labels = RuleIndex::new(silences.iter().map(|silence| match silence.until_resolved {
            Some(_) => &nothing,
            None => &silence.matchers,
        }));
        let mut by_alert = BTreeMap::<_, Vec<_>>::new();
        for (position, silence) in silences.iter().enumerate() {
            if let Some(fingerprint) = &silence.until_resolved {
                by_alert.entry(fingerprint.clone()).or_default().push(position);
            }
        }
        Self {
            silences,
            by_labels,
            by_alert,
        }
    }

    /// What holds the alert back at `now`, if anything does.
    pub fn silenced(&self, subject: Subject<'_>, now: Timestamp) -> Option<Silenced<'_>> {
        let mut by: Vec<_> = self
            .matching(subject)
            .into_iter()
            .filter(|silence| silence.state_at(now) == SilenceState::Active)
            .collect();
        by.sort_by(|one, other| (other.ends_at, &one.id).cmp(&(one.ends_at, &other.id)));
        let until = by.first()?.ends_at;
        Some(Silenced { by, until })
    }

    /// The silence of this alert that ended last, at `now` or before but later than `after`: why it is heard now. One that
    /// was taken back before it began held nothing and is not meant.
    pub fn last_ended(&self, subject: Subject<'_>, now: Timestamp, after: Timestamp) -> Option<&Silence> {
        self.matching(subject)
            .into_iter()
            .filter(|silence| silence.starts_at < silence.ends_at)
            .filter(|silence| silence.ends_at > after && silence.ends_at <= now)
            .max_by(|one, other| (one.ends_at, &other.id).cmp(&(other.ends_at, &one.id)))
    }

    /// Every silence, as given.
    pub fn all(&self) -> &[Silence] {
        &self.silences
    }

    fn matching(&self, subject: Subject<'_>) -> Vec<&Silence> {
        let of_alert = self.by_alert.get(subject.fingerprint).into_iter().flatten();
        self.by_labels
            .candidates(subject.labels)
            .iter()
            .chain(of_alert)
            .filter_map(|position| self.silences.get(*position))
            .filter(|silence| silence.matches(subject))
            .collect()
    }
}

#[cfg(test)]
mod tests;
