#![doc = include_str!("../README.md")]

mod batch;
mod fault;
mod log;
mod metrics;
mod platform;
mod start;

pub use batch::{Answer, Batch, Message};
pub use fault::Fault;
pub use log::{log_to, start_logging};
pub use metrics::Metrics;
pub use start::{Call, Function, StartError};
