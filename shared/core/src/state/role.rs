//! The parts that an episode plays in inhibition, fixed when it begins like everything else that a catalog says of it.

use serde::{Deserialize, Serialize};

use crate::alert::Alert;
use crate::catalog::Catalog;
use crate::inhibit::InhibitRule;

/// It holds others back: it is kept as a source under this key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Holds {
    /// The rule's name and the `equal` labels' values, digested.
    pub key: String,
    /// It is a target of the same rule as well.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub both: bool,
}

/// It is held back by the sources under this key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HeldBy {
    /// The rule.
    pub rule: InhibitRule,
    /// Where its sources are kept.
    pub key: String,
    /// It is a source of the same rule as well.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub both: bool,
}

impl Holds {
    /// Every part of an alert as a source.
    pub fn all(alert: &Alert, catalog: &Catalog) -> Vec<Self> {
        let roles = catalog.inhibition().as_source(&alert.labels);
        roles
            .into_iter()
            .map(|role| Self {
                key: role.key,
                both: role.both,
            })
            .collect()
    }
}

impl HeldBy {
    /// Every part of an alert as a target.
    pub fn all(alert: &Alert, catalog: &Catalog) -> Vec<Self> {
        let roles = catalog.inhibition().as_target(&alert.labels);
        roles
            .into_iter()
            .map(|role| Self {
                rule: role.rule.clone(),
                key: role.key,
                both: role.both,
            })
            .collect()
    }
}
