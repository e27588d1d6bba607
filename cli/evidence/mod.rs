//! A report of what is watched, whose it is, and what has been seen to work: made of what AWS and the table say now, never of
//! what a template meant to deploy.
//!
//! [`facts`] is what was looked at, [`watched`] one alarm of it, [`required`] the list of what a platform must have, [`report`]
//! all of it as JSON, [`mod@markdown`] as people read it. Nothing in here asks AWS anything.

mod drill;
mod facts;
mod markdown;
mod report;
mod required;
#[cfg(test)]
mod tests;
mod watched;

pub(crate) use drill::is_drill;
pub(crate) use facts::Facts;
pub(crate) use markdown::markdown;
pub(crate) use report::Report;
pub(crate) use watched::fingerprint;
