//! What a comparison with CloudWatch needs of the world.

#![allow(async_fn_in_trait)] // the workspace's own traits, never used across threads

use alert_core::reconcile::Alarm;
use serde_json::Value;
use thiserror::Error;

use crate::error::DriverError;
use crate::ports::Store;

/// Everything that a comparison needs.
pub trait ReconcilePorts {
    /// Where the router's records are.
    type Store: Store;

    /// Where the router's records are; a comparison only reads.
    fn store(&self) -> &Self::Store;

    /// The alarms of the account and region, metric and composite, from the first page on or from the one that `after` names.
    async fn alarms(&self, after: Option<String>) -> Result<Listed, ReconcileError>;

    /// Those of these alarms that there are.
    async fn named(&self, names: &[&str]) -> Result<Vec<Alarm>, ReconcileError>;

    /// The series of an alarm that are in ALARM.
    async fn contributors(&self, alarm: &str) -> Result<Vec<Value>, ReconcileError>;

    /// Puts an event into the ingest queue.
    async fn say(&self, event: &Value) -> Result<(), ReconcileError>;

    /// Whether there is time for another call, retries and all. A person has all the time there is.
    fn has_time(&self) -> bool;
}

/// A page of a list.
#[derive(Debug, Clone, Default)]
pub struct Listed {
    /// What is on it.
    pub alarms: Vec<Alarm>,
    /// Names the next page; nothing on the last.
    pub next: Option<String>,
}

/// Why there was no comparison, or nothing could be said.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ReconcileError {
    /// A call to AWS failed: a permission is missing, or the service is down. Later the same may work.
    #[error("{0}")]
    Call(String),
    /// None of the router's own alarms is there, so that whatever is not there would look deleted: the credentials are of another
    /// account or region, or the stack has another name.
    #[error("no alarm {own}* of account {account} in {region}")]
    Elsewhere {
        /// What the names of the router's own alarms begin with.
        own: String,
        /// The account that was looked for.
        account: String,
        /// The region that was looked for.
        region: String,
    },
    /// The router's records can't be read.
    #[error(transparent)]
    Records(#[from] DriverError),
}
