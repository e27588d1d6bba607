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
    place: String,
}

impl SnsTransport {
    pub(crate) fn new(sdk: Rc<Sdk>, region: &str, account: &str) -> Self {
        Self {
            sdk,
            place: place(region, account),
        }
    }

    /// Publishes once: no retry, so that nothing is published twice behind the delivery's back.
    pub(crate) async fn publish(&self, request: &SnsRequest, deadline: Duration) -> Response {
        let call = request.publish(&self.place);
        let publish = self
            .sdk
            .sns()
            .publish()
            .topic_arn(call.topic_arn)
            .subject(call.subject)
            .message(call.message)
            .message_structure(call.message_structure)
            .set_message_attributes(Some(
                call.message_attributes
                    .into_iter()
                    .filter_map(|(name, value)| attribute(name, value.data_type, value.string_value))
                    .collect(),
            ))
            .set_message_group_id(call.message_group_id.map(str::to_owned))
            .set_message_deduplication_id(call.message_deduplication_id.map(str::to_owned));
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

fn attribute(name: &str, data_type: &str, value: &str) -> Option<(String, MessageAttributeValue)> {
    let attribute = MessageAttributeValue::builder()
        .data_type(data_type)
        .string_value(value)
        .build()
        .ok()?;
    Some((name.to_owned(), attribute))
}

/// The ARN of a topic in this account and region, up to the topic's name.
fn place(region: &str, account: &str) -> String {
    format!("arn:{}:sns:{region}:{account}:", partition(region))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_topic_s_own_place_is_in_its_partition() {
        for (region, own) in [
            ("eu-west-1", "arn:aws:sns:eu-west-1:111122223333:"),
            ("cn-north-1", "arn:aws-cn:sns:cn-north-1:111122223333:"),
            ("us-gov-west-1", "arn:aws-us-gov:sns:us-gov-west-1:111122223333:"),
        ] {
            assert_eq!(place(region, "111122223333"), own);
        }
    }
}
