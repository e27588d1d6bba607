//! The router's queues, looked at and emptied by a person: see [`crate::developer`].
//!
//! SQS moves messages by itself only out of the dead letters of another queue. What a rule or a topic has put aside is carried:
//! received, sent, and only then deleted, so that a message may come twice and never gets lost.

use std::error::Error;
use std::time::Duration;

use aws_sdk_sqs::Client;
use aws_sdk_sqs::types::{MessageSystemAttributeName, QueueAttributeName};
use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_runtime_api::client::result::SdkError;
use aws_smithy_types::error::metadata::ProvideErrorMetadata;

use crate::classify::Fault;
use crate::developer::{self, DeveloperError};

/// How long a message that is being carried is nobody else's.
const CARRY_TIMEOUT: i32 = 120;
/// The most that SQS hands out at once.
const BATCH: i32 = 10;
/// How often a move is asked after.
const POLL: Duration = Duration::from_secs(1);

/// Why a queue could not be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum QueuesError {
    /// There is no way to AWS at all.
    #[error(transparent)]
    Developer(#[from] DeveloperError),
    /// A call was refused, or had no answer after its retries.
    #[error("{call} failed: {why}")]
    Refused {
        /// The call of the API.
        call: &'static str,
        /// SQS's error code.
        why: String,
    },
}

/// A queue as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Queue {
    /// Its URL.
    pub url: String,
    /// Its ARN.
    pub arn: String,
    /// About how many messages wait in it.
    pub waiting: u64,
    /// The ARN of the queue for what fails in this one.
    pub dead_letters: Option<String>,
    /// The queues whose dead letters it holds, by URL.
    pub sources: Vec<String>,
}

/// A message that waits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiting {
    /// What it says.
    pub body: String,
    /// When it was first sent, in milliseconds of the epoch; a dead letter keeps that of its first queue.
    pub sent_at: Option<i64>,
    /// What the sender attached, such as why it could not deliver.
    pub attributes: Vec<(String, String)>,
}

/// How far a move of SQS is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Move {
    /// `RUNNING`, `COMPLETED`, `CANCELLING`, `CANCELLED` or `FAILED`.
    pub status: String,
    /// About how many messages it has moved.
    pub moved: u64,
    /// Why it failed.
    pub why: Option<String>,
}

/// A queue as it stands.
///
/// # Errors
/// See [`QueuesError`].
pub fn look(url: &str) -> Result<Queue, QueuesError> {
    with_client(async |client| {
        let call = client.get_queue_attributes().queue_url(url);
        let call = call.attribute_names(QueueAttributeName::All);
        let found = call.send().await.map_err(refused("GetQueueAttributes"))?;
        let attribute = |name| {
            let attributes = found.attributes.as_ref();
            attributes.and_then(|attributes| attributes.get(&name)).cloned()
        };
        let redrive = attribute(QueueAttributeName::RedrivePolicy).unwrap_or_default();
        let redrive: serde_json::Value = serde_json::from_str(&redrive).unwrap_or_default();
        let waiting = attribute(QueueAttributeName::ApproximateNumberOfMessages);
        let call = client.list_dead_letter_source_queues().queue_url(url);
        let sources = call.send().await.map_err(refused("ListDeadLetterSourceQueues"))?;
        Ok(Queue {
            url: url.to_owned(),
            arn: attribute(QueueAttributeName::QueueArn).unwrap_or_default(),
            waiting: waiting.and_then(|count| count.parse().ok()).unwrap_or_default(),
            dead_letters: redrive["deadLetterTargetArn"].as_str().map(str::to_owned),
            sources: sources.queue_urls,
        })
    })
}

/// The URL of a queue, by its ARN.
///
/// # Errors
/// See [`QueuesError`].
pub fn url(arn: &str) -> Result<String, QueuesError> {
    let mut parts = arn.rsplit(':');
    let (name, account) = (parts.next(), parts.next());
    with_client(async |client| {
        let call = client.get_queue_url().set_queue_name(name.map(str::to_owned));
        let call = call.set_queue_owner_aws_account_id(account.map(str::to_owned));
        let found = call.send().await.map_err(refused("GetQueueUrl"))?;
        Ok(found.queue_url.unwrap_or_default())
    })
}

