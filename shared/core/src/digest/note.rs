//! What a digest has to know of an alert: why it is kept from people, and of what.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::reason::Cause;
use crate::state::{DeliveryRecord, Member};
use crate::suppress::{Standing, Surroundings, standing};
use crate::time::Timestamp;

/// Something that was kept from people.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Note {
    /// Why.
    pub cause: Cause,
    /// Of what, and how much.
    pub noted: Noted,
}

/// How much of one thing was kept from people for one cause.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Noted {
    /// When it began: it tells one episode, one time of flapping from the next.
    pub began: Timestamp,
    /// One for an episode; the turns so far, for one that flaps.
    pub count: u64,
}

impl Noted {
    /// How much of this is new to somebody who knows `before`. What began earlier than that is known.
    pub fn since(self, before: Option<Self>) -> u64 {
        match before {
            Some(before) if before.began > self.began => 0,
            Some(before) if before.began == self.began => self.count.saturating_sub(before.count),
            _ => self.count,
        }
    }
}

impl Note {
    fn of_episode(member: &Member, cause: Cause) -> Self {
        let noted = Noted {
            began: member.starts_at,
            count: 1,
        };
        Self { cause, noted }
    }

    /// Whether it says more than is known.
    fn is_news(self, known: &BTreeMap<Cause, Noted>) -> bool {
        self.noted.since(known.get(&self.cause).copied()) > 0
    }
}

impl Cause {
    /// Whether an owner should see it in the digest: something that was so, and that they were not told of then. What came
    /// twice or too late was told once; what failed with a run is in the run's page; shadow mode tells nobody anything.
    pub const fn is_for_digest(self) -> bool {
        match self {
            Self::Transient
            | Self::ActionsSuppressor
            | Self::MuteRule
            | Self::Silence
            | Self::Inhibition
            | Self::TimeInterval
            | Self::ActionsDisabled
            | Self::Flapping => true,
            Self::Duplicate
            | Self::Stale
            | Self::Noise
            | Self::NoData
            | Self::NotFiring
            | Self::Unchanged
            | Self::Correlated
            | Self::Shadow => false,
        }
    }
}

/// What is news for the digest of a member that is not over: it is held back, or has flapped. A hold is a wait; it is
/// counted when the alert is over before it was told ([`at_the_close`]). Turns are counted when they have doubled, and when
/// the alert has settled, so that an alert which flaps for a day costs a few writes.
pub fn while_it_lasts(member: &Member, around: &Surroundings<'_>) -> Vec<Note> {
    let mut notes = Vec::new();
    let stands = standing(member, around);
    if let Standing::Suppressed(held) = &stands
        && held.cause.is_for_digest()
        && held.cause != Cause::Transient
    {
        notes.push(Note::of_episode(member, held.cause));
    }
    if let Some(flap) = member.flap.as_ref().filter(|flap| flap.held > 0) {
        let known = member.noted.get(&Cause::Flapping);
        let known = known
            .filter(|known| known.began == flap.since)
            .map_or(0, |known| known.count);
        let has_settled = member.flaps_until(around.now).is_none();
        if has_settled || flap.held >= 2 * known.max(1) {
            notes.push(Note {
                cause: Cause::Flapping,
                noted: Noted {
                    began: flap.since,
                    count: flap.held,
                },
            });
        }
    }
    notes.retain(|note| note.is_news(&member.noted));
    notes
}

/// What is news for the digest of a member that is over: nobody was told of its episode, for `cause`.
pub fn at_the_close<'a>(
    member: &Member,
    cause: Cause,
    mut logs: impl Iterator<Item = &'a DeliveryRecord>,
) -> Option<Note> {
    let was_told = logs.any(|log| log.has_told(&member.alert.fingerprint, member.episode));
    if was_told || !cause.is_for_digest() || cause == Cause::Flapping {
        return None;
    }
    Some(Note::of_episode(member, cause)).filter(|note| note.is_news(&member.noted))
}
