//! A group: alerts that are told of together.

use serde::{Deserialize, Serialize};

use super::{Calendar, Overflow, Place, SCHEMA};
use crate::labels::Labels;
use crate::route::Options;

/// What a flush needs to know of a group besides its members. It holds no lists; the row's version is the group's
/// generation and its due time the next flush.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GroupRecord {
    /// [`SCHEMA`] of the writer.
    pub schema: u32,
    /// The group's key.
    pub key: String,
    /// The labels that the group shares.
    pub labels: Labels,
    /// How it behaves, by the newest member's route.
    pub options: Options,
    /// When its route is quiet.
    #[serde(default, skip_serializing_if = "Calendar::is_empty")]
    pub calendar: Calendar,
    /// How many of its alerts are open. Counted up by whoever hands one over, put right by each flush, so it may be a few
    /// off: many can come at once.
    #[serde(default)]
    pub open: u32,
    /// How many rows its alerts have, with those that are over; as exact as `open`.
    #[serde(default)]
    pub rows: u32,
    /// It is a part of what did not fit into another group.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub overflow: Option<Overflow>,
}

impl GroupRecord {
    /// The group of a place, without any alert yet.
    pub fn of(place: &Place) -> Self {
        Self {
            schema: SCHEMA,
            key: place.group_key.clone(),
            labels: place.group_labels.clone(),
            options: place.options.clone(),
            calendar: place.calendar.clone(),
            open: 0,
            rows: 0,
            overflow: place.overflow.clone(),
        }
    }

    /// A group without members: the notices of one subject are sent in it.
    pub fn of_notices(subject: &str) -> Self {
        Self {
            schema: SCHEMA,
            key: subject.to_owned(),
            labels: Labels::new(),
            options: Options::default(),
            calendar: Calendar::default(),
            open: 0,
            rows: 0,
            overflow: None,
        }
    }
}
