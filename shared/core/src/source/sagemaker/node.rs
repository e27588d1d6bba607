//! The nodes of a `HyperPod` cluster.

use serde_json::Value;

use super::error;
use super::happening::Happening;
use crate::observation::Evidence;
use crate::source::{SourceError, lens};
use crate::time::SignedDuration;

/// A node that is replaced never says that it is healthy again.
const LASTS: SignedDuration = SignedDuration::from_hours(24);

pub(super) fn health(event: &Value) -> Result<Happening, SourceError> {
    let detail = event.get("detail").unwrap_or(&Value::Null);
    let (cluster, node) = lens::text(detail, "/ClusterName")
        .zip(lens::text(detail, "/InstanceId"))
        .ok_or_else(|| error("the event names no node of a cluster"))?;
    let status = lens::text(detail, "/HealthSummary/HealthStatus")
        .ok_or_else(|| error("the event has no `HealthSummary.HealthStatus`"))?;
    let mut health = Happening::new(event, "cluster node", &format!("{cluster} {node}"), status)?;
    health.identify(&[("ClusterName", &cluster), ("InstanceId", &node)]);
    health.reason = lens::text(detail, "/HealthSummary/HealthStatusReason");
    for (fact, pointer) in [
        ("recommendation", "/HealthSummary/Recommendation"),
        ("repair", "/HealthSummary/RepairAction"),
    ] {
        health
            .facts
            .extend(lens::text(detail, pointer).map(|value| Evidence::new(fact, value)));
    }
    health.resolve_after = Some(LASTS);
    Ok(health)
}
