//! CloudWatch's alarms compared with what is open here, and what has to be said to make them agree.
//!
//! What is missing is said as CloudWatch would have said it: an event, which goes into the ingest queue and takes the
//! way of every other. Whether it is news is not decided here but by the engine's own `observe` ([`plan()`]), on the alert's own
//! record; so a second run, or the real event that comes late, is a duplicate and pages nobody.
//!
//! CloudWatch gives its list in pages: a [`Survey`] takes alarm by alarm and keeps what may be news.

mod alarm;
mod configuration;
mod event;
mod plan;
mod survey;
mod suspect;
#[cfg(test)]
mod tests;

pub use alarm::{Alarm, place};
pub use configuration::configuration;
pub use event::firing;
pub use plan::{Plan, Step, Verb, plan};
pub use survey::{Place, Survey};
pub use suspect::Suspect;
