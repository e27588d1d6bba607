//! A tie: what two alerts of one failure both name.
//!
//! Two are surely of one run when they name the same execution; probably when they name the same work and are near in
//! time, since a metric knows no executions. Names are compared in lower case: SageMaker's ARNs spell them so, its events
//! and metrics as their owner did.

/// What two alerts of one failure may both name: some work, one execution of it, or both.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Tie {
    /// The work; empty where the event names the execution alone.
    pub work: String,
    /// The execution; empty where the event names the work alone.
    pub execution: String,
}

/// Where a named thing is. Names are unique in there only.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Site<'a> {
    /// The account.
    pub account: &'a str,
    /// The region.
    pub region: &'a str,
}

/// The longest name that is one: SageMaker allows 256 characters, Step Functions 80.
const MAX_NAME: usize = 256;

impl Site<'_> {
    fn key(&self, kind: &str, name: &str) -> String {
        if name.is_empty() || name.len() > MAX_NAME {
            return String::new();
        }
        format!("{kind}/{}/{}/{}", self.account, self.region, name.to_lowercase())
    }
}

impl Tie {
    /// A SageMaker pipeline and one execution of it. The execution's id is unique without the pipeline's name, which the
    /// jobs of a pipeline don't know.
    pub fn pipeline(site: Site<'_>, name: &str, execution: &str) -> Self {
        Self {
            work: site.key("pipeline", name),
            execution: site.key("pipeline-execution", execution),
        }
    }

    /// A state machine and one execution of it, whose name is unique in the machine.
    pub fn machine(site: Site<'_>, name: &str, execution: &str) -> Self {
        let execution = if execution.is_empty() {
            String::new()
        } else {
            site.key("machine-execution", &format!("{name}:{execution}"))
        };
        Self {
            work: site.key("machine", name),
            execution,
        }
    }

    /// A SageMaker job, by the kind that its ARN has (`training-job`). Jobs run once, so the name is the execution.
    pub fn job(site: Site<'_>, kind: &str, name: &str) -> Self {
        Self {
            work: String::new(),
            execution: site.key(kind, name),
        }
    }

    /// What an ARN names: a pipeline, a state machine, an execution of one, a job, and the execution of a pipeline that a
    /// job's name tells. Nothing for any other ARN.
    pub fn of_arn(arn: &str) -> Vec<Self> {
        let parts: Vec<&str> = arn.splitn(6, ':').collect();
        let ["arn", _, service, region, account, resource] = parts[..] else {
            return vec![];
        };
        let site = Site { account, region };
        let tie = match service {
            "sagemaker" => sagemaker(site, resource),
            "states" => states(site, resource),
            _ => return vec![],
        };
        let job = (service == "sagemaker")
            .then(|| resource.split_once('/'))
            .flatten();
        let of_pipeline = job
            .filter(|(kind, _)| kind.ends_with("-job"))
            .and_then(|(_, name)| PipelineJob::parse(name))
            .map(|job| Self::pipeline(site, "", job.execution));
        tie.into_iter().chain(of_pipeline).collect()
    }
}

fn sagemaker(site: Site<'_>, resource: &str) -> Option<Tie> {
    let parts: Vec<&str> = resource.split('/').collect();
    match parts[..] {
        ["pipeline", name] => Some(Tie::pipeline(site, name, "")),
        ["pipeline", name, "execution", id] => Some(Tie::pipeline(site, name, id)),
        [kind, name] if kind.ends_with("-job") => Some(Tie::job(site, kind, name)),
        _ => None,
    }
}

fn states(site: Site<'_>, resource: &str) -> Option<Tie> {
    let parts: Vec<&str> = resource.split(':').collect();
    match parts[..] {
        // A version or an alias may follow.
        ["stateMachine", name, ..] => Some(Tie::machine(site, name, "")),
        ["execution", machine, name, ..] => Some(Tie::machine(site, machine, name)),
        _ => None,
    }
}

/// A job that a SageMaker pipeline started: `pipelines-EXECUTION-STEP-RANDOM`, unless the step names its jobs itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PipelineJob<'a> {
    /// The execution's id.
    pub execution: &'a str,
    /// The step, cut where the name would have been too long.
    pub step: &'a str,
}

impl<'a> PipelineJob<'a> {
    /// The parts of a job's name; nothing when a pipeline did not make it.
    pub fn parse(name: &'a str) -> Option<Self> {
        let (execution, rest) = name.strip_prefix("pipelines-")?.split_once('-')?;
        let (step, random) = rest.rsplit_once('-')?;
        let is_id = |text: &str, shortest: usize| {
            text.len() >= shortest && text.bytes().all(|byte| byte.is_ascii_alphanumeric())
        };
        (is_id(execution, 8) && is_id(random, 6) && !step.is_empty()).then_some(Self { execution, step })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SITE: Site<'_> = Site {
        account: "111122223333",
        region: "eu-west-1",
    };

    fn arn(service: &str, resource: &str) -> String {
        format!("arn:aws:{service}:eu-west-1:111122223333:{resource}")
    }

    #[test]
    fn arns_and_names_tie_to_the_same() {
        let of = |service: &str, resource: &str| Tie::of_arn(&arn(service, resource));
        assert_eq!(
            of("sagemaker", "pipeline/churn/execution/p4jn9xou8a8s"),
            [Tie::pipeline(SITE, "Churn", "p4jn9xou8a8s")]
        );
        assert_eq!(
            of("sagemaker", "pipeline/churn"),
            [Tie::pipeline(SITE, "churn", "")]
        );
        assert_eq!(
            of(
                "sagemaker",
                "training-job/pipelines-p4jn9xou8a8s-Train-tmgxry49ug"
            ),
            [
                Tie::job(SITE, "training-job", "pipelines-p4jn9xou8a8s-train-tmgxry49ug"),
                Tie::pipeline(SITE, "", "p4jn9xou8a8s")
            ]
        );
        assert_eq!(
            of("states", "stateMachine:nightly:3"),
            [Tie::machine(SITE, "nightly", "")]
        );
        assert_eq!(
            of("states", "execution:nightly:2026-11-20"),
            [Tie::machine(SITE, "nightly", "2026-11-20")]
        );
        for other in [
            arn("lambda", "function:f"),
            arn("sagemaker", "endpoint/e"),
            arn("states", "activity:a"),
            "arn:aws:sagemaker".to_owned(),
            String::new(),
        ] {
            assert_eq!(Tie::of_arn(&other), [], "{other}");
        }
    }

    #[test]
    fn another_account_or_region_is_another_thing() {
        let elsewhere = Site {
            account: "444455556666",
            ..SITE
        };
        assert_ne!(
            Tie::pipeline(SITE, "churn", ""),
            Tie::pipeline(elsewhere, "churn", "")
        );
        assert_eq!(
            Tie::pipeline(SITE, &"x".repeat(300), "").work,
            "",
            "no name is that long"
        );
    }

    #[test]
    fn a_pipeline_s_job_says_which_execution_and_which_step() {
        let parsed = |name| PipelineJob::parse(name).map(|job| (job.execution, job.step));
        assert_eq!(
            parsed("pipelines-p4jn9xou8a8s-my-step-1-tmgxry49ug"),
            Some(("p4jn9xou8a8s", "my-step-1"))
        );
        for name in [
            "pipelines-p4jn9xou8a8s-tmgxry49ug",
            "pipelines-churn-train-1",
            "pipelines-",
            "train-2026",
            "pipelines-p4jn9xou8a8s--tmgxry49ug",
        ] {
            assert_eq!(parsed(name), None, "{name}");
        }
    }
}
