//! When a group must be looked at after one of its members changed.

use super::observe::Change;
use super::{GroupRecord, Member};
use crate::time::{Timestamp, after};

/// When the group is due because of `change`. An early flush is harmless: it decides again and finds it is not time.
pub fn due_after(change: Change, member: &Member, group: &GroupRecord, now: Timestamp) -> Option<Timestamp> {
    match change {
        // A held-back alert is looked at when it may be told, or after an interval: a hold can end early.
        Change::Opened | Change::Suppressed if member.suppression.is_some() => {
            let recheck = after(now, group.options.group_interval);
            let until = member
                .suppression
                .as_ref()
                .and_then(|suppression| suppression.until);
            Some(until.map_or(recheck, |until| until.min(recheck)).max(now))
        }
        Change::Opened => Some(after(now, group.options.group_wait(member.alert.severity))),
        // A resolve, a raised severity and a release don't wait; `decide` holds an update that raises nothing.
        Change::Resolved | Change::Released | Change::Updated => Some(now),
        Change::Suppressed | Change::NotFiring | Change::NoData => None,
    }
}