/// Some of the messages that wait. They stay where they are, for everybody.
///
/// # Errors
/// See [`QueuesError`].
pub fn peek(url: &str) -> Result<Vec<Waiting>, QueuesError> {
    with_client(async |client| {
        let call = client
            .receive_message()
            .queue_url(url)
            .max_number_of_messages(BATCH);
        let call = call.visibility_timeout(0).message_attribute_names("All");
        let call = call.message_system_attribute_names(MessageSystemAttributeName::SentTimestamp);
        let found = call.send().await.map_err(refused("ReceiveMessage"))?;
        Ok(found.messages().iter().map(waiting).collect())
    })
}

fn waiting(message: &aws_sdk_sqs::types::Message) -> Waiting {
    let system = message.attributes.as_ref();
    let sent = system.and_then(|system| system.get(&MessageSystemAttributeName::SentTimestamp));
    let attributes = message.message_attributes.iter().flatten();
    Waiting {
        body: message.body.clone().unwrap_or_default(),
        sent_at: sent.and_then(|at| at.parse().ok()),
        attributes: attributes
            .filter_map(|(name, value)| Some((name.clone(), value.string_value.clone()?)))
            .collect(),
    }
}

/// Lets SQS move all that waits in a dead-letter queue back to where it came from, and waits for it as long as `patience`.
///
/// # Errors
/// See [`QueuesError`].
pub fn move_back(arn: &str, patience: Duration) -> Result<Move, QueuesError> {
    with_client(async |client| {
        let call = client.start_message_move_task().source_arn(arn);
        call.send().await.map_err(refused("StartMessageMoveTask"))?;
        let mut waited = Duration::ZERO;
        loop {
            let call = client.list_message_move_tasks().source_arn(arn).max_results(1);
            let tasks = call.send().await.map_err(refused("ListMessageMoveTasks"))?;
            let latest = tasks.results().first();
            let state = Move {
                status: latest.and_then(|task| task.status.clone()).unwrap_or_default(),
                moved: latest.map_or(0, |task| {
                    u64::try_from(task.approximate_number_of_messages_moved).unwrap_or_default()
                }),
                why: latest.and_then(|task| task.failure_reason.clone()),
            };
            let runs = matches!(state.status.as_str(), "RUNNING" | "CANCELLING" | "");
            if !runs || waited >= patience {
                return Ok(state);
            }
            tokio::time::sleep(POLL).await;
            waited += POLL;
        }
    })
}

/// Carries up to `most` messages from one queue to another. Says how many got there, also when one did not.
///
/// # Errors
/// The number that was carried, and what happened then. What was received and not sent comes back by itself.
pub fn carry(from: &str, to: &str, most: u64) -> Result<u64, (u64, QueuesError)> {
    let mut carried = 0;
    let done = with_client(async |client| {
        while carried < most {
            let room = i32::try_from(most - carried).unwrap_or(BATCH).min(BATCH);
            let call = client
                .receive_message()
                .queue_url(from)
                .max_number_of_messages(room);
            // A second, so that every part of the queue is asked: a short poll may find nothing in one that holds something.
            let call = call.visibility_timeout(CARRY_TIMEOUT).wait_time_seconds(1);
            let found = call.send().await.map_err(refused("ReceiveMessage"))?;
            if found.messages().is_empty() {
                break;
            }
            for message in found.messages() {
                let body = message.body.as_deref().unwrap_or_default();
                let call = client.send_message().queue_url(to).message_body(body);
                call.send().await.map_err(refused("SendMessage"))?;
                carried += 1;
                let call = client.delete_message().queue_url(from);
                let call = call.set_receipt_handle(message.receipt_handle.clone());
                call.send().await.map_err(refused("DeleteMessage"))?;
            }
        }
        Ok(())
    });
    done.map(|()| carried).map_err(|why| (carried, why))
}

fn with_client<T>(work: impl AsyncFnOnce(&Client) -> Result<T, QueuesError>) -> Result<T, QueuesError> {
    developer::wait(async {
        let config = developer::located().await?;
        work(&Client::new(&config)).await
    })?
}

fn refused<E>(call: &'static str) -> impl FnOnce(SdkError<E, HttpResponse>) -> QueuesError
where
    E: ProvideErrorMetadata + Error + 'static,
{
    move |error| QueuesError::Refused {
        call,
        why: Fault::of(&error).why(),
    }
}
