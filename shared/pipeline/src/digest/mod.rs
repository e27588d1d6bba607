//! Digests: what was kept from an owner is counted where it is found, and told when the owner wants to hear it.
//!
//! An owner's account is a partition: a head, which is due, and a row for each alert. [`note`] counts, [`make`] sums up,
//! posts and begins the next account. ADR 0008 says why nothing is counted twice and nothing is lost.

mod make;
mod note;
mod rows;

pub(crate) use make::make;
pub(crate) use note::note;
