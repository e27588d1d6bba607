//! CloudWatch's alarms, dashboards and metrics. Only a build with the feature `aws` can ask.

#[cfg(not(feature = "aws"))]
mod absent;
#[cfg(feature = "aws")]
mod reached;

#[cfg(not(feature = "aws"))]
pub(crate) use absent::{alarms, dashboards, metrics};
#[cfg(feature = "aws")]
pub(crate) use reached::{alarms, dashboards, metrics};
