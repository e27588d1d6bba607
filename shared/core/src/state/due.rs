//! When a group must be looked at because of a member.

use super::{GroupRecord, Member};
use crate::inhibit::Inhibitors;
use crate::silence::SilenceIndex;
use crate::suppress::{Standing, Surroundings, standing};
use crate::time::{SignedDuration, Timestamp, after};

/// How long whoever decides may have read before it tells: above a function's timeout.
const AT_WORK: SignedDuration = SignedDuration::from_secs(60);

/// When the group must be looked at after a member was written. An early look is harmless: it decides again and finds
/// that it is not time; so this asks the member alone, not how it came to be what it is.
///
/// But for `before`, the row that was there, if the group was made due for it: one more turn of what flapped then is nothing
/// to look at until it settles. An hour of flapping would be a flush for each turn otherwise, each of which reads its group.
/// Not so where that row is about to settle: a flush may be telling of it by now, and would leave this turn untold. Where a
/// silence kept that it flaps, and holds for an episode that is over, the flush that met the silence looks again by itself.
pub fn due_after(member: &Member, before: Option<&Member>, group: &GroupRecord, now: Timestamp) -> Timestamp {
    let recheck = after(now, group.options.group_interval);
    // Silences and sources are the flush's to ask: it may look too early for them, never too late.
    let (silences, inhibitors) = (SilenceIndex::default(), Inhibitors::default());
    let around = Surroundings::of(group, &silences, &inhibitors, now);
    let flaps_on = |before: &Member| {
        member.flaps_as(before)
            && before.flaps_until(after(now, AT_WORK)).is_some()
            && matches!(standing(before, &around), Standing::Flapping(_))
    };
    match standing(member, &around) {
        Standing::Flapping(until) if before.is_some_and(flaps_on) => until,
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::ReceiverConfig;
    use crate::severity::Severity;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_second(1_800_000_000 + seconds).unwrap()
    }

    /// It flaps since the beginning, and until then if nothing moves.
    fn flapping(until: i64) -> Member {
        let member = serde_json::json!({
            "schema": 1, "episode": 4, "alert_version": 9, "firing": true, "starts_at": at(0), "joined_at": at(0), "receivers": [],
            "alert": {"fingerprint": "a", "source": "test", "labels": {}, "severity": "error", "symptom": "", "evidence": [],
                "links": [], "owner": null, "runbook": null},
            "flap": {"since": at(0), "turns": 7, "settles_at": at(until)},
        });
        serde_json::from_value(member).unwrap()
    }

    #[test]
    fn one_more_turn_is_looked_at_when_it_settles_and_anything_else_at_once() {
        let group = GroupRecord::of_notices("a");
        let due = |member: &Member, before: Option<&Member>| {
            due_after(member, before, &group, at(600))
                .duration_since(at(600))
                .as_secs()
        };
        let (member, before) = (flapping(1_500), flapping(1_400));
        assert_eq!(due(&member, Some(&before)), 900);
        assert_eq!(due(&member, None), 0);

        let change = |change: &dyn Fn(&mut Member)| {
            let mut before = before.clone();
            change(&mut before);
            due(&member, Some(&before))
        };
        // What nobody has been told in this place, by this receiver or as badly, is no turn of what is known.
        assert_eq!(change(&|before| before.flap = None), 0);
        assert_eq!(change(&|before| before.closed = true), 0);
        assert_eq!(change(&|before| before.moved = true), 0);
        assert_eq!(change(&|before| before.actions_disabled = true), 0);
        assert_eq!(change(&|before| before.alert.severity = Severity::Warning), 0);
        assert_eq!(change(&|before| before.alert.severity = Severity::Critical), 900);
        assert_eq!(
            change(&|before| before.receivers = vec![ReceiverConfig::default()]),
            0
        );
        // It may be told by now that it has settled.
        let settles = |until: i64| change(&|before| before.flap.clone_from(&flapping(until).flap));
        assert_eq!([settles(600), settles(660), settles(661)], [0, 0, 900]);
    }
}
