//! The other half: a real Alertmanager, told over its API by the clock, with a webhook that notes what arrives.

mod api;
mod play;
mod server;
mod webhook;

pub use play::play;
pub use server::version;
