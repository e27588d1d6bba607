//! One interval: times, days, months, years and the clock that shows them.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

use super::{DayRange, Location, MonthRange, TimeRange, WeekdayRange, YearRange, boundary};
use crate::time::Timestamp;

pub(super) static UTC: TimeZone = TimeZone::UTC;

/// When every field holds that is not empty; without any, always.
///
/// The days are those on which a range of times starts: `friday` with `22:00` to `06:00` is the night that begins on
/// Friday.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TimeInterval {
    /// Times of day.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub times: Vec<TimeRange>,
    /// Days of the week.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub weekdays: Vec<WeekdayRange>,
    /// Days of the month.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub days_of_month: Vec<DayRange>,
    /// Months.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub months: Vec<MonthRange>,
    /// Years.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub years: Vec<YearRange>,
    /// Whose clock; UTC where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub location: Option<Location>,
}

impl TimeInterval {
    /// Whether `at` lies in it. Never in a time zone that this version does not know.
    pub fn contains(&self, at: Timestamp) -> bool {
        let Some(zone) = self.zone() else { return false };
        let local = zone.to_datetime(at);
        let (date, minute) = (local.date(), wall_minute(local.hour(), local.minute()));
        if self.times.is_empty() {
            return self.has_day(date);
        }
        self.times.iter().any(|range| {
            (range.contains_today(minute) && self.has_day(date))
                || (range.contains_tomorrow(minute) && date.yesterday().is_ok_and(|day| self.has_day(day)))
        })
    }

    /// When the interval that runs at `at` ends. Nothing when none runs, or when it ends later than in a year.
    pub fn ends_after(&self, at: Timestamp) -> Option<Timestamp> {
        self.contains(at)
            .then(|| boundary::first_after(&[self], at, |then| !self.contains(then)))
            .flatten()
    }

    /// When it last ended, at `now` or before but later than `after`. Looks a year back at most.
    pub fn last_ended(&self, now: Timestamp, after: Timestamp) -> Option<Timestamp> {
        boundary::last_end(&[self], after, now, |then| self.contains(then))
    }

    /// Whether this version knows its time zone.
    pub fn is_readable(&self) -> bool {
        self.zone().is_some()
    }

    pub(super) fn zone(&self) -> Option<&TimeZone> {
        match &self.location {
            Some(location) => location.zone(),
            None => Some(&UTC),
        }
    }

    fn has_day(&self, date: Date) -> bool {
        fn any<T: Copy>(ranges: &[T], contains: impl Fn(T) -> bool) -> bool {
            ranges.is_empty() || ranges.iter().copied().any(contains)
        }
        any(&self.weekdays, |range| range.contains(date))
            && any(&self.days_of_month, |range| range.contains(date))
            && any(&self.months, |range| range.contains(date))
            && any(&self.years, |range| range.contains(date))
    }
}

/// Minutes since midnight on the clock.
fn wall_minute(hour: i8, minute: i8) -> u16 {
    // A clock shows no negative hour.
    u16::from(hour.unsigned_abs()) * 60 + u16::from(minute.unsigned_abs())
}

#[cfg(test)]
mod tests;
