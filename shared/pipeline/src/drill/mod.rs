//! The drill: a test alert goes the whole way, from CloudWatch to every receiver of its route and back, and each leaves
//! evidence. What is missing is a failure.
//!
//! [`run_drill`] sets a dedicated alarm, looks at the router's own records until every receiver is accounted for, sets the
//! alarm back and looks again. What it has seen and what follows is a [`Course`]: a state machine without clock or network.
//! The command line and the function supply [`DrillPorts`].
//!
//! How much a receiver's word proves is the receiver's ([`Proof`](alert_core::receiver::Proof)). A topic's is only that SNS
//! keeps the message: with a queue that is subscribed to it, the message itself has to come out there.

mod arrived;
mod course;
mod leg;
mod ports;
mod record;
mod run;
mod seen;
mod verdict;

pub use arrived::Arrived;
pub use course::{Course, Next, Waits};
pub use leg::{Leg, Word};
pub use ports::{Alarm, AlarmState, DrillError, DrillPorts};
pub use record::{last_passed, remember};
pub use run::run_drill;
pub use seen::Seen;
pub use verdict::Verdict;
