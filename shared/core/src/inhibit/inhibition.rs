//! Whether a target is held back now.

use serde::{Deserialize, Serialize};

use super::InhibitRule;
use crate::fingerprint::Fingerprint;
use crate::time::{Timestamp, after};

/// An alert that holds others back, as it is kept under its rule and key. Its times are by our clock.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Source {
    /// Which alert.
    pub fingerprint: Fingerprint,
    /// Since when it is known to fire.
    pub starts_at: Timestamp,
    /// When it ended; kept for the rule's extension, and to say what held.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ends_at: Option<Timestamp>,
    /// It is a target of the same rule as well.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub is_target: bool,
}

/// An alert that may be held back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Target<'a> {
    /// Which alert.
    pub fingerprint: &'a Fingerprint,
    /// Since when it is known to fire, by our clock: the wait for a source counts from here.
    pub starts_at: Timestamp,
    /// It is a source of the same rule as well.
    pub is_source: bool,
}

/// Whether a target may be told of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Inhibition {
    /// It is held back.
    Held {
        /// By these, in order of fingerprint; by none while it waits for a source that may arrive.
        by: Vec<Fingerprint>,
        /// Until then, unless something changes; nothing while a source fires.
        until: Option<Timestamp>,
    },
    /// It may be told of.
    Free {
        /// Since when, where it was held back since it fires.
        since: Option<Timestamp>,
        /// What held it until then; none where it only waited.
        after: Vec<Fingerprint>,
    },
}

impl InhibitRule {
    /// Whether the sources under the target's key hold it back at `now`.
    pub fn inhibition(&self, target: Target<'_>, sources: &[Source], now: Timestamp) -> Inhibition {
        let sources: Vec<&Source> = sources
            .iter()
            .filter(|source| source.starts_at <= now && can_hold(source, target))
            .collect();
        let fires = |source: &&&Source| source.ends_at.is_none_or(|end| end > now);
        if sources.iter().any(|source| fires(&source)) {
            return Inhibition::Held {
                by: names(sources.into_iter().filter(|source| fires(&source))),
                until: None,
            };
        }
        // What ended before the target began never held it, however long the extension of others.
        let free_at = |source: &Source| source.ends_at.map(|end| after(end, self.extension));
        let held: Vec<&Source> = sources
            .into_iter()
            .filter(|source| free_at(source).is_some_and(|free| free > target.starts_at))
            .collect();
        if let Some(free) = held.iter().filter_map(|source| free_at(source)).max() {
            return if free > now {
                Inhibition::Held {
                    by: names(held.into_iter().filter(|source| free_at(source) > Some(now))),
                    until: Some(free),
                }
            } else {
                Inhibition::Free {
                    since: Some(free),
                    after: names(held.into_iter().filter(|source| free_at(source) == Some(free))),
                }
            };
        }
        // No source yet: one may be on its way, for as long as the rule says and no longer.
        let waited = after(target.starts_at, self.wait);
        if waited > now {
            return Inhibition::Held {
                by: vec![],
                until: Some(waited),
            };
        }
        Inhibition::Free {
            since: (!self.wait.is_zero()).then_some(waited),
            after: vec![],
        }
    }
}

/// Nothing holds itself back, and of two alerts on both sides neither holds the other.
fn can_hold(source: &Source, target: Target<'_>) -> bool {
    source.fingerprint != *target.fingerprint && !(source.is_target && target.is_source)
}

fn names<'a>(sources: impl Iterator<Item = &'a Source>) -> Vec<Fingerprint> {
    let mut names: Vec<_> = sources.map(|source| source.fingerprint.clone()).collect();
    names.sort_unstable();
    names.dedup();
    names
}

impl Inhibition {
    /// What holds without any rule.
    pub const FREE: Self = Self::Free {
        since: None,
        after: vec![],
    };

    /// Both of two rules' answers: held while one holds, free since the later of the two.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        match (self, other) {
            (
                Self::Held { by, until },
                Self::Held {
                    by: more,
                    until: later,
                },
            ) => Self::Held {
                by: union(by, more),
                until: until.zip(later).map(|(one, other)| one.max(other)),
            },
            (held @ Self::Held { .. }, Self::Free { .. }) | (Self::Free { .. }, held @ Self::Held { .. }) => {
                held
            }
            (
                Self::Free { since, after },
                Self::Free {
                    since: other,
                    after: more,
                },
            ) => {
                let names = match since.cmp(&other) {
                    std::cmp::Ordering::Less => more,
                    std::cmp::Ordering::Equal => union(after, more),
                    std::cmp::Ordering::Greater => after,
                };
                Self::Free {
                    since: since.max(other),
                    after: names,
                }
            }
        }
    }
}

fn union(mut one: Vec<Fingerprint>, other: Vec<Fingerprint>) -> Vec<Fingerprint> {
    one.extend(other);
    one.sort_unstable();
    one.dedup();
    one
}

#[cfg(test)]
mod tests;
