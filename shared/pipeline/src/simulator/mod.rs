//! The simulator: the production drivers on a virtual clock, over in-memory ports.
//!
//! A [`World`] plays the queues, the schedule and the receivers. It is what `alert-router simulate` runs and what the
//! scenario tests are written in. Nothing in it decides anything.

mod queue;
mod world;

pub use world::{Notification, World};
