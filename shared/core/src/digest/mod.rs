//! The digest: now and then an owner hears what was kept from them, by cause and by alert, worst first.
//!
//! Counted is an episode, once for each cause that held it back, whether or not it was told in the end; of an alert that
//! flaps, the turns that nobody was told of. [`Note`] is what a group's flush finds, [`DigestEntry`] what an owner's account
//! keeps of an alert, [`DigestRecord`] the account's head, [`Account`] its sum. ADR 0008 says how they are kept exact.

mod account;
mod entry;
mod note;
mod plan;
mod record;

pub use account::{Account, Kept};
pub use entry::{DigestEntry, Tally};
pub use note::{Note, Noted, at_the_close, while_it_lasts};
pub use plan::{DigestPlan, MAX_PERIOD, MIN_PERIOD, Schedule};
pub use record::DigestRecord;
