//! What the router's records say of a drill at one moment.

use std::rc::Rc;

use alert_core::fingerprint::Fingerprint;
use alert_core::silence::SilenceIndex;
use alert_core::state::{AlertRecord, DeliveryRecord, Member};
use alert_core::suppress::{Standing, standing};
use alert_core::time::{Timestamp, utc};

use super::Arrived;
use crate::alerts::find_alert;
use crate::error::DriverError;
use crate::group::Group;
use crate::ports::Store;
use crate::records::group_pk;
use crate::silences::list_silences;

/// What is known now.
#[derive(Debug, Clone, Default)]
pub struct Seen {
    /// The alarm's alert; nothing when the router has never heard of it.
    pub alert: Option<AlertRecord>,
    /// The alert's groups.
    pub groups: Vec<SeenGroup>,
    /// What has come out of the topics since the last look; nothing where no queue listens.
    pub arrived: Option<Vec<Arrived>>,
}

/// A group of the alert.
#[derive(Debug, Clone)]
pub struct SeenGroup {
    /// Its id.
    pub id: String,
    /// The alert as the group knows it.
    pub member: Option<Member>,
    /// What its receivers were told.
    pub logs: Vec<DeliveryRecord>,
    /// What holds the alert back, in words.
    pub held: Option<String>,
}

impl Seen {
    /// Looks at the records.
    pub(super) async fn look<S: Store>(
        store: &S,
        fingerprint: &Fingerprint,
        now: Timestamp,
    ) -> Result<Self, DriverError> {
        let Some(alert) = find_alert(store, fingerprint).await? else {
            return Ok(Self::default());
        };
        let silences = Rc::new(SilenceIndex::new(list_silences(store).await?));
        let mut groups = Vec::new();
        for place in &alert.places {
            let rows = store.partition(&group_pk(&place.group_id)).await?;
            if let Some(group) = Group::read(&place.group_id, rows, Rc::clone(&silences))? {
                groups.push(SeenGroup::of(&group, fingerprint, now));
            }
        }
        Ok(Self {
            alert: Some(alert),
            groups,
            arrived: None,
        })
    }
}

impl SeenGroup {
    fn of(group: &Group, fingerprint: &Fingerprint, now: Timestamp) -> Self {
        let member = group
            .records()
            .into_iter()
            .find(|member| member.alert.fingerprint == *fingerprint);
        let held = member.and_then(|member| match standing(member, &group.around(now)) {
            Standing::Suppressed(held) => {
                let until = held.until.map(|until| format!(" until {}", utc(until)));
                Some(format!(
                    "held back by {} ({}){}",
                    held.cause.phrase(),
                    held.by,
                    until.unwrap_or_default()
                ))
            }
            _ => None,
        });
        Self {
            id: group.id.clone(),
            member: member.cloned(),
            logs: group
                .deliveries
                .iter()
                .map(|stored| stored.record.clone())
                .collect(),
            held,
        }
    }
}
