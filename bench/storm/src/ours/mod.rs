//! Our half: the production drivers on a virtual clock, over ports in memory that count.

mod catalog;
mod event;
mod play;
mod ports;

pub use catalog::Config;
pub use play::play;
