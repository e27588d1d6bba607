//! The transports against real servers on this machine.
#![cfg(feature = "flush")]

mod server;
mod sns;
mod webhook;
mod world;
