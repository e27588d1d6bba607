//! The long tail: services of AWS whose events are read by a table of rows, one file for each.
//!
//! A row is a [`Mapping`] in JSON, as a catalog's sources are; `about` in it says why it is as it is. A file is read when
//! the first event of its service comes, so that a cold start pays for none of them. To add a service: its file here, a
//! line in [`SERVICES`], samples in `events/<name>/`.
//!
//! Identity is the definition, not the run (a job's name, a pipeline): the next success resolves it. In all rows it is the
//! label `resource`, with the kind of thing before its name where the service has several.

use std::borrow::Cow;
use std::sync::{LazyLock, OnceLock};

use serde_json::Value;

use super::mapping::{Mapping, Mappings};
use super::{Source, SourceError};
use crate::envelope::Envelope;
use crate::observation::Observation;
use crate::time::Timestamp;

/// The source of the services in `SERVICES`.
pub struct Table;

/// A service and its rows.
struct Service {
    /// Its name: the `source` label, the folder in `events/`.
    name: &'static str,
    /// What EventBridge calls it; `""` where it publishes to SNS by itself too, in a form of its own.
    sources: &'static [&'static str],
    /// Its rows, JSON.
    rows: &'static str,
}

/// A service whose rows are in `<name>.json`.
macro_rules! service {
    ($name:literal, $($source:literal),+) => {
        Service {
            name: $name,
            sources: &[$($source),+],
            rows: include_str!(concat!($name, ".json")),
        }
    };
}

/// Every service, in the order in which they are asked.
static SERVICES: &[Service] = &[
    service!("acm", "aws.acm"),
    service!("auto_scaling", "aws.autoscaling", ""),
    service!("backup", "aws.backup"),
    service!("batch", "aws.batch"),
    service!("bedrock", "aws.bedrock"),
    service!("codebuild", "aws.codebuild"),
    service!("codedeploy", "aws.codedeploy", ""),
    service!("codepipeline", "aws.codepipeline"),
    service!("config", "aws.config", ""),
    service!("dms", "aws.dms"),
    service!("ebs", "aws.ec2"),
    service!("ec2", "aws.ec2", "aws.ec2fleet", "aws.ec2spotfleet"),
    service!("ecs", "aws.ecs"),
    service!("emr", "aws.emr"),
    service!("glue", "aws.glue"),
    service!("inspector", "aws.inspector2"),
    service!("macie", "aws.macie"),
    service!("rds", "aws.rds", ""),
    service!("ssm", "aws.ssm"),
    service!("support", "aws.support"),
    service!("synthetics", "aws.synthetics"),
    service!("trusted_advisor", "aws.trustedadvisor"),
];

/// The rows of each service, read when they are first needed.
static READ: LazyLock<Vec<OnceLock<Mappings>>> =
    LazyLock::new(|| SERVICES.iter().map(|_| OnceLock::new()).collect());

impl Source for Table {
    fn name(&self) -> &'static str {
        "table"
    }

    fn names(&self) -> Vec<&'static str> {
        SERVICES.iter().map(|service| service.name).collect()
    }

    fn decode(&self, envelope: &Envelope, now: Timestamp) -> Option<Result<Vec<Observation>, SourceError>> {
        let source = envelope.event.get("source").map_or(Some(""), Value::as_str)?;
        let mut services = SERVICES
            .iter()
            .zip(READ.iter())
            .filter(|(service, _)| service.sources.contains(&source))
            .peekable();
        services.peek()?;
        let envelope = with_detail_type(envelope);
        services.find_map(|(service, read)| {
            let rows = read.get_or_init(|| Mappings::new(service.read()));
            rows.decode(&envelope, now)
        })
    }
}

impl Service {
    /// Its rows. A test reads every file, so that none is empty for a fault in it.
    fn read(&self) -> Vec<Mapping> {
        let mut rows: Vec<Mapping> = serde_json::from_str(self.rows).unwrap_or_default();
        for row in &mut rows {
            self.name.clone_into(&mut row.name);
        }
        rows
    }
}

/// An event as EventBridge spells it: a notification rule of the developer tools writes `detailType`.
fn with_detail_type(envelope: &Envelope) -> Cow<'_, Envelope> {
    match (
        envelope.event.get("detail-type"),
        envelope.event.get("detailType"),
    ) {
        (None, Some(detail_type)) => {
            let mut spelt = envelope.clone();
            spelt.event["detail-type"] = detail_type.clone();
            Cow::Owned(spelt)
        }
        _ => Cow::Borrowed(envelope),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::mapping::Compiled;

    #[test]
    fn every_row_can_be_read_and_names_its_service() {
        for service in SERVICES {
            let rows = service.read();
            assert!(
                !rows.is_empty(),
                "{}: {:?}",
                service.name,
                serde_json::from_str::<Vec<Mapping>>(service.rows).err()
            );
            for row in rows {
                let alertname = row.alertname.clone().unwrap_or_default();
                assert!(
                    !alertname.is_empty(),
                    "{}: a row without `alertname`",
                    service.name
                );
                let faults = Compiled::new(&row).err();
                assert!(faults.is_none(), "{} {alertname}: {faults:#?}", service.name);
                // The kind of thing is in its name, so that catalogs may use every other label.
                let names: Vec<&str> = row.identity.keys().map(String::as_str).collect();
                let are_known = names
                    .iter()
                    .all(|name| ["account", "region", "resource"].contains(name));
                assert!(
                    are_known && names.contains(&"resource"),
                    "{} {names:?}",
                    service.name
                );
            }
        }
    }

    /// A file whose events never reach it would be dead.
    #[test]
    fn every_row_asks_for_an_event_source_of_its_service() {
        for service in SERVICES {
            for row in service.read() {
                let asked: Vec<&str> = match row.pattern.get("source").and_then(Value::as_array) {
                    Some(sources) => sources.iter().filter_map(Value::as_str).collect(),
                    None => vec![""],
                };
                assert!(
                    asked.iter().all(|source| service.sources.contains(source)),
                    "{}: {asked:?}",
                    service.name
                );
            }
        }
    }
}
