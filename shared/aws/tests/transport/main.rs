//! The transports and the catalog against real servers on this machine.
#![cfg(feature = "flush")]

mod catalogs;
mod server;
mod sns;
mod webhook;
mod world;
