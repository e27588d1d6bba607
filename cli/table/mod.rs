//! The functions' own table, where alerts and silences live. Only a build with the feature `aws` can reach it.

#[cfg(not(feature = "aws"))]
mod absent;
#[cfg(feature = "aws")]
mod reached;

#[cfg(not(feature = "aws"))]
pub(crate) use absent::Table;
#[cfg(feature = "aws")]
pub(crate) use reached::Table;
