#![doc = include_str!("../README.md")]

mod alerts;
mod catalog;
mod close;
#[cfg(any(test, feature = "contract"))]
pub mod contract;
pub mod counting;
mod counts;
mod decode;
mod deliver;
mod digest;
pub mod drill;
mod error;
pub mod faulty;
mod flush;
mod group;
mod hand_over;
mod ingest;
mod inhibition;
mod invocation;
mod last_resort;
pub mod memory;
mod notices;
mod open;
pub mod ports;
mod rate;
mod receiver_rows;
pub mod reconcile;
mod records;
mod room;
mod run;
mod silences;
pub mod simulator;
mod summary;
mod sweep;

pub use alerts::find_alert;
pub use counts::{Counts, metric};
pub use deliver::Delivery;
pub use error::DriverError;
pub use flush::{Flushed, flush, flush_into};
pub use ingest::{Account, Failed, Ingested, ingest, ingest_into};
pub use invocation::Invocation;
pub use open::{HeldBack, OpenAlert, Progress, Told, list_open};
pub use records::ATTEMPTS;
pub use silences::{SilenceCache, expire_silence, list_silences, put_silence};
pub use sweep::{Swept, sweep};
