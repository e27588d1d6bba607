//! What a drill needs of the world.

#![allow(async_fn_in_trait)] // the workspace's own traits, never used across threads

use alert_core::drill::Token;
use alert_core::time::{SignedDuration, Timestamp};
use serde_json::Value;
use thiserror::Error;

use super::Arrived;
use crate::error::DriverError;
use crate::ports::Store;

/// Everything a drill needs. Unlike the other drivers it waits, so it has a clock.
pub trait DrillPorts {
    /// Where the router's records are.
    type Store: Store;

    /// Where the router's records are; a drill only reads.
    fn store(&self) -> &Self::Store;

    /// The drill's alarm as it is now.
    async fn alarm(&self) -> Result<Alarm, DrillError>;

    /// Forces the alarm into a state, with the token as its reason.
    async fn set(&self, state: AlarmState, token: &Token) -> Result<(), DrillError>;

    /// What has come out of the topics since the last call; nothing where no queue listens.
    async fn receipts(&self) -> Result<Option<Vec<Arrived>>, DrillError>;

    /// Signs a text with the drill's key.
    fn sign(&self, text: &str) -> Vec<u8>;

    /// The time.
    fn now(&self) -> Timestamp;

    /// Lets time pass.
    async fn pause(&self, duration: SignedDuration);
}

/// The drill's alarm.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alarm {
    /// Its name.
    pub name: String,
    /// Its ARN: what the router knows it by.
    pub arn: String,
    /// Whether it is in ALARM.
    pub is_firing: bool,
    /// Since when it is in its state.
    pub since: Option<Timestamp>,
    /// Why, in words.
    pub reason: Option<String>,
    /// Why, as data.
    pub reason_data: Option<Value>,
}

/// The states that a drill sets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AlarmState {
    /// Something is wrong.
    Alarm,
    /// Nothing is.
    Ok,
}

impl AlarmState {
    /// CloudWatch's word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Alarm => "ALARM",
            Self::Ok => "OK",
        }
    }
}

/// Why there was no drill at all.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum DrillError {
    /// Another drill of the alarm has not ended. Later it will have.
    #[error("another drill of this alarm began {0} and has not ended")]
    UnderWay(Timestamp),
    /// Only alarms named as drills are forced: what forces a real one hides what it watches.
    #[error("`{0}` is no drill's alarm: its name has no `-drill-` in it")]
    NotADrill(String),
    /// A call to AWS failed: a name or a permission is wrong, or the service is down.
    #[error("{0}")]
    Call(String),
    /// The router's records can't be read.
    #[error(transparent)]
    Records(#[from] DriverError),
}
