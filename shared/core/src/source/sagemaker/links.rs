//! Where to look: the job and its logs, the endpoint.

use super::happening::Happening;
use crate::observation::Link;
use crate::source::links;
use crate::time::{SignedDuration, Timestamp, after};

/// How long before a job began and after it ended its logs are looked for.
const MARGIN: SignedDuration = SignedDuration::from_mins(5);

/// A job in the console, and its logs.
pub(super) fn job(of: &Happening, prefix: &str, name: &str, log_group: Option<&str>) -> Vec<Link> {
    let page = match prefix {
        "TrainingJob" => "/jobs/",
        "ProcessingJob" => "/processing-jobs/",
        "TransformJob" => "/transform-jobs/",
        "HyperParameterTuningJob" => "/hyper-tuning-jobs/",
        _ => return vec![],
    };
    let url = links::regional(
        &of.region,
        "sagemaker",
        &format!("{page}{}", links::percent(name)),
    );
    let times = of
        .started_at
        .zip(of.ended_at)
        .map(|(from, to)| (before(from), after(to, MARGIN)));
    let logs = log_group
        .zip(times)
        .and_then(|(group, times)| links::log_query(&of.region, group, &query(name), times));
    let job = url.map(|url| Link::new("Job", url));
    job.into_iter()
        .chain(logs.map(|url| Link::new("Logs", url)))
        .collect()
}

/// The same for a job that only its ARN is known of.
pub(super) fn job_of_arn(of: &Happening, arn: &str) -> Vec<Link> {
    let Some((kind, name)) = arn
        .rsplit(':')
        .next()
        .and_then(|resource| resource.split_once('/'))
    else {
        return vec![];
    };
    let (prefix, group) = match kind {
        "training-job" => ("TrainingJob", Some("/aws/sagemaker/TrainingJobs")),
        "processing-job" => ("ProcessingJob", Some("/aws/sagemaker/ProcessingJobs")),
        "transform-job" => ("TransformJob", Some("/aws/sagemaker/TransformJobs")),
        "hyper-parameter-tuning-job" => ("HyperParameterTuningJob", None),
        _ => return vec![],
    };
    job(of, prefix, name, group)
}

/// An endpoint in the console.
pub(super) fn thing(of: &Happening, prefix: &str, name: &str) -> Vec<Link> {
    let page = match prefix {
        "Endpoint" => "/endpoints/",
        _ => return vec![],
    };
    links::regional(
        &of.region,
        "sagemaker",
        &format!("{page}{}", links::percent(name)),
    )
    .map(|url| Link::new("Endpoint", url))
    .into_iter()
    .collect()
}

fn before(at: Timestamp) -> Timestamp {
    at.checked_sub(MARGIN).unwrap_or(at)
}

/// The last lines that a job's containers wrote. Only what a job's name may hold is put into the query; ARNs have it in
/// lower case.
fn query(name: &str) -> String {
    let name: String = name
        .chars()
        .filter(|c| c.is_ascii_alphanumeric() || *c == '-')
        .collect();
    format!(
        "fields @timestamp, @logStream, @message\n| filter @logStream like /(?i)^{name}\\//\n| sort @timestamp desc\n| limit 100"
    )
}
