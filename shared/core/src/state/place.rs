//! Where an episode is told: fixed when it begins.

use serde::{Deserialize, Serialize};

use super::Overflow;
use crate::alert::Alert;
use crate::catalog::{Catalog, ReceiverConfig};
use crate::interval::NamedInterval;
use crate::labels::Labels;
use crate::route::{Options, RouteMatch, group_id};

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
    /// When the group's route is quiet.
    #[serde(default, skip_serializing_if = "Calendar::is_empty")]
    pub calendar: Calendar,
    /// Who is told.
    pub receivers: Vec<ReceiverConfig>,
    /// The group is a part of what did not fit into another.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub overflow: Option<Overflow>,
    /// How the alert's own route behaves, where this is the group of another alert of its run.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub own: Option<OwnRoute>,
    /// The alert is told elsewhere by now, unless somebody had been told here before it went.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub moved: bool,
}

/// What an alert's own route says of when it may be heard, wherever it is told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnRoute {
    /// How long it waits, and when it is repeated.
    pub options: Options,
    /// When it is quiet.
    #[serde(default, skip_serializing_if = "Calendar::is_empty")]
    pub calendar: Calendar,
}

/// The intervals that a route names, copied out of the catalog.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Calendar {
    /// What the names stand for.
    pub intervals: Vec<NamedInterval>,
    /// The route is quiet while one of these runs.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub mute: Vec<String>,
    /// And while none of these does.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub active: Vec<String>,
}

impl Calendar {
    /// Whether the route is never quiet.
    pub fn is_empty(&self) -> bool {
        self.mute.is_empty() && self.active.is_empty()
    }

    fn of(found: &RouteMatch, catalog: &Catalog) -> Self {
        let named = |name: &String| {
            found.mute_time_intervals.contains(name) || found.active_time_intervals.contains(name)
        };
        let mut calendar = Self {
            intervals: vec![],
            mute: found.mute_time_intervals.clone(),
            active: found.active_time_intervals.clone(),
        };
        // Most routes name none.
        if !calendar.is_empty() {
            let all = catalog.file().time_intervals.iter();
            calendar.intervals = all.filter(|interval| named(&interval.name)).cloned().collect();
        }
        calendar
    }
}

impl Place {
    /// Every place of an alert under a catalog. A route without any receiver that exists leads to the fallback: an alert
    /// always has somewhere to go.
    pub fn all(alert: &Alert, catalog: &Catalog) -> Vec<Self> {
        let matches = catalog.routes(&alert.labels);
        matches
            .into_iter()
            .map(|mut found| {
                if alert.drill.is_some() {
                    found.options = found.options.of_a_drill();
                }
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
                    calendar: Calendar::of(&found, catalog),
                    options: found.options,
                    receivers: receivers.into_iter().cloned().collect(),
                    overflow: None,
                    own: None,
                    moved: false,
                }
            })
            .collect()
    }
}
