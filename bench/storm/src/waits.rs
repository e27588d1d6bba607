//! How both group and wait: what the router has by itself, written down for both.

use std::time::Duration;

/// How long a new group waits.
pub const GROUP_WAIT: Duration = Duration::from_secs(30);
/// How long between two pages of a group.
pub const GROUP_INTERVAL: Duration = Duration::from_mins(5);
/// After how long what still fires is told again.
pub const REPEAT_INTERVAL: Duration = Duration::from_hours(4);
/// How often Prometheus tells of what fires, so that Alertmanager does not take it for resolved.
pub const RESEND: Duration = Duration::from_mins(1);

pub fn millis(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}
