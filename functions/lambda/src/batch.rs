//! A batch of SQS messages, and the answer that names those that must come again.

use alert_pipeline::ports::Wake;
use serde::{Deserialize, Serialize};

use crate::fault::Fault;

/// What the event source mapping of a queue sends. Of a message's members only those that somebody reads.
#[derive(Debug, Deserialize)]
pub struct Batch {
    /// The messages.
    #[serde(rename = "Records")]
    pub messages: Vec<Message>,
}

/// A message.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Message {
    /// Names the message in an [`Answer`].
    pub message_id: String,
    /// What was sent.
    pub body: String,
    /// What SQS says of it.
    #[serde(default)]
    attributes: Attributes,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Attributes {
    approximate_receive_count: Option<String>,
}

impl Message {
    /// How often it has been delivered, 1 at first.
    pub fn receives(&self) -> u32 {
        self.attributes
            .approximate_receive_count
            .as_deref()
            .and_then(|count| count.parse().ok())
            .unwrap_or(1)
    }

    /// The wake-up that it holds.
    ///
    /// # Errors
    /// When it holds none: it comes again until its queue puts it aside for people to see.
    pub fn wake(&self) -> Result<Wake, Fault> {
        serde_json::from_str(&self.body).map_err(|why| Fault::new("bad_wake", format!("no wake-up: {why}")))
    }
}

/// The messages that must come again; SQS forgets the others.
#[derive(Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Answer {
    batch_item_failures: Vec<Failure>,
}

#[derive(Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
struct Failure {
    item_identifier: String,
}

impl FromIterator<String> for Answer {
    fn from_iter<T: IntoIterator<Item = String>>(failed: T) -> Self {
        let failed = failed
            .into_iter()
            .map(|item_identifier| Failure { item_identifier });
        Self {
            batch_item_failures: failed.collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn an_answer_names_what_failed() {
        let spelled = |failed: &[&str]| {
            serde_json::to_value(failed.iter().map(|id| (*id).to_owned()).collect::<Answer>()).unwrap()
        };
        assert_eq!(spelled(&[]), json!({ "batchItemFailures": [] }));
        assert_eq!(
            spelled(&["m-2"]),
            json!({ "batchItemFailures": [{ "itemIdentifier": "m-2" }] })
        );
    }

    #[test]
    fn a_message_holds_a_wake_up_or_a_fault() {
        let message = |body: &str| -> Message {
            let sent =
                json!({ "messageId": "m", "body": body, "attributes": { "ApproximateReceiveCount": "4" } });
            serde_json::from_value(sent).unwrap()
        };
        let good = message(r#"{"wake":"group","id":"g1"}"#);
        assert_eq!(
            (good.wake(), good.receives()),
            (Ok(Wake::Group("g1".to_owned())), 4)
        );
        assert!(message("{}").wake().is_err());
        let bare: Message = serde_json::from_value(json!({ "messageId": "m", "body": "" })).unwrap();
        assert_eq!(bare.receives(), 1);
    }
}
