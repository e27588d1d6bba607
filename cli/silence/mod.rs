//! Silences from the command line: what somebody wants, how it is stored, how it reads.

mod listing;
mod wanted;

pub(crate) use listing::{json, line, listed, table as rows};
pub(crate) use wanted::{Wanted, extended};
