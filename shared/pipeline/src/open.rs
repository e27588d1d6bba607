//! What is open now, for people who ask: since when, whose it is, who was told, and what holds the rest back.
//!
//! The index of due rows has every group that is open: what fires is told again one day. A closed group costs one read.

use std::collections::BTreeMap;
use std::rc::Rc;

use alert_core::alert::Alert;
use alert_core::fingerprint::Fingerprint;
use alert_core::silence::SilenceIndex;
use alert_core::state::{DeliveryRecord, Member};
use alert_core::suppress::{Held, Standing, standing};
use alert_core::time::{SignedDuration, Timestamp, after};
use serde::Serialize;

use crate::error::DriverError;
use crate::group::Group;
use crate::inhibition::inhibitors;
use crate::ports::{SHARDS, Store, Wake};
use crate::records::{group_pk, wake_of};
use crate::silences::list_silences;

/// How many rows of a shard are looked through.
const LIMIT: usize = 5_000;
/// Later than any group can be due: the longest `repeat_interval`.
const LATEST: SignedDuration = SignedDuration::from_hours(367 * 24);

/// An alert that is open.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct OpenAlert {
    /// The alert, with owner and runbook as they were when it began.
    pub alert: Alert,
    /// Which episode.
    pub episode: u64,
    /// When the episode began.
    pub since: Timestamp,
    /// Since when the source has lost sight of it.
    pub no_data_since: Option<Timestamp>,
    /// It fires and resolves in turns, and counts as one thing until then.
    pub flapping_until: Option<Timestamp>,
    /// What keeps it from being told now.
    pub held: Option<HeldBack>,
    /// Each receiver and how far it is with it.
    pub told: Vec<Told>,
}

/// What keeps an alert from being told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct HeldBack {
    /// Why, by the word that pages, logs and metrics use.
    pub cause: &'static str,
    /// Who: a silence, a mute rule, the alerts that say it already.
    pub by: String,
    /// Until when, where that is known.
    pub until: Option<Timestamp>,
}

/// A receiver and what it knows.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Told {
    /// Its name.
    pub receiver: String,
    /// How far it is.
    #[serde(flatten)]
    pub progress: Progress,
}

/// How far a receiver is with an alert.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum Progress {
    /// It was told that it fires.
    Told {
        /// When it was last told anything of the group.
        last_at: Option<Timestamp>,
    },
    /// It could not be told, and the fallback was instead.
    Diverted {
        /// Why, without any secret. A record from before it was kept has none.
        #[serde(skip_serializing_if = "Option::is_none")]
        why: Option<String>,
    },
    /// It has not been told yet.
    Pending,
    /// It has failed, and is tried again.
    Retrying {
        /// When the next attempt is due.
        at: Timestamp,
        /// How many have failed.
        attempts: u32,
        /// What happened last, without any secret.
        why: String,
    },
}

/// The ids of the groups that are open.
pub(crate) async fn open_groups<S: Store>(store: &S, now: Timestamp) -> Result<Vec<String>, DriverError> {
    let mut ids = Vec::new();
    for shard in 0..SHARDS {
        let keys = store.due(shard, after(now, LATEST), LIMIT).await?;
        ids.extend(keys.iter().filter_map(|key| match wake_of(key) {
            Some(Wake::Group(id)) => Some(id),
            _ => None,
        }));
    }
    Ok(ids)
}

/// Every open alert, the most urgent first, then the oldest.
///
/// # Errors
/// When the store gives no answer.
pub async fn list_open<S: Store>(store: &S, now: Timestamp) -> Result<Vec<OpenAlert>, DriverError> {
    let silences = Rc::new(SilenceIndex::new(list_silences(store).await?));
    let mut open: BTreeMap<Fingerprint, OpenAlert> = BTreeMap::new();
    for id in open_groups(store, now).await? {
        let rows = store.partition(&group_pk(&id)).await?;
        let Some(mut group) = Group::read(&id, rows, Rc::clone(&silences))? else {
            continue;
        };
        group.inhibitors = inhibitors(store, group.members.iter().map(|member| &member.record)).await?;
        for member in group.records() {
            look_at(member, &group, now, &mut open);
        }
    }
    let mut all: Vec<OpenAlert> = open.into_values().collect();
    all.sort_by_key(|one| (std::cmp::Reverse(one.alert.severity), one.since));
    Ok(all)
}

/// Adds what a group knows of an alert. One alert can be in several groups; all of them are asked.
fn look_at(member: &Member, group: &Group, now: Timestamp, open: &mut BTreeMap<Fingerprint, OpenAlert>) {
    let (held, flapping_until) = match standing(member, &group.around(now)) {
        Standing::Active(_) => (None, None),
        Standing::Flapping(until) => (None, Some(until)),
        Standing::Suppressed(held) => (Some(held_back(&held)), None),
        Standing::Over => return,
    };
    let one = open
        .entry(member.alert.fingerprint.clone())
        .or_insert_with(|| OpenAlert {
            alert: member.alert.clone(),
            episode: member.episode,
            since: member.starts_at,
            no_data_since: member.no_data_since,
            flapping_until,
            held,
            told: vec![],
        });
    let logs = group.deliveries.iter().map(|stored| &stored.record);
    let known: Vec<&DeliveryRecord> = logs.collect();
    let named = member.receivers.iter().map(|receiver| receiver.name.as_str());
    let others = known
        .iter()
        .filter(|log| log.sent.contains_key(&member.alert.fingerprint))
        .map(|log| log.receiver.name.as_str());
    for receiver in named.chain(others) {
        let log = known.iter().find(|log| log.receiver.name == receiver);
        let told = Told {
            receiver: receiver.to_owned(),
            progress: progress(member, log.copied()),
        };
        if !one.told.contains(&told) {
            one.told.push(told);
        }
    }
    one.told.sort();
}

fn held_back(held: &Held) -> HeldBack {
    HeldBack {
        cause: held.cause.as_str(),
        by: held.by.clone(),
        until: held.until,
    }
}

fn progress(member: &Member, log: Option<&DeliveryRecord>) -> Progress {
    let Some(log) = log else {
        return Progress::Pending;
    };
    let sent = log
        .sent
        .get(&member.alert.fingerprint)
        .filter(|sent| sent.episode == member.episode);
    match (sent, &log.retry) {
        (Some(sent), _) if !sent.diverted => Progress::Told {
            last_at: log.last_sent_at,
        },
        (Some(_), _) => Progress::Diverted {
            why: log.refused.clone(),
        },
        (None, Some(retry)) => Progress::Retrying {
            at: retry.at,
            attempts: retry.attempts,
            why: retry.why.clone(),
        },
        (None, None) => Progress::Pending,
    }
}
