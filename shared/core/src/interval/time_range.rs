//! Ranges of minutes of the day.

use serde::{Deserialize, Serialize};

use super::IntervalError;

/// Minutes in a day.
const DAY: u16 = 24 * 60;

/// From one time of day until another, which no longer belongs to it. One that ends before it starts crosses midnight and
/// belongs to the day that it starts on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Written", into = "Written")]
pub struct TimeRange {
    start: u16,
    end: u16,
}

impl TimeRange {
    /// Reads two times of day, `HH:MM`.
    ///
    /// # Errors
    /// When one is no time, or no minute lies between them.
    pub fn new(start: &str, end: &str) -> Result<Self, IntervalError> {
        let range = Self {
            start: minute(start)?,
            end: minute(end)?,
        };
        if range.start == range.end || range.start == DAY {
            return Err(IntervalError::NoMinute {
                start: start.to_owned(),
                end: end.to_owned(),
            });
        }
        Ok(range)
    }

    /// Whether the minute lies in it, on the day that it starts on.
    pub(super) fn contains_today(self, minute: u16) -> bool {
        minute >= self.start && (minute < self.end || self.end < self.start)
    }

    /// Whether the minute lies in it, on the day after.
    pub(super) fn contains_tomorrow(self, minute: u16) -> bool {
        self.end < self.start && minute < self.end
    }

    /// The minutes of a day at which it may begin or end.
    pub(super) fn edges(self) -> [u16; 2] {
        [self.start, self.end % DAY]
    }
}

/// `HH:MM` as minutes since midnight; `24:00` is the day's end.
pub(super) fn minute(text: &str) -> Result<u16, IntervalError> {
    let two_digits = |part: &str| {
        (part.len() == 2 && part.bytes().all(|byte| byte.is_ascii_digit()))
            .then(|| part.parse::<u16>().ok())
            .flatten()
    };
    text.split_once(':')
        .and_then(|(hour, minute)| two_digits(hour).zip(two_digits(minute)))
        .filter(|(hour, minute)| *minute < 60 && hour * 60 + minute <= DAY)
        .map(|(hour, minute)| hour * 60 + minute)
        .ok_or_else(|| IntervalError::Time {
            text: text.to_owned(),
        })
}

/// As it stands in files.
#[derive(Serialize, Deserialize)]
struct Written {
    start_time: String,
    end_time: String,
}

impl TryFrom<Written> for TimeRange {
    type Error = IntervalError;

    fn try_from(written: Written) -> Result<Self, IntervalError> {
        Self::new(&written.start_time, &written.end_time)
    }
}

impl From<TimeRange> for Written {
    fn from(range: TimeRange) -> Self {
        let text = |minute: u16| format!("{:02}:{:02}", minute / 60, minute % 60);
        Self {
            start_time: text(range.start),
            end_time: text(range.end),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_range_that_ends_before_it_starts_crosses_midnight() {
        let night = TimeRange::new("22:00", "06:00").unwrap();
        assert!(night.contains_today(22 * 60) && night.contains_today(DAY - 1));
        assert!(!night.contains_today(22 * 60 - 1) && !night.contains_today(0));
        assert!(night.contains_tomorrow(0) && night.contains_tomorrow(6 * 60 - 1));
        assert!(!night.contains_tomorrow(6 * 60));
        // Until midnight does not cross it, however it is written.
        for end in ["00:00", "24:00"] {
            let evening = TimeRange::new("22:00", end).unwrap();
            assert!(
                evening.contains_today(DAY - 1) && !evening.contains_tomorrow(0),
                "{end}"
            );
        }
    }

    #[test]
    fn what_is_no_time_is_named() {
        for bad in [
            "9:00", "09:0", "24:01", "25:00", "09:60", "0900", "+9:00", "", "09:00:00",
        ] {
            let why = IntervalError::Time { text: bad.to_owned() };
            assert_eq!(TimeRange::new(bad, "10:00"), Err(why), "{bad}");
        }
        assert!(matches!(
            TimeRange::new("17:31", "17:31"),
            Err(IntervalError::NoMinute { .. })
        ));
        assert!(matches!(
            TimeRange::new("24:00", "06:00"),
            Err(IntervalError::NoMinute { .. })
        ));
    }
}
