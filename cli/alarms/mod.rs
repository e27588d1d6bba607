//! CloudWatch's alarms and dashboards. Only a build with the feature `aws` can ask.

#[cfg(not(feature = "aws"))]
mod absent;
#[cfg(feature = "aws")]
mod reached;

#[cfg(not(feature = "aws"))]
pub(crate) use absent::alarms;
#[cfg(feature = "aws")]
pub(crate) use reached::alarms;
