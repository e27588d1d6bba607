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

/// The sizes of event that decoding is measured with, in bytes: EventBridge's largest is 1 MB (AWS Compute Blog,
/// of 29 January 2026).
pub const SIZES: [usize; 5] = [1_000, 2_000, 16_000, 256_000, 1_000_000];
