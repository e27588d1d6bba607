//! State: the records that survive an invocation, and every decision about them. Pure; `now` is a parameter.
//!
//! | record | row | what it is |
//! |---|---|---|
//! | [`AlertRecord`] | `alert#<fingerprint>` / `alert` | the authority on one alert; carries what is owed to its groups |
//! | [`GroupRecord`] | `group#<id>` / `group` | a group's options and size; its version is the generation, its due time the next flush |
//! | [`Member`] | `group#<id>` / `member#<fingerprint>` | one alert as one group knows it |
//! | [`RunRecord`] | `run#<id>` / `run` | where the alerts of one run are told; its alerts have rows beside it |
//! | [`TieRecord`] | `tie#<digest>` / `tie` | which run an execution or some work last failed in |
//! | `SourceRecord` | `inhibit#<key>` / `source#<fingerprint>` | an alert that holds others back (in the pipeline) |
//! | `SilenceRecord` | `silences` / `silence#<id>` | a silence, beside the generation that changes with each (in the pipeline) |
//! | [`DeliveryRecord`] | `group#<id>` / `delivery#<receiver>` | what one receiver was told of the group, and what is being told |
//! | [`ReceiverRecord`] | `receiver#<id>` / `receiver` | what one place still takes, and the summary of what waits for it |
//! | `WaitingRecord` | `receiver#<id>#<batch>` / `waiting#<group>#<receiver>` | a group that waits for it (in the pipeline) |
//!
//! Decisions: [`observe`](observe::observe) (what an observation changes), [`standing`](crate::suppress::standing) (whether a
//! member may be told), [`decide`](decide::decide) (what a receiver is told), [`retry`] (what a failure leads to).

mod alert_record;
pub mod decide;
mod delivery_record;
mod due;
pub mod flap;
mod group_record;
mod member;
pub mod observe;
mod overflow;
mod place;
pub mod rate;
mod receiver_record;
pub mod retry;
mod role;
mod run_record;
pub mod summary;
mod waiting;

pub use alert_record::{AlertRecord, Released};
pub use delivery_record::{Arrival, Claim, DeliveryRecord, Diversion, Sent, Tell};
pub use due::due_after;
pub use group_record::GroupRecord;
pub use member::Member;
pub use overflow::{GROUP_LIMIT, Overflow, ROUNDS};
pub use place::{Calendar, OwnRoute, Place};
pub use receiver_record::{Left, Queue, ReceiverRecord, Turn};
pub use role::{HeldBy, Holds};
pub use run_record::{RunRecord, TieKey, TieRecord};
pub use waiting::Waiting;

/// The schema of the records that this version writes, and the newest it understands. A newer one is left alone.
pub const SCHEMA: u32 = 1;
