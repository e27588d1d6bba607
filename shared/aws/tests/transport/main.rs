//! The transports and the catalog against real servers on this machine.
#![cfg(feature = "flush")]
#![allow(clippy::large_futures, clippy::needless_pass_by_value)] // each test is one
#![allow(clippy::unwrap_used)] // a test that can not go on fails

mod answers;
mod catalogs;
mod event_bridge;
mod leaks;
mod matrix;
mod server;
mod sns;
mod start;
mod webhook;
mod world;
