//! The comparison with CloudWatch over the AWS SDK, with the credentials of whoever is at the terminal. Only a build with the feature
//! `aws` has it.

#[cfg(not(feature = "aws"))]
mod absent;
#[cfg(feature = "aws")]
mod reached;

#[cfg(not(feature = "aws"))]
pub(crate) use absent::reconcile;
#[cfg(feature = "aws")]
pub(crate) use reached::reconcile;

/// Which router, and whether anything is to be said.
#[derive(Debug)]
#[cfg_attr(not(feature = "aws"), allow(dead_code))]
pub(crate) struct Wanted {
    /// Its table.
    pub(crate) table: String,
    /// The URL of its ingest queue.
    pub(crate) queue: String,
    /// Only look.
    pub(crate) is_dry: bool,
}
