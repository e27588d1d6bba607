//! Metrics of the watched platform: what of its work failed, succeeded and how long it took (`alert_core::stage`).
//!
//! A namespace of its own, for they are about the platform and not about the router. `monitoring/` has the alarms and
//! dashboards; each set of dimensions here is one that they name.

use std::time::SystemTime;

use alert_core::stage::Ended;
use metrique_writer::format::Format;
use metrique_writer_core::unit::NegativeScale;
use metrique_writer_core::value::{MetricFlags, Observation};
use metrique_writer_core::{Entry, EntryWriter, Unit, Value, ValueWriter};
use metrique_writer_format_emf::Emf;

const NAMESPACE: &str = "MLPlatform";

/// The line of one thing that ended.
pub(crate) fn line(ended: &Ended, now: SystemTime) -> Result<Vec<u8>, String> {
    let dimensions: Vec<Vec<String>> = match ended {
        Ended::Stage { pipeline, .. } if pipeline.is_empty() => vec![set(&["Stage"])],
        Ended::Stage { .. } => vec![set(&["Stage"]), set(&["PipelineName", "Stage"])],
        Ended::RolledBack { .. } => vec![set(&["EndpointName"])],
    };
    let mut line = Vec::new();
    // Seldom: a few a day, so nothing is kept between them.
    Emf::all_validations(NAMESPACE.to_owned(), dimensions)
        .format(&Line { ended, now }, &mut line)
        .map_err(|why| why.to_string())?;
    Ok(line)
}

fn set(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

struct Line<'a> {
    ended: &'a Ended,
    now: SystemTime,
}

impl Entry for Line<'_> {
    fn write<'a>(&'a self, writer: &mut impl EntryWriter<'a>) {
        writer.timestamp(self.now);
        match self.ended {
            Ended::Stage {
                stage,
                pipeline,
                succeeded,
                lasted,
            } => {
                writer.value("Stage", *stage);
                if !pipeline.is_empty() {
                    writer.value("PipelineName", pipeline);
                }
                let name = if *succeeded {
                    "StageSucceeded"
                } else {
                    "StageFailed"
                };
                writer.value(name, &Metric(1.0, Unit::Count));
                if let Some(lasted) = lasted {
                    let seconds = Unit::Second(NegativeScale::One);
                    writer.value("StageDuration", &Metric(lasted.as_secs_f64(), seconds));
                }
            }
            Ended::RolledBack { endpoint } => {
                writer.value("EndpointName", endpoint);
                writer.value("DeploymentRolledBack", &Metric(1.0, Unit::Count));
            }
        }
    }
}

struct Metric(f64, Unit);

impl Value for Metric {
    fn write(&self, writer: impl ValueWriter) {
        writer.metric([Observation::Floating(self.0)], self.1, [], MetricFlags::empty());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alert_core::time::SignedDuration;
    use serde_json::json;

    fn written(ended: &Ended) -> serde_json::Value {
        let line = line(ended, SystemTime::UNIX_EPOCH).unwrap();
        assert_eq!(line.iter().position(|byte| *byte == b'\n'), Some(line.len() - 1));
        serde_json::from_slice(&line).unwrap()
    }

    fn stage(pipeline: &str, succeeded: bool, seconds: Option<i64>) -> Ended {
        Ended::Stage {
            stage: "training",
            pipeline: pipeline.to_owned(),
            succeeded,
            lasted: seconds.map(SignedDuration::from_secs),
        }
    }

    #[test]
    fn a_stage_is_counted_by_itself_and_within_its_pipeline() {
        let line = written(&stage("churn", false, Some(2_040)));
        let directive = &line["_aws"]["CloudWatchMetrics"][0];
        assert_eq!(directive["Namespace"], "MLPlatform");
        assert_eq!(
            directive["Dimensions"],
            json!([["Stage"], ["PipelineName", "Stage"]])
        );
        assert_eq!(
            (&line["Stage"], &line["PipelineName"]),
            (&json!("training"), &json!("churn"))
        );
        assert_eq!(
            (&line["StageFailed"], &line["StageDuration"]),
            (&json!(1), &json!(2_040))
        );
        let units =
            json!([{"Name": "StageFailed", "Unit": "Count"}, {"Name": "StageDuration", "Unit": "Seconds"}]);
        assert_eq!(directive["Metrics"], units);
    }

    /// The alarms and dashboards of `monitoring/` may name what its facts list, and nothing else is published.
    #[test]
    fn what_is_published_is_what_the_monitoring_names() {
        let facts: serde_json::Value =
            serde_json::from_str(include_str!("../../../monitoring/metrics.json")).unwrap();
        let facts = &facts["namespaces"][NAMESPACE];
        let has = |list: &str, what: &serde_json::Value| facts[list].as_array().unwrap().contains(what);
        let endpoint = "churn-prod".to_owned();
        for ended in [
            stage("churn", true, Some(1)),
            stage("", false, None),
            Ended::RolledBack { endpoint },
        ] {
            let line = written(&ended);
            let directive = &line["_aws"]["CloudWatchMetrics"][0];
            for dimensions in directive["Dimensions"].as_array().unwrap() {
                assert!(has("dimensions", dimensions), "{dimensions}");
            }
            for metric in directive["Metrics"].as_array().unwrap() {
                assert!(has("metrics", &metric["Name"]), "{metric}");
            }
        }
    }

    #[test]
    fn a_job_of_no_pipeline_has_no_pipeline() {
        let line = written(&stage("", true, None));
        assert_eq!(
            line["_aws"]["CloudWatchMetrics"][0]["Dimensions"],
            json!([["Stage"]])
        );
        assert_eq!(line["StageSucceeded"], 1);
        assert!(line.get("PipelineName").is_none() && line.get("StageDuration").is_none());
    }

    #[test]
    fn a_deployment_is_counted_by_its_endpoint() {
        let endpoint = "churn-prod".to_owned();
        let line = written(&Ended::RolledBack { endpoint });
        assert_eq!(
            line["_aws"]["CloudWatchMetrics"][0]["Dimensions"],
            json!([["EndpointName"]])
        );
        assert_eq!(
            (&line["EndpointName"], &line["DeploymentRolledBack"]),
            (&json!("churn-prod"), &json!(1))
        );
    }
}
