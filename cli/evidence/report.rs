//! The whole report.

use alert_core::catalog::Catalog;
use alert_core::time::Timestamp;
use serde::Serialize;

use super::drill::{Drill, drills};
use super::facts::Facts;
use super::required::{Requirement, required};
use super::watched::Watched;

/// The whole report. A contract like every other JSON of this program: members may be added.
#[derive(Debug, Serialize)]
pub(crate) struct Report {
    pub(crate) at: Timestamp,
    pub(crate) account: String,
    pub(crate) region: String,
    /// The catalog that says whose each alarm is.
    pub(crate) catalog_version: String,
    /// Those that are not OK first, then by name.
    pub(crate) alarms: Vec<Watched>,
    pub(crate) dashboards: Vec<Board>,
    pub(crate) drills: Vec<Drill>,
    pub(crate) required: Vec<Requirement>,
}

/// A dashboard.
#[derive(Debug, Serialize)]
pub(crate) struct Board {
    pub(crate) name: String,
    /// Where it is in the console.
    pub(crate) link: String,
}

impl Report {
    /// What the facts come to.
    pub(crate) fn of(facts: &Facts, catalog: &Catalog, now: Timestamp) -> Self {
        let (account, region) = facts.place();
        let alarms = facts.alarms.iter();
        let mut alarms: Vec<Watched> = alarms
            .map(|alarm| Watched::of(alarm, facts, catalog, now))
            .collect();
        alarms.sort_by(|one, other| rank(one).cmp(&rank(other)));
        let boards = facts.dashboards.iter().map(|name| Board {
            name: name.clone(),
            // A name has letters, digits, dashes and underscores (PutDashboard).
            link: format!(
                "https://{region}.console.aws.amazon.com/cloudwatch/home?region={region}#dashboards/dashboard/{name}"
            ),
        });
        Self {
            at: now,
            account: account.to_owned(),
            region: region.to_owned(),
            catalog_version: catalog.version().to_owned(),
            drills: drills(&alarms, facts.drills.as_ref()),
            dashboards: boards.collect(),
            required: required(facts),
            alarms,
        }
    }
}

fn rank(alarm: &Watched) -> (u8, &str) {
    let state = match alarm.state.as_str() {
        "ALARM" => 0,
        "OK" => 2,
        _ => 1,
    };
    (state, &alarm.alarm)
}
