//! A full group: what does not fit is told in parts, each a group of its own.
//!
//! Alertmanager drops the alert that comes over its limit (`dispatch/dispatch.go`, `limits.MaxNumberOfAggregationGroups`).
//! Here it falls into a part of the group's overflow, with the same receivers and waits. Which part is a matter of the
//! alert alone, and is frozen with its place: what was told in a part is closed there. The first round of overflow has
//! two parts; when the alert's part of it is full, the next round has twice as many, so that the number of pages follows
//! the number of alerts.

use serde::{Deserialize, Serialize};

use super::{GroupRecord, Place};
use crate::fingerprint::Fingerprint;
use crate::page::Note;
use crate::route::group_id;

/// How many alerts of one group may be open at once, unless the catalog says less. It can't say more: what a receiver was
/// told of a group is one record, with a few hundred bytes for each alert, and DynamoDB takes 400 KB.
pub const GROUP_LIMIT: u32 = 1_000;

/// How often the parts double: 1,024 of them take a million alerts. What comes then is told all the same.
pub const ROUNDS: u32 = 10;

/// Which part of a group's overflow this is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Overflow {
    /// The id of the group that is full.
    pub of: String,
    /// The part, from 1.
    pub part: u32,
    /// Of how many.
    pub parts: u32,
}

impl Overflow {
    /// The part of an alert in a round of overflow; the first round is 1.
    fn of(place: &Place, alert: &Fingerprint, round: u32) -> Self {
        let parts = 1 << round.min(ROUNDS);
        let hash = alert.as_str().bytes().fold(0_u32, |hash, byte| {
            hash.wrapping_mul(31).wrapping_add(u32::from(byte))
        });
        Self {
            of: place.group_id.clone(),
            part: hash % parts + 1,
            parts,
        }
    }
}

impl Place {
    /// The group that the route and the labels name: this one, or the full one that it is an overflow of.
    pub fn home(&self) -> &str {
        self.overflow
            .as_ref()
            .map_or(&self.group_id, |overflow| &overflow.of)
    }

    /// Where this alert is told while the group is full, in that round; the place itself in round 0.
    #[must_use]
    pub fn in_round(&self, alert: &Fingerprint, round: u32) -> Self {
        if round == 0 {
            return self.clone();
        }
        self.in_part(Overflow::of(self, alert, round))
    }

    /// This part of the place's overflow.
    #[must_use]
    pub fn in_part(&self, overflow: Overflow) -> Self {
        let group_key = format!(
            "{} (overflow {} of {})",
            self.group_key, overflow.part, overflow.parts
        );
        Self {
            group_id: group_id(&group_key),
            group_key,
            overflow: Some(overflow),
            ..self.clone()
        }
    }
}

impl GroupRecord {
    /// Whether an alert does not fit that has no row here.
    ///
    /// What is over leaves its row behind for some days. Were those not counted, a group through which thousands pass would
    /// grow without end, and each of its flushes reads all of it.
    pub fn is_full(&self, limit: u32) -> bool {
        self.is_full_of_open(limit) || self.rows >= limit.saturating_mul(2)
    }

    /// Whether an alert does not fit whose row here is closed.
    pub fn is_full_of_open(&self, limit: u32) -> bool {
        self.open >= limit
    }

    /// What a page of an overflow says of it.
    pub fn overflow_note(&self) -> Option<Note> {
        let Overflow { part, parts, .. } = *self.overflow.as_ref()?;
        Some(Note::Overflow { part, parts })
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::labels::Labels;
    use crate::route::Options;
    use crate::state::Calendar;

    fn place() -> Place {
        Place {
            group_id: group_id("{}:{}"),
            group_key: "{}:{}".to_owned(),
            group_labels: Labels::new(),
            options: Options::default(),
            calendar: Calendar::default(),
            receivers: vec![],
            overflow: None,
            own: None,
            moved: false,
        }
    }

    fn alert(number: u32) -> Fingerprint {
        Fingerprint::from(crate::fingerprint::digest(&["alert", &number.to_string()]))
    }

    #[test]
    fn an_alert_has_one_part_in_each_round_and_the_parts_are_even() {
        let mut parts: BTreeMap<String, u32> = BTreeMap::new();
        for number in 0..4_000 {
            let part = place().in_round(&alert(number), 2);
            assert_eq!(part, place().in_round(&alert(number), 2));
            assert_eq!(part.home(), place().group_id);
            *parts.entry(part.group_key).or_default() += 1;
        }
        assert_eq!(
            parts.keys().collect::<Vec<_>>(),
            [1, 2, 3, 4]
                .map(|part| format!("{{}}:{{}} (overflow {part} of 4)"))
                .iter()
                .collect::<Vec<_>>()
        );
        assert!(
            parts.values().all(|count| (850..1150).contains(count)),
            "{parts:?}"
        );
    }

    #[test]
    fn round_0_is_the_group_itself_and_the_last_round_has_an_end() {
        assert_eq!(place().in_round(&alert(1), 0), place());
        let last = place()
            .in_round(&alert(1), 99)
            .overflow
            .map(|overflow| overflow.parts);
        assert_eq!(last, Some(1_024));
    }
}
