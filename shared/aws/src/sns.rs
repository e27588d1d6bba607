//! Publishes to SNS.

use std::rc::Rc;
use std::time::Duration;

use alert_core::receiver::{Failure, Response, SnsRequest};
use aws_sdk_sns::types::MessageAttributeValue;

use crate::classify::Fault;
use crate::region::partition;
use crate::sdk::Sdk;

/// SNS.
#[derive(Debug)]
pub(crate) struct SnsTransport {
    sdk: Rc<Sdk>,
    /// The ARN of a topic in the router's own account and region, up to the topic's name.
    arn_prefix: String,
}

impl SnsTransport {
    pub(crate) fn new(sdk: Rc<Sdk>, region: &str, account: &str) -> Self {
        let arn_prefix = format!("arn:{}:sns:{region}:{account}:", partition(region));
        Self { sdk, arn_prefix }
    }

    /// Publishes once: no retry, so that nothing is published twice behind the delivery's back.
    pub(crate) async fn publish(&self, request: &SnsRequest, deadline: Duration) -> Response {
        let publish = self
            .sdk
            .sns()
            .publish()
            .topic_arn(topic_arn(&self.arn_prefix, &request.topic))
            .subject(&request.subject)
            .message(&request.message)
            .message_structure("json")
            .set_message_attributes(Some(
                request
                    .attributes
                    .iter()
                    .filter_map(|(name, value)| attribute(name, value))
                    .collect(),
            ));
        let publish = match &request.fifo {
            None => publish,
            Some(fifo) => publish
                .message_group_id(&fifo.group_id)
                .message_deduplication_id(&fifo.deduplication_id),
        };
        match tokio::time::timeout(deadline, publish.send()).await {
            Err(_) => Response::Failed(Failure::InDoubt {
                why: "SNS: no answer in time".to_owned(),
            }),
            Ok(Ok(published)) => Response::Published {
                message_id: published.message_id.unwrap_or_default(),
            },
            Ok(Err(error)) => Response::Failed(failure(Fault::of(&error))),
        }
    }
}

fn failure(fault: Fault) -> Failure {
    match fault {
        Fault::NotSent(why) => Failure::NotSent {
            why: format!("SNS: {why}"),
        },
        Fault::InDoubt(why) => Failure::InDoubt {
            why: format!("SNS: {why}"),
        },
        Fault::Busy(why) => Failure::Busy {
            why: format!("SNS: {why}"),
        },
        Fault::Refused(why) => Failure::Impossible {
            why: format!("SNS: {why}"),
        },
    }
}

/// A string attribute; SNS refuses a message with an empty one.
fn attribute(name: &str, value: &str) -> Option<(String, MessageAttributeValue)> {
    if value.is_empty() {
        return None;
    }
    let attribute = MessageAttributeValue::builder()
        .data_type("String")
        .string_value(value)
        .build()
        .ok()?;
    Some((name.to_owned(), attribute))
}

fn topic_arn(prefix: &str, topic: &str) -> String {
    if topic.starts_with("arn:") {
        topic.to_owned()
    } else {
        format!("{prefix}{topic}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bare_name_is_a_topic_of_the_routers_own() {
        for (region, topic, arn) in [
            ("eu-west-1", "pages", "arn:aws:sns:eu-west-1:111122223333:pages"),
            (
                "cn-north-1",
                "pages",
                "arn:aws-cn:sns:cn-north-1:111122223333:pages",
            ),
            (
                "us-gov-west-1",
                "pages",
                "arn:aws-us-gov:sns:us-gov-west-1:111122223333:pages",
            ),
            (
                "eu-west-1",
                "arn:aws:sns:us-east-1:444455556666:x",
                "arn:aws:sns:us-east-1:444455556666:x",
            ),
        ] {
            let prefix = format!("arn:{}:sns:{region}:111122223333:", partition(region));
            assert_eq!(topic_arn(&prefix, topic), arn);
        }
    }

    #[test]
    fn an_empty_attribute_is_left_out() {
        assert!(attribute("owner", "").is_none());
        assert_eq!(attribute("owner", "ml").unwrap().1.string_value(), Some("ml"));
    }
}
