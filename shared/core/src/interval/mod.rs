//! Time intervals: when the calendar keeps a route quiet.
//!
//! Alertmanager's named time intervals (`timeinterval/timeinterval.go`): every field that is set must hold, ranges within
//! a field are alternatives, times end before their last minute, everything else includes it. Two things more: a range of
//! times may cross midnight, and the end of a running interval is known, so that what it holds back is looked at then.
//!
//! Wall-clock times are those of the interval's `location`. A minute that daylight saving skips is in no interval, one
//! that it repeats is in the interval both times.

mod boundary;
mod daily;
mod error;
mod location;
mod range;
mod time_interval;
mod time_mute;
mod time_range;

use serde::{Deserialize, Serialize};

pub use daily::Daily;
pub use error::IntervalError;
pub use location::Location;
pub use range::{DayRange, MonthRange, WeekdayRange, YearRange};
pub use time_interval::TimeInterval;
pub use time_mute::{MutedBy, TimeMute};
pub use time_range::TimeRange;

/// A calendar that routes name in `mute_time_intervals` and `active_time_intervals`: any one of its intervals.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NamedInterval {
    /// The name.
    pub name: String,
    /// The alternatives.
    pub time_intervals: Vec<TimeInterval>,
}
