//! When a group must be looked at because of a member.

use super::{GroupRecord, Member};
use crate::inhibit::Inhibitors;
use crate::silence::SilenceIndex;
use crate::suppress::{Standing, Surroundings, standing};
use crate::time::{Timestamp, after};

/// When the group must be looked at after a member was written. An early look is harmless: it decides again and finds
/// that it is not time; so this asks the member alone, not how it came to be what it is.
///
/// But for `before`, the row that was there, if the group was made due for it: one more turn of what flapped then is nothing
/// to look at until it settles. An hour of flapping would be a flush for each turn otherwise, each of which reads its group.
pub fn due_after(member: &Member, before: Option<&Member>, group: &GroupRecord, now: Timestamp) -> Timestamp {
    let recheck = after(now, group.options.group_interval);
    // Silences and sources are the flush's to ask: it may look too early for them, never too late.
    let (silences, inhibitors) = (SilenceIndex::default(), Inhibitors::default());
    let around = Surroundings::of(group, &silences, &inhibitors, now);
    match standing(member, &around) {
        Standing::Flapping(until)
            if before.is_some_and(|before| {
                matches!(standing(before, &around), Standing::Flapping(_)) && member.flaps_as(before)
            }) =>
        {
            until
        }
        // That it flaps is told once, and looked at again when it has settled.
        Standing::Over | Standing::Flapping(_) => now,
        // A held-back alert is looked at when it may be told, or after an interval: a hold can end early.
        Standing::Suppressed(held) => held.until.map_or(recheck, |until| until.min(recheck)).max(now),
        // One that fires waits for others to join it, counted from when it joined: a release or a raise long after
        // that is due at once.
        Standing::Active(_) => after(
            member.joined_at,
            around.options_of(member).group_wait(member.alert.severity),
        )
        .max(now),
    }
}
