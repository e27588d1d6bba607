//! The queue that listens on the topics: what is published and delivered comes out here.

use std::rc::Rc;

use alert_core::time::Timestamp;
use alert_pipeline::drill::{Arrived, DrillError};
use aws_sdk_sqs::types::{Message, MessageSystemAttributeName};

use crate::classify::Fault;
use crate::sdk::Sdk;

/// How often a look receives: ten messages each time. More than a drill makes; what else comes by is thrown away.
const ROUNDS: usize = 20;

/// The receipt queue.
pub(crate) struct Receipts {
    sdk: Rc<Sdk>,
    queue_url: String,
}

impl Receipts {
    pub(crate) fn new(sdk: Rc<Sdk>, queue_url: String) -> Self {
        Self { sdk, queue_url }
    }

    /// Takes out everything that is there.
    pub(crate) async fn take(&self, now: Timestamp) -> Result<Vec<Arrived>, DrillError> {
        let mut arrived = Vec::new();
        for _ in 0..ROUNDS {
            let messages = self.receive().await?;
            if messages.is_empty() {
                break;
            }
            arrived.extend(messages.iter().filter_map(|message| read(message, now)));
            self.forget(&messages).await?;
        }
        Ok(arrived)
    }

    async fn receive(&self) -> Result<Vec<Message>, DrillError> {
        let receive = self.sdk.sqs().receive_message().queue_url(&self.queue_url);
        let received = receive
            .max_number_of_messages(10)
            .message_system_attribute_names(MessageSystemAttributeName::SentTimestamp)
            .send()
            .await;
        let received = received.map_err(|error| failed(&Fault::of(&error).why()))?;
        Ok(received.messages.unwrap_or_default())
    }

    /// One by one: there are as many as the route has topics.
    async fn forget(&self, messages: &[Message]) -> Result<(), DrillError> {
        for handle in messages
            .iter()
            .filter_map(|message| message.receipt_handle.as_ref())
        {
            let delete = self.sdk.sqs().delete_message().queue_url(&self.queue_url);
            let deleted = delete.receipt_handle(handle).send().await;
            deleted.map_err(|error| failed(&Fault::of(&error).why()))?;
        }
        Ok(())
    }
}

fn read(message: &Message, now: Timestamp) -> Option<Arrived> {
    let attributes = message.attributes.as_ref();
    let sent = attributes.and_then(|all| all.get(&MessageSystemAttributeName::SentTimestamp));
    Arrived::of_queue(message.body.as_deref()?, sent.map(String::as_str), now)
}

fn failed(why: &str) -> DrillError {
    DrillError::Call(format!("the receipt queue: {why}"))
}
