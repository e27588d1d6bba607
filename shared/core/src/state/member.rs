//! One alert as one group knows it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::flap::Flap;
use super::{AlertRecord, HeldBy, OwnRoute, Place, Released, SCHEMA};
use crate::alert::Alert;
use crate::catalog::ReceiverConfig;
use crate::digest::Noted;
use crate::observation::Suppression;
use crate::reason::Cause;
use crate::time::Timestamp;

/// An alert in a group: a copy of what the group's flush needs of the alert's record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[allow(clippy::struct_excessive_bools)] // a record: each says one thing, and most are absent
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
    /// When it was let go, and what had held it back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub released: Option<Released>,
    /// Since when the source has lost sight of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub no_data_since: Option<Timestamp>,
    /// When it counts as over without a recovery.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lasts_until: Option<Timestamp>,
    /// Somebody disabled the alarm's actions.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub actions_disabled: bool,
    /// It fires and resolves in turns.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub flap: Option<Flap>,
    /// What may hold it back.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub held_by: Vec<HeldBy>,
    /// Who is told of this episode.
    pub receivers: Vec<ReceiverConfig>,
    /// How its own route behaves, where this is the group of another alert of its run.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub own: Option<OwnRoute>,
    /// It is told in another group, unless somebody had been told here before it went there.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub moved: bool,
    /// What its owner's digest knows of it, so that a flush does not ask again. The digest itself counts nothing twice.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub noted: BTreeMap<Cause, Noted>,
    /// It is over and everybody who must know does. Kept for a while, so that a late copy is known to be late.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub closed: bool,
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
            released: record.released,
            no_data_since: record.no_data_since,
            lasts_until: record.lasts_until,
            actions_disabled: record.actions_disabled,
            flap: record.flap.clone(),
            held_by: record.held_by.clone(),
            receivers: place.receivers.clone(),
            own: place.own.clone(),
            moved: place.moved,
            noted: before.map_or_else(BTreeMap::new, |known| known.noted.clone()),
            closed: false,
        })
    }

    /// The same member when its episode is over and the alert fires elsewhere by now.
    #[must_use]
    pub fn left(&self, record: &AlertRecord, alert_version: u64) -> Self {
        Self {
            alert_version,
            firing: false,
            ends_at: self.ends_at.or(record.left_at),
            ..self.clone()
        }
    }

    /// The run that its episode belongs to.
    pub fn run(&self) -> Option<&str> {
        let run = &self.alert.run.as_ref()?.run;
        (!run.is_empty()).then_some(run)
    }

    /// Whether its own route leads to this receiver.
    pub fn is_for(&self, receiver: &str) -> bool {
        self.receivers.iter().any(|known| known.name == receiver)
    }

    /// Until when it counts as flapping, if it does.
    pub fn flaps_until(&self, now: Timestamp) -> Option<Timestamp> {
        self.flap
            .as_ref()
            .filter(|_| !self.closed)
            .map(|flap| flap.settles_at)
            .filter(|until| now < *until)
    }

    /// Whether it goes on flapping as in `before`: for the same receivers, told in the same place, and no worse.
    pub fn flaps_as(&self, before: &Self) -> bool {
        let since = |member: &Self| member.flap.as_ref().map(|flap| flap.since);
        since(self) == since(before)
            && self.receivers == before.receivers
            && self.own == before.own
            && self.moved == before.moved
            && self.alert.severity <= before.alert.severity
    }

    /// Whether it still fires at `now`.
    pub fn is_open(&self, now: Timestamp) -> bool {
        self.firing && !self.closed && self.lasts_until.is_none_or(|until| now < until)
    }

    /// When it was over, by the source's clock or by running out.
    pub fn over_at(&self) -> Option<Timestamp> {
        self.ends_at.or(self.lasts_until)
    }
}
