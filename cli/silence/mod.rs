//! Silences from the command line: what somebody wants, how it is stored, how it reads.

mod listing;
mod table;
mod wanted;

pub(crate) use listing::{json, line, listed, table as rows};
pub(crate) use table::Table;
pub(crate) use wanted::{Wanted, extended};
