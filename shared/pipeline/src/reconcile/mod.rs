//! What CloudWatch knows and the router does not: alarms that fired before it was there, events that were lost, alarms that were
//! deleted while they fired.
//!
//! [`compare`] lists what is open, then goes through CloudWatch's alarms page by page, and judges what may be news by the
//! alerts' own records; [`say`] puts what is missing into the ingest queue. What the comparison is, is in
//! [`alert_core::reconcile`]. The command line and the function supply [`ReconcilePorts`].

mod compare;
mod ports;
mod say;

pub use compare::{Compared, compare};
pub use ports::{Listed, ReconcileError, ReconcilePorts};
pub use say::{Said, say};
