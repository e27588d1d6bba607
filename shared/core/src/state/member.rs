//! One alert as one group knows it.

use serde::{Deserialize, Serialize};

use super::{AlertRecord, Place, SCHEMA};
use crate::alert::Alert;
use crate::catalog::ReceiverConfig;
use crate::observation::{Suppression, SuppressionCause};
use crate::reason::Cause;
use crate::time::Timestamp;

/// An alert in a group: a copy of what the group's flush needs of the alert's record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Member {
    /// [`SCHEMA`] of the writer.
    pub schema: u32,
    /// The alert.
    pub alert: Alert,
    /// Which episode of it.
    pub episode: u64,
    /// The version of the alert's record that this is a copy of: an older copy never replaces a newer one.
    pub alert_version: u64,
    /// Whether it fires.
    pub firing: bool,
    /// When the episode began.
    pub starts_at: Timestamp,
    /// When it ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ends_at: Option<Timestamp>,
    /// When the episode came to this group, by our clock: `group_wait` counts from here.
    pub joined_at: Timestamp,
    /// AWS holds it back; kept after the end, to say why nobody was told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub suppression: Option<Suppression>,
    /// When AWS let it go.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub released_at: Option<Timestamp>,
    /// Since when the source has lost sight of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub no_data_since: Option<Timestamp>,
    /// When it counts as over without a recovery.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lasts_until: Option<Timestamp>,
    /// Who is told of this episode.
    pub receivers: Vec<ReceiverConfig>,
    /// It is over and everybody who must know does. Kept for a while, so that a late copy is known to be late.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub closed: bool,
}

/// Whether a member may be told of now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// It fires and may be told.
    Active,
    /// It fires and is held back, until a known time or for as long as it takes.
    Suppressed(Cause, Option<Timestamp>),
    /// It is over.
    Over,
}

impl Member {
    /// A copy of `record` for `place`. Nothing when the record has never fired: there is nothing to tell a group.
    pub fn of(
        record: &AlertRecord,
        alert_version: u64,
        place: &Place,
        before: Option<&Self>,
        now: Timestamp,
    ) -> Option<Self> {
        let joined_at = before
            .filter(|known| known.episode == record.episode)
            .map_or(now, |known| known.joined_at);
        Some(Self {
            schema: SCHEMA,
            alert: record.alert.clone()?,
            episode: record.episode,
            alert_version,
            firing: record.firing,
            starts_at: record.starts_at?,
            ends_at: record.state_at.filter(|_| !record.firing),
            joined_at,
            suppression: record.suppression.clone(),
            released_at: record.released_at,
            no_data_since: record.no_data_since,
            lasts_until: record.lasts_until,
            receivers: place.receivers.clone(),
            closed: false,
        })
    }

    /// Whether it may be told of at `now`.
    ///
    /// Suppressors are asked in order and the first that holds it back names the cause. AWS's own come first: what the
    /// user silenced at the source must not be undone here.
    pub fn standing(&self, now: Timestamp) -> Standing {
        if !self.is_open(now) {
            return Standing::Over;
        }
        match self.held_back(now) {
            Some((cause, until)) => Standing::Suppressed(cause, until),
            None => Standing::Active,
        }
    }

    /// Whether it still fires at `now`.
    pub fn is_open(&self, now: Timestamp) -> bool {
        self.firing && !self.closed && self.lasts_until.is_none_or(|until| now < until)
    }

    /// When it was over, by the source's clock or by running out.
    pub fn over_at(&self) -> Option<Timestamp> {
        self.ends_at.or(self.lasts_until)
    }

    /// Why nobody was told of it, when it closes untold.
    pub fn untold_cause(&self) -> Cause {
        self.suppression
            .as_ref()
            .map_or(Cause::Transient, |suppression| cause_of(suppression.cause))
    }

    /// A mute rule's window ends on its own: no event says so, so the clock does.
    fn held_back(&self, now: Timestamp) -> Option<(Cause, Option<Timestamp>)> {
        let suppression = self.suppression.as_ref()?;
        let ended = suppression.until.is_some_and(|until| until <= now);
        (!ended).then(|| (cause_of(suppression.cause), suppression.until))
    }

    /// When it was let go, by an event or by the clock.
    pub fn heard_since(&self, now: Timestamp) -> Option<Timestamp> {
        let by_clock = self
            .suppression
            .as_ref()
            .and_then(|suppression| suppression.until)
            .filter(|until| *until <= now);
        self.released_at.max(by_clock)
    }
}

const fn cause_of(cause: SuppressionCause) -> Cause {
    match cause {
        SuppressionCause::ActionsSuppressor => Cause::ActionsSuppressor,
        SuppressionCause::MuteRule => Cause::MuteRule,
    }
}
