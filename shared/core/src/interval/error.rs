//! Why a time interval can't be read.

use thiserror::Error;

/// What is wrong with a piece of a time interval. Each says the text that it was found in.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum IntervalError {
    /// Not a time of day.
    #[error("`{text}` is no time of day; write `00:00` to `24:00`, with two digits each")]
    Time {
        /// As written.
        text: String,
    },
    /// A range of times that starts when it ends, or at the day's end.
    #[error("`{start}` to `{end}` holds no minute; the whole day is `00:00` to `24:00`")]
    NoMinute {
        /// As written.
        start: String,
        /// As written.
        end: String,
    },
    /// Not a day of the week.
    #[error("`{text}` is no weekday; write `monday`, or a range like `monday:friday`")]
    Weekday {
        /// As written.
        text: String,
    },
    /// Not a month.
    #[error("`{text}` is no month; write `january` or `1`, or a range like `january:march`")]
    Month {
        /// As written.
        text: String,
    },
    /// Not a day of the month.
    #[error("`{text}` is no day of the month; write 1 to 31, or -1 (the last day) to -31")]
    Day {
        /// As written.
        text: String,
    },
    /// Not a year.
    #[error("`{text}` is no year; write `2026`, or a range like `2026:2028`")]
    Year {
        /// As written.
        text: String,
    },
    /// More than two parts.
    #[error("`{text}` is no range; write one value, or two with `:` between them")]
    Range {
        /// As written.
        text: String,
    },
    /// A range that ends before it begins, in any month.
    #[error("`{text}` ends before it begins; write two ranges")]
    Backwards {
        /// As written.
        text: String,
    },
    /// A range from a day counted from the month's end to one counted from its start.
    #[error("`{text}` begins with a day counted from the month's end, so it must end with one")]
    MixedDays {
        /// As written.
        text: String,
    },
    /// Not a time zone of the IANA database.
    #[error("`{name}` is no time zone; write an IANA name like `Europe/Madrid`, or `UTC`")]
    Location {
        /// As written.
        name: String,
    },
}
