//! Requests to receivers over the transport of the functions. Only a build with the feature `aws` can send.

#[cfg(not(feature = "aws"))]
mod absent;
#[cfg(feature = "aws")]
mod reached;

#[cfg(not(feature = "aws"))]
pub(crate) use absent::Sender;
#[cfg(feature = "aws")]
pub(crate) use reached::Sender;
