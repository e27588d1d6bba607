//! What a machine-learning platform must have, and what of it is there.
//!
//! An alarm counts by what it watches, whatever it is called: a platform may have had it before this project came.

use alert_core::reconcile;
use serde::Serialize;
use serde_json::Value;

use super::drill::is_drill;
use super::facts::Facts;

/// A requirement, and what meets it. A contract like every other JSON of this program.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Requirement {
    pub(crate) area: &'static str,
    pub(crate) what: &'static str,
    /// What meets it: names of alarms, dashboards and so on. Nothing when nobody looked.
    pub(crate) met_by: Option<Vec<String>>,
}

/// What meets a requirement.
enum Wanted {
    /// An alarm on this metric, or on any, of a namespace.
    Alarm(&'static str, &'static str),
    /// A composite alarm with a suppressor.
    Composite,
    /// A metric of the platform's own, with a dimension of this value where there is one.
    Metric(&'static str, &'static str),
    /// A dashboard with this word in its name.
    Dashboard(&'static str),
    /// A resource of this type; with a member that has to be set, where there is one.
    Resource(&'static str, &'static str),
}

use Wanted::{Alarm, Composite, Dashboard, Metric, Resource};

const SERVING: &str = "AWS/SageMaker";
const HOSTS: &str = "/aws/sagemaker/Endpoints";
const PIPELINE: &str = "AWS/Sagemaker/ModelBuildingPipeline";
const STATES: &str = "AWS/States";
const LAMBDA: &str = "AWS/Lambda";
const OWN: &str = "MLPlatform";

/// The list, in the order of the report.
const REQUIRED: &[(&str, &str, Wanted)] = &[
    (
        "logs",
        "log groups with retention",
        Resource("AWS::Logs::LogGroup", "RetentionInDays"),
    ),
    (
        "logs",
        "saved queries",
        Resource("AWS::Logs::QueryDefinition", ""),
    ),
    (
        "logs",
        "smoke tests that fail, counted",
        Resource("AWS::Logs::MetricFilter", ""),
    ),
    (
        "metrics",
        "processing: success, failure, duration",
        Metric("Stage", "processing"),
    ),
    (
        "metrics",
        "training: success, failure, duration",
        Metric("Stage", "training"),
    ),
    (
        "metrics",
        "evaluation: success, failure, duration",
        Metric("Stage", "evaluation"),
    ),
    (
        "metrics",
        "register: success, failure, duration",
        Metric("Stage", "register"),
    ),
    (
        "alarms",
        "the pipeline failed",
        Alarm(PIPELINE, "ExecutionFailed"),
    ),
    (
        "alarms",
        "a step failed, training among them",
        Alarm(PIPELINE, "StepFailed"),
    ),
    (
        "alarms",
        "the pipeline has not succeeded in time",
        Alarm(PIPELINE, "ExecutionSucceeded"),
    ),
    (
        "alarms",
        "the pipeline takes too long",
        Alarm(PIPELINE, "ExecutionDuration"),
    ),
    ("alarms", "endpoint: 5xx", Alarm(SERVING, "Invocation5XXErrors")),
    ("alarms", "endpoint: 4xx", Alarm(SERVING, "Invocation4XXErrors")),
    ("alarms", "endpoint: latency", Alarm(SERVING, "ModelLatency")),
    (
        "alarms",
        "endpoint: no invocations",
        Alarm(SERVING, "Invocations"),
    ),
    (
        "alarms",
        "endpoint: its instances are saturated",
        Alarm(HOSTS, ""),
    ),
    (
        "alarms",
        "a deployment was taken back",
        Alarm(OWN, "DeploymentRolledBack"),
    ),
    ("alarms", "a smoke test failed", Alarm(OWN, "SmokeTestFailed")),
    (
        "alarms",
        "Step Functions: failed",
        Alarm(STATES, "ExecutionsFailed"),
    ),
    (
        "alarms",
        "Step Functions: timed out",
        Alarm(STATES, "ExecutionsTimedOut"),
    ),
    (
        "alarms",
        "Step Functions: aborted",
        Alarm(STATES, "ExecutionsAborted"),
    ),
    ("alarms", "Lambda: errors", Alarm(LAMBDA, "Errors")),
    ("alarms", "Lambda: throttles", Alarm(LAMBDA, "Throttles")),
    (
        "alarms",
        "a composite for a service, quiet while it is deployed",
        Composite,
    ),
    ("cost", "anomaly monitor", Resource("AWS::CE::AnomalyMonitor", "")),
    (
        "cost",
        "anomaly subscription",
        Resource("AWS::CE::AnomalySubscription", ""),
    ),
    ("cost", "budget", Resource("AWS::Budgets::Budget", "")),
    ("dashboards", "pipeline", Dashboard("pipeline")),
    ("dashboards", "serving", Dashboard("serving")),
    ("dashboards", "the router", Dashboard("router")),
    ("IAM", "roles to assume", Resource("AWS::IAM::Role", "")),
    ("IAM", "policies", Resource("AWS::IAM::ManagedPolicy", "")),
];

/// What of the list is there.
pub(super) fn required(facts: &Facts) -> Vec<Requirement> {
    let found = REQUIRED.iter().map(|(area, what, wanted)| Requirement {
        area,
        what,
        met_by: wanted.met_by(facts),
    });
    found.collect()
}

impl Wanted {
    fn met_by(&self, facts: &Facts) -> Option<Vec<String>> {
        let alarms = |is_one: &dyn Fn(&Value) -> bool| {
            // Neither what tells of the router nor what is forced to see a page is the platform's.
            let of_platform = |alarm: &&reconcile::Alarm| !facts.is_own(alarm) && !is_drill(alarm.name());
            let found = facts.alarms.iter().filter(of_platform);
            let found = found.filter(|alarm| is_one(&alarm.0));
            found.map(|alarm| alarm.name().to_owned()).collect::<Vec<_>>()
        };
        let mut found = match self {
            Alarm(namespace, metric) => alarms(&|alarm| watches(alarm, namespace, metric)),
            Composite => {
                alarms(&|alarm| alarm["AlarmRule"].is_string() && alarm["ActionsSuppressor"].is_string())
            }
            Metric(metric, value) => {
                let ours = facts.metrics.iter().filter(|(name, dimensions)| {
                    name.starts_with(metric) && dimensions.iter().any(|dimension| dimension == value)
                });
                ours.map(|(name, _)| name.clone()).collect()
            }
            Dashboard(word) => {
                let named = facts.dashboards.iter().filter(|name| name.contains(word));
                named.cloned().collect()
            }
            Resource(kind, member) => {
                let made = facts.of_type(kind)?;
                let set = made
                    .iter()
                    .filter(|resource| member.is_empty() || !resource["Properties"][*member].is_null());
                set.filter_map(|resource| resource["Name"].as_str())
                    .map(str::to_owned)
                    .collect()
            }
        };
        found.sort();
        found.dedup();
        Some(found)
    }
}

/// Whether an alarm's own metric, or the first of those that its expression is of, is this one. The others are guards, such as the
/// traffic that a ratio needs.
fn watches(alarm: &Value, namespace: &str, metric: &str) -> bool {
    let is_one = |found: &Value| {
        let name = found["MetricName"].as_str().unwrap_or_default();
        found["Namespace"] == namespace && (metric.is_empty() || name == metric)
    };
    let queries = alarm["Metrics"].as_array().into_iter().flatten();
    let mut of_expression = queries.filter_map(|query| query.pointer("/MetricStat/Metric"));
    is_one(alarm) || of_expression.next().is_some_and(is_one)
}
