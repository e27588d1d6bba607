//! A time of every day, by somebody's clock.

use jiff::Span;
use jiff::civil::{Date, Time};
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

use super::time_range::minute;
use super::{IntervalError, Location};
use crate::time::Timestamp;

/// A time of day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Daily {
    /// Minutes since midnight on the clock, below 1,440.
    pub minute: u16,
    /// Whose clock; UTC where absent, or where this version does not know the zone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub location: Option<Location>,
}

impl Daily {
    /// Reads a time as it stands in files, `09:00`.
    ///
    /// # Errors
    /// When it is no time that a clock shows once a day; `24:00` is none.
    pub fn read(text: &str, location: Option<Location>) -> Result<Self, IntervalError> {
        match minute(text)? {
            minute @ ..1440 => Ok(Self { minute, location }),
            _ => Err(IntervalError::Time {
                text: text.to_owned(),
            }),
        }
    }

    /// When the clock next shows it, later than `now`. On a day that skips the time it is as much later as the clock was
    /// set forward; on one that shows it twice, the first counts.
    pub fn next_after(&self, now: Timestamp) -> Timestamp {
        let zone = self
            .location
            .as_ref()
            .and_then(Location::zone)
            .unwrap_or(&super::time_interval::UTC);
        let today = zone.to_datetime(now).date();
        // A day may be skipped as a whole (Samoa, 2011).
        (0..=3)
            .filter_map(|days| self.on(today.checked_add(Span::new().days(days)).ok()?, zone))
            .find(|at| *at > now)
            .unwrap_or(now)
    }

    fn on(&self, day: Date, zone: &TimeZone) -> Option<Timestamp> {
        let (hour, minute) = (self.minute / 60, self.minute % 60);
        let time = Time::new(i8::try_from(hour).ok()?, i8::try_from(minute).ok()?, 0, 0).ok()?;
        zone.to_ambiguous_timestamp(day.to_datetime(time))
            .compatible()
            .ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn next(minute: u16, zone: &str, now: &str) -> String {
        let daily = Daily {
            minute,
            location: Some(Location::from(zone.to_owned())),
        };
        daily.next_after(now.parse().unwrap()).to_string()
    }

    #[test]
    fn it_is_later_today_or_else_tomorrow() {
        assert_eq!(
            next(540, "Europe/Madrid", "2026-11-26T07:59:59Z"),
            "2026-11-26T08:00:00Z"
        );
        assert_eq!(
            next(540, "Europe/Madrid", "2026-11-26T08:00:00Z"),
            "2026-11-27T08:00:00Z"
        );
        assert_eq!(
            next(0, "Asia/Tokyo", "2026-12-31T15:00:00Z"),
            "2027-01-01T15:00:00Z"
        );
        assert_eq!(
            next(540, "Nowhere/Atall", "2026-11-26T10:00:00Z"),
            "2026-11-27T09:00:00Z"
        );
    }

    #[test]
    fn a_day_that_skips_or_repeats_the_time_has_one_digest() {
        // 02:30 is skipped on 2026-03-29, and comes twice on 2026-10-25.
        assert_eq!(
            next(150, "Europe/Madrid", "2026-03-28T12:00:00Z"),
            "2026-03-29T01:30:00Z"
        );
        assert_eq!(
            next(150, "Europe/Madrid", "2026-03-29T01:30:00Z"),
            "2026-03-30T00:30:00Z"
        );
        assert_eq!(
            next(150, "Europe/Madrid", "2026-10-24T12:00:00Z"),
            "2026-10-25T00:30:00Z"
        );
        assert_eq!(
            next(150, "Europe/Madrid", "2026-10-25T00:30:00Z"),
            "2026-10-26T01:30:00Z"
        );
    }
}
