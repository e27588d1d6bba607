//! What stays: endpoints, feature groups, model packages. It is itself, whatever happens to it.

use serde_json::Value;

use super::happening::{Happening, time_at};
use super::kind::{Kind, plain, severity};
use super::{error, links};
use crate::observation::{Evidence, State};
use crate::source::{SourceError, lens};

pub(super) fn read(event: &Value, kind: &Kind) -> Result<Happening, SourceError> {
    let detail = event.get("detail").unwrap_or(&Value::Null);
    let member = |end: &str| lens::text(detail, &format!("/{}{end}", kind.prefix));
    let arn = member("Arn")
        .or_else(|| lens::text(event, "/resources/0"))
        .ok_or_else(|| error(format!("the {} has no ARN", kind.what)))?;
    let name = member("Name").unwrap_or_else(|| arn.rsplit('/').next().unwrap_or_default().to_owned());
    let status =
        member("Status").ok_or_else(|| error(format!("the event has no `{}Status`", kind.prefix)))?;
    // A version of a package is called after its group.
    let shown = match (
        lens::text(detail, "/ModelPackageGroupName"),
        lens::text(detail, "/ModelPackageVersion"),
    ) {
        (Some(group), Some(version)) => format!("{group} version {version}"),
        _ => name.clone(),
    };
    let mut thing = Happening::new(event, kind.what, &shown, status)?;
    if let Some((status, reason)) = deployment(detail) {
        thing.status = status;
        thing.reason = Some(reason);
        thing.state = State::Firing;
    }
    if lens::text(detail, "/OfflineStoreStatus/Status").is_some_and(|status| plain(&status) == "blocked") {
        "offline store blocked".clone_into(&mut thing.status);
        thing.reason = lens::text(detail, "/OfflineStoreStatus/BlockedReason");
        thing.state = State::Firing;
    }
    let is_of_approval = lens::list(detail, "/UpdatedModelPackageFields")
        .iter()
        .any(|field| field == "ModelApprovalStatus");
    if is_of_approval && thing.state != State::Firing {
        thing.state = State::Noise("somebody decided on a model package, it did not fail");
    }
    thing.severity = severity(kind.what, &thing.status);
    thing.identify(&[("arn", &arn.to_lowercase())]);
    if kind.prefix == "Endpoint" {
        thing.label("EndpointName", &name);
    }
    thing.reason = thing.reason.or_else(|| lens::text(detail, "/FailureReason"));
    thing.ended_at =
        time_at(detail, &["LastModifiedTime", "LastModificationTime"]).filter(|_| kind.prefix == "Endpoint");
    for (fact, pointer) in [
        ("endpoint configuration", "/EndpointConfigName"),
        ("made by", "/MetadataProperties/GeneratedBy"),
    ] {
        thing
            .facts
            .extend(lens::text(detail, pointer).map(|value| Evidence::new(fact, value)));
    }
    thing.links = links::thing(&thing, kind.prefix, &name);
    Ok(thing)
}

/// The first variant whose deployment is rolled back, and why. The endpoint itself is `UPDATING` meanwhile.
fn deployment(detail: &Value) -> Option<(String, String)> {
    let variants = [
        "/ProductionVariants",
        "/PendingDeploymentSummary/ProductionVariants",
    ];
    let mut statuses = variants
        .iter()
        .flat_map(|pointer| lens::list(detail, pointer))
        .flat_map(|variant| lens::list(variant, "/VariantStatus"));
    statuses.find_map(|status| {
        let message = lens::text(status, "/StatusMessage").unwrap_or_default();
        let is_back = |text: &str| {
            let text = plain(text);
            text.contains("rollingback") || text.contains("rollback")
        };
        let word = lens::text(status, "/Status").unwrap_or_default();
        (is_back(&word) || is_back(&message)).then(|| ("rolling back".to_owned(), message))
    })
}
