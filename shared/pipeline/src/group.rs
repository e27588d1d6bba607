//! A group as a flush reads it: its head, its members and what its receivers were told, in one query.

use std::collections::BTreeMap;
use std::rc::Rc;

use alert_core::catalog::ReceiverConfig;
use alert_core::fingerprint::Fingerprint;
use alert_core::inhibit::Inhibitors;
use alert_core::silence::SilenceIndex;
use alert_core::state::{DeliveryRecord, GroupRecord, Member};
use alert_core::suppress::Surroundings;
use alert_core::time::Timestamp;

use crate::error::DriverError;
use crate::ports::{Key, Row};
use crate::records::{Stored, delivery_key};

/// A group and everything in its partition.
#[derive(Debug)]
pub(crate) struct Group {
    pub id: String,
    pub head: Stored<GroupRecord>,
    pub members: Vec<Stored<Member>>,
    pub deliveries: Vec<Stored<DeliveryRecord>>,
    pub silences: Rc<SilenceIndex>,
    pub inhibitors: Inhibitors,
}

impl Group {
    /// Sorts a partition's rows. Nothing when it has no head: then no member was ever handed over to it as a whole.
    pub(crate) fn read(
        id: &str,
        rows: Vec<Row>,
        silences: Rc<SilenceIndex>,
    ) -> Result<Option<Self>, DriverError> {
        let (mut head, mut members, mut deliveries) = (None, Vec::new(), Vec::new());
        for row in rows {
            match row.key.sk.split('#').next() {
                Some("group") => head = Some(Stored::read(&row)?),
                Some("member") => members.push(Stored::read(&row)?),
                Some("delivery") => deliveries.push(Stored::read(&row)?),
                _ => {}
            }
        }
        Ok(head.map(|head| Self {
            id: id.to_owned(),
            head,
            members,
            deliveries,
            silences,
            inhibitors: Inhibitors::default(),
        }))
    }

    /// What the group's alerts are looked at among.
    pub(crate) fn around(&self, now: Timestamp) -> Surroundings<'_> {
        Surroundings::of(&self.head.record, &self.silences, &self.inhibitors, now)
    }

    /// When it must be looked at: what its head says, or sooner what its receivers' logs say. A flush that was slow may
    /// have claimed, and died, after another had completed with nothing left to do.
    pub(crate) fn due_at(&self, now: Timestamp) -> Option<Timestamp> {
        let unfinished = |log: &DeliveryRecord| {
            let retry_at = log.retry.as_ref().map(|retry| retry.at);
            let told_too_late = self.members.iter().any(|member| {
                member.record.closed
                    && log
                        .sent
                        .get(&member.record.alert.fingerprint)
                        .is_some_and(|sent| !sent.diverted)
            });
            match &log.claim {
                Some(claim) => Some(claim.lease_until),
                None if told_too_late || !log.diversions.is_empty() => Some(retry_at.unwrap_or(now)),
                None => None,
            }
        };
        let logs = self.deliveries.iter();
        logs.filter_map(|stored| unfinished(&stored.record))
            .chain(self.head.due_at)
            .min()
    }

    /// Whether an alert is over and everybody who must know does, or it is none of the group's.
    pub(crate) fn is_closed(&self, fingerprint: &Fingerprint) -> bool {
        let mut members = self.members.iter().map(|member| &member.record);
        members
            .find(|member| member.alert.fingerprint == *fingerprint)
            .is_none_or(|member| member.closed)
    }

    /// The members' records.
    pub(crate) fn records(&self) -> Vec<&Member> {
        self.members.iter().map(|member| &member.record).collect()
    }

    /// Its head once `closed` more of its members are.
    pub(crate) fn counted(&self, closed: usize) -> GroupRecord {
        let count = |members: usize| u32::try_from(members).unwrap_or(u32::MAX);
        let open = self.members.iter().filter(|member| !member.record.closed).count();
        GroupRecord {
            open: count(open.saturating_sub(closed)),
            rows: count(self.members.len()),
            ..self.head.record.clone()
        }
    }

    /// Everybody who may have to be told: the receivers of the members that are not closed, and whoever was told
    /// something that is not closed. A receiver that was told keeps the settings it was told with.
    pub(crate) fn targets(&self) -> Vec<Stored<DeliveryRecord>> {
        let mut targets: BTreeMap<String, Stored<DeliveryRecord>> = BTreeMap::new();
        let receivers = self
            .members
            .iter()
            .filter(|member| !member.record.closed)
            .flat_map(|member| &member.record.receivers);
        for receiver in receivers {
            targets
                .entry(receiver.name.clone())
                .or_insert_with(|| self.untold(receiver));
        }
        for stored in &self.deliveries {
            let name = &stored.record.receiver.name;
            if stored.record.is_open() {
                targets.insert(name.clone(), stored.clone());
            } else if let Some(target) = targets.get_mut(name) {
                // Nothing is open here: the log goes on under the receiver's present settings.
                let receiver = target.record.receiver.clone();
                *target = stored.clone();
                target.record.receiver = receiver;
            }
        }
        targets.into_values().collect()
    }

    fn untold(&self, receiver: &ReceiverConfig) -> Stored<DeliveryRecord> {
        let key: Key = delivery_key(&self.id, &receiver.name);
        Stored {
            key,
            version: 0,
            due_at: None,
            record: DeliveryRecord::new(receiver.clone()),
        }
    }
}
