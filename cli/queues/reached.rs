//! The queues by the AWS SDK, with the credentials of whoever is at the terminal.

use std::time::Duration;

use alert_aws::queues;

use super::{Letter, Moved, Queue};
use crate::exit::Failure;

/// How long a person waits for a move of SQS; it goes on without them.
const PATIENCE: Duration = Duration::from_mins(1);

/// A queue as it stands.
///
/// # Errors
/// When it does not answer.
pub(crate) fn look(url: &str) -> Result<Queue, Failure> {
    let found = queues::look(url).map_err(|why| failed(url, &why))?;
    Ok(Queue {
        url: found.url,
        arn: found.arn,
        waiting: found.waiting,
        dead_letters: found.dead_letters,
        sources: found.sources,
    })
}

/// The URL of the queue with this ARN.
///
/// # Errors
/// When there is none.
pub(crate) fn url(arn: &str) -> Result<String, Failure> {
    queues::url(arn).map_err(|why| failed(arn, &why))
}

/// Some of the messages that wait in it.
///
/// # Errors
/// When it does not answer.
pub(crate) fn peek(url: &str) -> Result<Vec<Letter>, Failure> {
    let found = queues::peek(url).map_err(|why| failed(url, &why))?;
    let letters = found.into_iter().map(|letter| Letter {
        body: letter.body,
        sent_at: letter.sent_at,
        attributes: letter.attributes,
    });
    Ok(letters.collect())
}

/// Lets SQS move all of its messages back to where they came from.
///
/// # Errors
/// When SQS does not begin.
pub(crate) fn move_back(queue: &Queue) -> Result<Moved, Failure> {
    let state = queues::move_back(&queue.arn, PATIENCE).map_err(|why| failed(&queue.url, &why))?;
    let trouble = match state.status.as_str() {
        "COMPLETED" => None,
        "RUNNING" => Some("SQS is still moving them".to_owned()),
        other => Some(state.why.unwrap_or_else(|| other.to_owned())),
    };
    Ok(Moved {
        count: state.moved,
        trouble,
    })
}

/// Carries up to so many of its messages to another queue.
///
/// # Errors
/// None: what went wrong half-way is in the answer.
#[allow(clippy::unnecessary_wraps)] // As in a build without the SDK.
pub(crate) fn carry(from: &Queue, to: &str, most: u64) -> Result<Moved, Failure> {
    let (count, trouble) = match queues::carry(&from.url, to, most) {
        Ok(count) => (count, None),
        Err((count, why)) => (count, Some(why.to_string())),
    };
    Ok(Moved { count, trouble })
}

fn failed(queue: &str, why: &queues::QueuesError) -> Failure {
    Failure::Failed(format!("{queue}: {why}"))
}
