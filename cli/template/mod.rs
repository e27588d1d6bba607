//! Alarms of a template of `CloudFormation`, and to whom each of them would go.
//!
//! The template is one that `CloudFormation` gets: JSON, after its macros. What can be known of it without an account is
//! worked out ([`resolve`]), each alarm is made to fire as CloudWatch would tell of it ([`event`]), and the router's own code says who
//! hears of it ([`coverage`]). What nobody would hear of, or would not know what to do about, is an orphan.

mod alarm;
mod coverage;
mod event;
mod resolve;
mod resource;

pub(crate) use alarm::{Alarm, alarms};
pub(crate) use coverage::Coverage;
pub(crate) use resource::resources;
