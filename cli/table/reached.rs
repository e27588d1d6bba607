//! The table by the AWS SDK, with the credentials of whoever is at the terminal.

use std::collections::BTreeMap;

use alert_aws::DynamoStore;
use alert_aws::developer::with_store;
use alert_core::fingerprint::{Fingerprint, digest};
use alert_core::silence::{Edit, Silence};
use alert_core::state::AlertRecord;
use alert_core::time::{SignedDuration, Timestamp};
use alert_pipeline::ports::{Key, Store};
use alert_pipeline::{
    DriverError, Invocation, OpenAlert, expire_silence, find_alert, list_open, list_silences, put_silence,
};

use serde_json::Value;

use crate::exit::Failure;

/// A table by its name.
#[derive(Debug)]
pub(crate) struct Table(String);

impl Table {
    /// The table of this name, else the one that `TABLE_NAME` names. Nothing is read yet.
    ///
    /// # Errors
    /// When neither names one.
    pub(crate) fn open(name: Option<&str>) -> Result<Self, Failure> {
        Self::named(name)?.ok_or_else(|| {
            Failure::Usage(
                "name the table, the stack's output TableName: --table NAME, or the variable TABLE_NAME"
                    .to_owned(),
            )
        })
    }

    /// The same, for a command that can do without: nothing when neither names one.
    ///
    /// # Errors
    /// None: a build without the SDK has some.
    #[allow(clippy::unnecessary_wraps)]
    pub(crate) fn named(name: Option<&str>) -> Result<Option<Self>, Failure> {
        let named = name
            .map(str::to_owned)
            .or_else(|| std::env::var("TABLE_NAME").ok());
        Ok(named.filter(|name| !name.trim().is_empty()).map(Self))
    }

    /// Its name.
    pub(crate) fn name(&self) -> &str {
        &self.0
    }

    /// Every alert that is open.
    ///
    /// # Errors
    /// When the table does not answer.
    pub(crate) fn open_alerts(&self, now: Timestamp) -> Result<Vec<OpenAlert>, Failure> {
        self.run(async |store| Ok(list_open(store, now).await?))
    }

    /// What is known of each of these alerts.
    ///
    /// # Errors
    /// When the table does not answer.
    pub(crate) fn records(
        &self,
        fingerprints: &[Fingerprint],
    ) -> Result<BTreeMap<Fingerprint, AlertRecord>, Failure> {
        self.run(async |store| {
            let mut known = BTreeMap::new();
            for fingerprint in fingerprints {
                if let Some(record) = find_alert(store, fingerprint).await? {
                    known.insert(fingerprint.clone(), record);
                }
            }
            Ok(known)
        })
    }

    /// The stack that made it. `CloudFormation` names a table STACK-RESOURCE-SUFFIX.
    pub(crate) fn stack(&self) -> Option<String> {
        self.0.rsplit_once("-Table-").map(|(stack, _)| stack.to_owned())
    }

    /// The record of each alarm's drills, as it is written: who reads it takes what they know of it.
    ///
    /// # Errors
    /// When the table does not answer.
    pub(crate) fn drills(&self, alarms: &[&str]) -> Result<BTreeMap<String, Value>, Failure> {
        self.run(async |store| {
            let mut found = BTreeMap::new();
            for alarm in alarms {
                let key = Key {
                    pk: format!("drill#{alarm}"),
                    sk: "drill".to_owned(),
                };
                let row = store.get(&key).await.map_err(DriverError::from)?;
                if let Some(row) = row.and_then(|row| serde_json::from_str(&row.body).ok()) {
                    found.insert((*alarm).to_owned(), row);
                }
            }
            Ok(found)
        })
    }

    /// Stores a silence. One that acknowledges an alert gets the episode that fires now, so that the next one is heard.
    ///
    /// # Errors
    /// When the table does not answer, or the alert does not fire.
    pub(crate) fn add(&self, mut silence: Silence, now: Timestamp) -> Result<Silence, Failure> {
        self.run(async |store| {
            if let Some(fingerprint) = silence.until_resolved.clone() {
                silence.episode = Some(open_episode(store, &fingerprint, now).await?);
            }
            put_silence(store, &silence, &invocation(now, &silence.id)).await?;
            Ok(silence)
        })
    }

    /// Stores what a change makes of a silence: the old one ends first, where there is another.
    ///
    /// # Errors
    /// When the table does not answer.
    pub(crate) fn change(&self, edit: &Edit, now: Timestamp) -> Result<(), Failure> {
        self.run(async |store| {
            for silence in edit.expired.iter().chain([&edit.silence]) {
                put_silence(
                    store,
                    silence,
                    &invocation(now, &writer("change", &silence.id, now)),
                )
                .await?;
            }
            Ok(())
        })
    }

    /// Every silence there is.
    ///
    /// # Errors
    /// When the table does not answer.
    pub(crate) fn silences(&self) -> Result<Vec<Silence>, Failure> {
        self.run(async |store| Ok(list_silences(store).await?))
    }

    /// Ends silences; says which of the ids are none.
    ///
    /// # Errors
    /// When the table does not answer.
    pub(crate) fn expire(&self, ids: &[&str], now: Timestamp) -> Result<Vec<String>, Failure> {
        self.run(async |store| {
            let mut unknown = Vec::new();
            for id in ids {
                let writer = writer("expire", id, now);
                if !expire_silence(store, id, &invocation(now, &writer)).await? {
                    unknown.push((*id).to_owned());
                }
            }
            Ok(unknown)
        })
    }

    fn run<T>(&self, work: impl AsyncFnOnce(&DynamoStore) -> Result<T, Trouble>) -> Result<T, Failure> {
        let done = with_store(&self.0, work).map_err(|why| Failure::Failed(why.to_string()))?;
        done.map_err(|trouble| match trouble {
            Trouble::Driver(error) => Failure::Failed(format!("table {}: {error}", self.0)),
            Trouble::NothingOpen(why) => Failure::Failed(why),
        })
    }
}

/// Why nothing came of it.
enum Trouble {
    Driver(DriverError),
    /// There is nothing to acknowledge.
    NothingOpen(String),
}

impl From<DriverError> for Trouble {
    fn from(error: DriverError) -> Self {
        Self::Driver(error)
    }
}

async fn open_episode(store: &impl Store, fingerprint: &Fingerprint, now: Timestamp) -> Result<u64, Trouble> {
    match find_alert(store, fingerprint).await? {
        None => Err(Trouble::NothingOpen(format!(
            "there is no alert {fingerprint} in this table"
        ))),
        Some(alert) if !alert.is_open(now) => Err(Trouble::NothingOpen(format!(
            "alert {fingerprint} does not fire: there is nothing to acknowledge"
        ))),
        Some(alert) => Ok(alert.episode),
    }
}

/// Unique for each change by each process.
fn writer(what: &str, id: &str, now: Timestamp) -> String {
    digest(&[what, id, &now.to_string(), &std::process::id().to_string()])
}

/// A person's call: it sends nothing, so it has no deadline and no last resort.
fn invocation(now: Timestamp, id: &str) -> Invocation<'_> {
    Invocation {
        now,
        remaining: SignedDuration::from_mins(1),
        id,
        function_arn: "",
        last_resort_topic: "",
    }
}
