#![doc = include_str!("../README.md")]
// The CLI links some of the adapters, and none of what only a function needs.
#![cfg_attr(not(feature = "ingest"), allow(dead_code))]

mod address;
#[cfg(feature = "http")]
mod addressed;
#[cfg(feature = "reconcile")]
mod alarm_list;
#[cfg(feature = "alarms")]
pub mod alarms;
#[cfg(feature = "catalog")]
mod catalogs;
mod classify;
#[cfg(feature = "drill")]
mod cloudwatch;
#[cfg(feature = "developer")]
pub mod developer;
mod dial;
#[cfg(feature = "drill")]
mod drill;
#[cfg(feature = "http")]
mod event_bridge;
#[cfg(feature = "http")]
mod exchange;
mod http_client;
#[cfg(any(feature = "reconcile", feature = "drill"))]
mod json_call;
#[cfg(feature = "catalog")]
mod object;
#[cfg(feature = "catalog")]
mod object_url;
#[cfg(any(feature = "catalog", feature = "drill", feature = "reconcile"))]
mod patience;
mod pool;
#[cfg(feature = "ingest")]
mod ports;
#[cfg(feature = "publish")]
pub mod publish;
#[cfg(feature = "queues")]
pub mod queues;
#[cfg(feature = "drill")]
mod receipts;
#[cfg(feature = "reconcile")]
mod reconcile;
mod region;
#[cfg(feature = "http")]
mod retry_after;
mod sdk;
#[cfg(feature = "http")]
mod secrets;
mod settings;
#[cfg(feature = "http")]
mod signature;
#[cfg(feature = "signed")]
mod signed;
#[cfg(feature = "sns")]
mod sns;
#[cfg(feature = "dynamodb")]
mod store;
mod tls;
#[cfg(feature = "sns")]
mod transport;
#[cfg(feature = "sqs")]
mod wakes;
#[cfg(feature = "http")]
mod watched_body;
#[cfg(feature = "http")]
mod webhook;

pub use address::AllowedPrivate;
#[cfg(feature = "reconcile")]
pub use alarm_list::Refused;
#[cfg(feature = "catalog")]
pub use catalogs::S3Catalogs;
#[cfg(feature = "drill")]
pub use drill::{AwsDrill, DrillSettings};
#[cfg(feature = "ingest")]
pub use ports::AwsPorts;
#[cfg(feature = "reconcile")]
pub use reconcile::{AwsReconcile, ReconcileSettings};
pub use settings::{Keys, Settings, SettingsError};
#[cfg(feature = "dynamodb")]
pub use store::DynamoStore;
pub use tls::TlsError;
#[cfg(feature = "sns")]
pub use transport::AwsTransport;
#[cfg(feature = "sqs")]
pub use wakes::SqsWakes;
