//! Inhibition: one alert keeps others quiet that follow from it.
//!
//! Alertmanager's rules (`inhibit/inhibit.go`): a target is held back while a source fires that has the same values for the
//! `equal` labels; a label that both lack is equal; an alert on both sides is not held back by another on both sides.
//! Added, as a CloudWatch composite alarm has them: a bounded wait for a source that arrives after its target, and an
//! extension after the source has ended. The answer names what holds, and what held.
//!
//! Sources are kept by rule and key, so that a target reads those that may hold it and no others.

mod index;
mod inhibition;
mod inhibitors;
mod rule;

pub use index::{InhibitIndex, Role};
pub use inhibition::{Inhibition, Source, Target};
pub use inhibitors::Inhibitors;
pub use rule::InhibitRule;
