//! Ranges of days, weekdays, months and years. Both ends belong to a range.

use std::fmt;
use std::str::FromStr;

use jiff::civil::Date;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::IntervalError;

const WEEKDAYS: [&str; 7] = [
    "sunday",
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
];

const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

/// Days of the week, `monday:friday` or `sunday`. Weeks begin on Sunday, as in Alertmanager.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WeekdayRange {
    begin: i8,
    end: i8,
}

/// Days of the month, `1:15` or `-1`: a negative day counts from the month's end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DayRange {
    begin: i8,
    end: i8,
}

/// Months, `january:march`, `1:3` or `12`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MonthRange {
    begin: i8,
    end: i8,
}

/// Years, `2026:2028` or `2026`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct YearRange {
    begin: i16,
    end: i16,
}

impl WeekdayRange {
    pub(super) fn contains(self, date: Date) -> bool {
        (self.begin..=self.end).contains(&date.weekday().to_sunday_zero_offset())
    }
}

impl DayRange {
    /// A range that begins after the month's last day is empty in that month; one that only ends after it is cut there.
    pub(super) fn contains(self, date: Date) -> bool {
        let from_start = |day: i8| {
            if day < 0 {
                date.days_in_month() + day + 1
            } else {
                day
            }
        };
        (from_start(self.begin)..=from_start(self.end)).contains(&date.day())
    }
}

impl MonthRange {
    pub(super) fn contains(self, date: Date) -> bool {
        (self.begin..=self.end).contains(&date.month())
    }
}

impl YearRange {
    pub(super) fn contains(self, date: Date) -> bool {
        (self.begin..=self.end).contains(&date.year())
    }
}

/// The two ends of `begin:end`, or one value twice. Case and outer white space don't matter.
fn ends<T: Copy>(
    text: &str,
    read: impl Fn(&str) -> Result<T, IntervalError>,
) -> Result<(T, T), IntervalError> {
    let lower = text.to_lowercase();
    let mut parts = lower.split(':').map(str::trim);
    match (parts.next(), parts.next(), parts.next()) {
        (Some(only), None, _) => read(only).map(|value| (value, value)),
        (Some(begin), Some(end), None) => Ok((read(begin)?, read(end)?)),
        _ => Err(IntervalError::Range {
            text: text.to_owned(),
        }),
    }
}

fn forwards<T: PartialOrd>(text: &str, begin: T, end: T) -> Result<(T, T), IntervalError> {
    if begin <= end {
        Ok((begin, end))
    } else {
        Err(IntervalError::Backwards {
            text: text.to_owned(),
        })
    }
}

/// The position of a name in a list, counted from `first`.
fn named(names: &[&str], first: i8, text: &str) -> Option<i8> {
    (first..)
        .zip(names)
        .find(|(_, name)| **name == text)
        .map(|(number, _)| number)
}

impl FromStr for WeekdayRange {
    type Err = IntervalError;

    fn from_str(text: &str) -> Result<Self, IntervalError> {
        let (begin, end) = ends(text, |day| {
            named(&WEEKDAYS, 0, day).ok_or_else(|| IntervalError::Weekday { text: day.to_owned() })
        })?;
        forwards(text, begin, end).map(|(begin, end)| Self { begin, end })
    }
}

impl FromStr for MonthRange {
    type Err = IntervalError;

    fn from_str(text: &str) -> Result<Self, IntervalError> {
        let (begin, end) = ends(text, |month| {
            let number = named(&MONTHS, 1, month).or_else(|| month.parse().ok());
            number
                .filter(|number| (1..=12).contains(number))
                .ok_or_else(|| IntervalError::Month {
                    text: month.to_owned(),
                })
        })?;
        forwards(text, begin, end).map(|(begin, end)| Self { begin, end })
    }
}

impl FromStr for YearRange {
    type Err = IntervalError;

    fn from_str(text: &str) -> Result<Self, IntervalError> {
        let (begin, end) = ends(text, |year| {
            let number = year.parse().ok().filter(|number| (1..=9999).contains(number));
            number.ok_or_else(|| IntervalError::Year {
                text: year.to_owned(),
            })
        })?;
        forwards(text, begin, end).map(|(begin, end)| Self { begin, end })
    }
}

impl FromStr for DayRange {
    type Err = IntervalError;

    fn from_str(text: &str) -> Result<Self, IntervalError> {
        let (begin, end) = ends(text, |day| {
            let number: Option<i8> = day.parse().ok();
            number
                .filter(|number| *number != 0 && (-31..=31).contains(number))
                .ok_or_else(|| IntervalError::Day { text: day.to_owned() })
        })?;
        if begin < 0 && end > 0 {
            return Err(IntervalError::MixedDays {
                text: text.to_owned(),
            });
        }
        // Months differ in length: refused is only what ends before it begins even in the longest. Alertmanager measures
        // with 28 days and so refuses `29:-1`, which is the end of every month but February.
        let in_longest = |day: i8| if day < 0 { day + 32 } else { day };
        forwards(text, in_longest(begin), in_longest(end)).map(|_| Self { begin, end })
    }
}

/// `begin:end`, or one of them when they are the same.
fn show(
    f: &mut fmt::Formatter<'_>,
    begin: &dyn fmt::Display,
    end: &dyn fmt::Display,
    one: bool,
) -> fmt::Result {
    if one {
        write!(f, "{begin}")
    } else {
        write!(f, "{begin}:{end}")
    }
}

fn name(names: &'static [&'static str], position: i8) -> &'static str {
    usize::try_from(position)
        .ok()
        .and_then(|position| names.get(position).copied())
        .unwrap_or_default()
}

impl fmt::Display for WeekdayRange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (begin, end) = (name(&WEEKDAYS, self.begin), name(&WEEKDAYS, self.end));
        show(f, &begin, &end, begin == end)
    }
}

impl fmt::Display for MonthRange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (begin, end) = (name(&MONTHS, self.begin - 1), name(&MONTHS, self.end - 1));
        show(f, &begin, &end, begin == end)
    }
}

impl fmt::Display for DayRange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        show(f, &self.begin, &self.end, self.begin == self.end)
    }
}

impl fmt::Display for YearRange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        show(f, &self.begin, &self.end, self.begin == self.end)
    }
}

/// In a catalog a range stands as people write it.
macro_rules! as_text {
    ($($range:ty),+) => {$(
        impl Serialize for $range {
            fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
                to.collect_str(self)
            }
        }

        impl<'de> Deserialize<'de> for $range {
            fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
                String::deserialize(from)?.parse().map_err(serde::de::Error::custom)
            }
        }
    )+};
}

as_text!(WeekdayRange, DayRange, MonthRange, YearRange);

#[cfg(test)]
mod tests;
