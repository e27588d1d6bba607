#![doc = include_str!("../README.md")]

mod catalog;
mod counts;
mod deliver;
mod error;
mod flush;
mod group;
mod hand_over;
mod ingest;
mod invocation;
mod last_resort;
pub mod memory;
pub mod ports;
mod records;
mod sweep;

pub use counts::{Counts, metric};
pub use deliver::Delivery;
pub use error::DriverError;
pub use flush::{Flushed, flush};
pub use ingest::{Account, Failed, Ingested, ingest};
pub use invocation::Invocation;
pub use sweep::{Swept, sweep};
