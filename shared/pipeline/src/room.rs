//! Room in the groups: an alert whose group is full is told in a part of its overflow.
//!
//! Decided when its episode begins and frozen with its places. Soft: heads count what was handed over, so alerts that begin
//! at the same time may all find the last free place. A group then holds a few more, as many as ran side by side.

use alert_core::fingerprint::Fingerprint;
use alert_core::state::{AlertRecord, GroupRecord, Member, Place, ROUNDS};

use crate::error::DriverError;
use crate::ports::{Ports, Store};
use crate::records::{Stored, group_key, member_key};

/// Who needs room.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Room<'a> {
    /// The alert.
    pub alert: &'a Fingerprint,
    /// Its record until now: an episode stays where the one before it is still open, so that a group which flaps around its
    /// limit does not scatter what flaps in it.
    pub before: &'a AlertRecord,
    /// How many alerts of one group may be open at once.
    pub limit: u32,
}

/// Where each of `places` has room for the alert. One read for each group that has room.
pub(crate) async fn with_room<P: Ports>(
    ports: &P,
    places: Vec<Place>,
    wanted: Room<'_>,
) -> Result<Vec<Place>, DriverError> {
    let Room { alert, before, limit } = wanted;
    let mut found = Vec::with_capacity(places.len());
    for place in places {
        let known = before.places.iter().find(|known| known.home() == place.group_id);
        found.push(room(ports, place, alert, known, limit).await?);
    }
    Ok(found)
}

/// Whether every one of these groups has room for an alert that has never been there.
pub(crate) async fn has_room<P: Ports>(
    ports: &P,
    places: &[Place],
    wanted: Room<'_>,
) -> Result<bool, DriverError> {
    for place in places {
        if head(ports, place)
            .await?
            .is_some_and(|head| head.is_full(wanted.limit))
        {
            return Ok(false);
        }
    }
    Ok(true)
}

async fn room<P: Ports>(
    ports: &P,
    place: Place,
    alert: &Fingerprint,
    known: Option<&Place>,
    limit: u32,
) -> Result<Place, DriverError> {
    if let Some(overflow) = known.and_then(|known| known.overflow.clone()) {
        let there = place.in_part(overflow);
        if member(ports, &there, alert)
            .await?
            .is_some_and(|member| !member.closed)
        {
            return Ok(there);
        }
    }
    for round in 0..ROUNDS {
        let candidate = place.in_round(alert, round);
        let Some(head) = head(ports, &candidate).await? else {
            return Ok(candidate);
        };
        if !head.is_full(limit) {
            return Ok(candidate);
        }
        // Whoever has a row takes none: it is open there still, or was and fits among those that are.
        if known.is_some_and(|known| known.group_id == candidate.group_id)
            && let Some(member) = member(ports, &candidate, alert).await?
            && !(member.closed && head.is_full_of_open(limit))
        {
            return Ok(candidate);
        }
    }
    Ok(place.in_round(alert, ROUNDS))
}

async fn head<P: Ports>(ports: &P, place: &Place) -> Result<Option<GroupRecord>, DriverError> {
    let row = ports.store().get(&group_key(&place.group_id)).await?;
    row.map(|row| Stored::read(&row).map(|stored| stored.record))
        .transpose()
}

async fn member<P: Ports>(
    ports: &P,
    place: &Place,
    alert: &Fingerprint,
) -> Result<Option<Member>, DriverError> {
    let row = ports.store().get(&member_key(&place.group_id, alert)).await?;
    row.map(|row| Stored::read(&row).map(|stored| stored.record))
        .transpose()
}
