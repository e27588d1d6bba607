//! What the engine is measured with: a catalog, silences and open alerts in a given number of each, alarms in a given size,
//! and the steps that a change goes through.

mod catalog;
pub mod count;
mod events;
mod steps;
mod world;

pub use catalog::catalog;
pub use events::{alarm, sized, start};
pub use steps::{STEPS, Step, observations};
pub use world::World;
