//! CloudWatch's alarms compared with what is open here, and what has to be said to make them agree.
//!
//! What is missing is said as CloudWatch would have said it: an event ([`event`]), which goes into the ingest queue and takes the
//! way of every other. Whether it is news is not decided here but by the engine's own `observe` ([`mod@plan`]), on the alert's own
//! record; so a second run, or the real event that comes late, is a duplicate and pages nobody.

mod alarm;
mod event;
mod plan;
mod suspect;
#[cfg(test)]
mod tests;

pub(crate) use alarm::{Alarm, place};
pub(crate) use event::firing;
pub(crate) use plan::{Plan, Verb, plan};
pub(crate) use suspect::{Place, suspects};
