//! Why a driver could not do its work. The message comes again; nothing is lost.

use alert_core::receiver::Failure;
use thiserror::Error;

use crate::ports::{StoreError, WakeError};

/// Why a driver could not do its work.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum DriverError {
    /// The state store gave no answer.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The flush queue took no wake-up.
    #[error(transparent)]
    Wake(#[from] WakeError),
    /// Others kept changing the same record. Later it is quieter.
    #[error("`{record}` kept changing under {attempts} attempts")]
    Contended {
        /// The row.
        record: String,
        /// How often it was tried.
        attempts: u32,
    },
    /// A record was written by a newer version. It is left alone until this one is upgraded.
    #[error("`{record}` has schema {schema}, newer than this version")]
    NewerRecord {
        /// The row.
        record: String,
        /// Its schema.
        schema: u32,
    },
    /// A record can't be read.
    #[error("`{record}` can't be read: {why}")]
    BadRecord {
        /// The row.
        record: String,
        /// What is wrong with it.
        why: String,
    },
    /// There is no time left to send and to record it.
    #[error("no time left in this invocation")]
    OutOfTime,
    /// The last resort failed, too.
    #[error("the last resort failed: {0:?}")]
    LastResort(Failure),
    /// The code panicked on one event.
    #[error("panicked")]
    Panicked,
}

impl DriverError {
    /// A stable word for metric filters and alarms.
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Store(StoreError::Unavailable(_)) => "store_unavailable",
            Self::Store(StoreError::Refused(_)) => "store_refused",
            Self::Wake(_) => "wake_failed",
            Self::Contended { .. } => "contended",
            Self::NewerRecord { .. } => "newer_record",
            Self::BadRecord { .. } => "bad_record",
            Self::OutOfTime => "out_of_time",
            Self::LastResort(_) => "last_resort_failed",
            Self::Panicked => "panicked",
        }
    }
}
