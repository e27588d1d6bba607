//! The router's queues. Only a build with the feature `aws` can reach them.

#[cfg(not(feature = "aws"))]
mod absent;
#[cfg(feature = "aws")]
mod reached;

#[cfg(not(feature = "aws"))]
pub(crate) use absent::{carry, look, move_back, peek, url};
#[cfg(feature = "aws")]
pub(crate) use reached::{carry, look, move_back, peek, url};

use crate::exit::Failure;

/// A queue as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Queue {
    pub(crate) url: String,
    pub(crate) arn: String,
    /// About how many messages wait in it.
    pub(crate) waiting: u64,
    /// The ARN of the queue for what fails in this one.
    pub(crate) dead_letters: Option<String>,
    /// The queues whose dead letters it holds, by URL.
    pub(crate) sources: Vec<String>,
}

/// A message that waits.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Letter {
    pub(crate) body: String,
    /// When it was first sent, in milliseconds of the epoch.
    pub(crate) sent_at: Option<i64>,
    /// What its sender attached.
    pub(crate) attributes: Vec<(String, String)>,
}

/// How far a move is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Moved {
    pub(crate) count: u64,
    /// Why it is not over, or went wrong.
    pub(crate) trouble: Option<String>,
}

impl Queue {
    /// The parts of its ARN, `arn:PARTITION:sqs:REGION:ACCOUNT:NAME`: region, account, name.
    pub(crate) fn place(&self) -> Option<(&str, &str, &str)> {
        let parts: Vec<&str> = self.arn.split(':').collect();
        match parts[..] {
            ["arn", _, "sqs", region, account, name] => Some((region, account, name)),
            _ => None,
        }
    }

    /// Its name, as far as that is known.
    pub(crate) fn name(&self) -> &str {
        self.place().map_or(&self.url, |(_, _, name)| name)
    }

    /// The stack that made it. `CloudFormation` names a queue STACK-RESOURCE-SUFFIX.
    pub(crate) fn stack(&self) -> Option<&str> {
        let (_, _, name) = self.place()?;
        name.rsplit_once("-IngestQueue-").map(|(stack, _)| stack)
    }
}

/// The ingest queue's URL: the one given, else the one that `INGEST_QUEUE_URL` names.
///
/// # Errors
/// When neither names one.
pub(crate) fn ingest(given: Option<&str>) -> Result<String, Failure> {
    let named = given
        .map(str::to_owned)
        .or_else(|| std::env::var("INGEST_QUEUE_URL").ok());
    let named = named.filter(|url| !url.trim().is_empty());
    named.ok_or_else(|| {
        Failure::Usage(
            "name the ingest queue, the stack's output IngestQueueUrl: --queue URL, or the variable INGEST_QUEUE_URL".to_owned(),
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_queue_s_name_says_which_stack_made_it() {
        let queue = |arn: &str| Queue {
            url: "https://sqs.eu-west-1.amazonaws.com/111122223333/q".to_owned(),
            arn: arn.to_owned(),
            waiting: 0,
            dead_letters: None,
            sources: vec![],
        };
        let made = queue("arn:aws:sqs:eu-west-1:111122223333:prod-alert-router-IngestQueue-AbC1");
        assert_eq!(made.stack(), Some("prod-alert-router"));
        assert_eq!(made.place().map(|place| place.0), Some("eu-west-1"));
        assert_eq!(queue("arn:aws:sqs:eu-west-1:111122223333:mine").stack(), None);
        assert_eq!(queue("?").place(), None);
    }
}
