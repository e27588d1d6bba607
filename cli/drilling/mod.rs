//! The drill over the AWS SDK, with the credentials of whoever is at the terminal. Only a build with the feature `aws` has it.

#[cfg(not(feature = "aws"))]
mod absent;
#[cfg(feature = "aws")]
mod reached;

#[cfg(not(feature = "aws"))]
pub(crate) use absent::drill;
#[cfg(feature = "aws")]
pub(crate) use reached::drill;

/// Which drill, by what the stack's outputs say.
#[derive(Debug)]
#[cfg_attr(not(feature = "aws"), allow(dead_code))]
pub(crate) struct Wanted {
    /// The alarm's name.
    pub(crate) alarm: String,
    /// The router's table.
    pub(crate) table: String,
    /// The secret with the key.
    pub(crate) secret: String,
    /// The URL of the receipt queue.
    pub(crate) receipts: Option<String>,
}
