//! Where an episode is told: fixed when it begins.

use serde::{Deserialize, Serialize};

use crate::alert::Alert;
use crate::catalog::{Catalog, ReceiverConfig};
use crate::labels::Labels;
use crate::route::{Options, group_id};

/// One group that an alert belongs to, with the receivers that are told.
///
/// The receivers' settings are copied: what was opened is closed in the same place, whatever the catalog says by then.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    /// The group's id, a digest of its key.
    pub group_id: String,
    /// The group's key.
    pub group_key: String,
    /// The labels that the group shares.
    pub group_labels: Labels,
    /// How the group behaves.
    pub options: Options,
    /// Who is told.
    pub receivers: Vec<ReceiverConfig>,
}

impl Place {
    /// Every place of an alert under a catalog. A route without any receiver that exists leads to the fallback: an alert
    /// always has somewhere to go.
    pub fn all(alert: &Alert, catalog: &Catalog) -> Vec<Self> {
        let matches = catalog.route().matches(&alert.labels);
        matches
            .into_iter()
            .map(|found| {
                let known: Vec<_> = found
                    .receivers
                    .iter()
                    .filter_map(|name| catalog.receiver(name))
                    .collect();
                let receivers = if known.is_empty() {
                    catalog.fallback().into_iter().collect()
                } else {
                    known
                };
                let group_key = found.group_key(&alert.labels);
                Self {
                    group_id: group_id(&group_key),
                    group_labels: found.group_labels(&alert.labels),
                    group_key,
                    options: found.options,
                    receivers: receivers.into_iter().cloned().collect(),
                }
            })
            .collect()
    }
}
