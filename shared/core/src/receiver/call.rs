//! The calls of AWS that requests become: their parameters, named as in AWS's API reference.
//!
//! The transport sends these and `alert-router page` prints them, so that what is printed is what is sent.

use std::collections::BTreeMap;

use serde::Serialize;

use super::{EventBridgeRequest, SnsRequest};

/// The parameters of SNS's `Publish`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Publish<'a> {
    /// Where to.
    pub topic_arn: String,
    /// The subject of an e-mail.
    pub subject: &'a str,
    /// The message, by protocol.
    pub message: &'a str,
    /// Says that it is by protocol.
    pub message_structure: &'static str,
    /// For filter policies.
    pub message_attributes: BTreeMap<&'a str, Attribute<'a>>,
    /// For FIFO topics.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message_group_id: Option<&'a str>,
    /// Likewise.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message_deduplication_id: Option<&'a str>,
}

/// A message attribute.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Attribute<'a> {
    /// Always a string.
    pub data_type: &'static str,
    /// Never empty.
    pub string_value: &'a str,
}

/// The parameters of EventBridge's `PutEvents`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct PutEvents<'a> {
    /// The one event.
    pub entries: [Entry<'a>; 1],
}

/// One event.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Entry<'a> {
    /// Where to.
    pub event_bus_name: &'a str,
    /// Who sends it.
    pub source: &'a str,
    /// What kind of event it is.
    pub detail_type: &'a str,
    /// When it happened: seconds since 1970, as AWS's JSON protocol has times.
    pub time: i64,
    /// What it is about.
    pub resources: &'a [String],
    /// The event itself, JSON in a text.
    pub detail: &'a str,
}

impl SnsRequest {
    /// The call. `place`: the ARN of a topic in the router's own account and region, up to the topic's name.
    pub fn publish(&self, place: &str) -> Publish<'_> {
        // SNS refuses a message with an empty attribute.
        let attributes = self.attributes.iter().filter(|(_, value)| !value.is_empty());
        let attributes = attributes.map(|(name, value)| {
            let attribute = Attribute {
                data_type: "String",
                string_value: value,
            };
            (name.as_str(), attribute)
        });
        Publish {
            topic_arn: if self.topic.starts_with("arn:") {
                self.topic.clone()
            } else {
                format!("{place}{}", self.topic)
            },
            subject: &self.subject,
            message: &self.message,
            message_structure: "json",
            message_attributes: attributes.collect(),
            message_group_id: self.fifo.as_ref().map(|fifo| fifo.group_id.as_str()),
            message_deduplication_id: self.fifo.as_ref().map(|fifo| fifo.deduplication_id.as_str()),
        }
    }
}

impl EventBridgeRequest {
    /// The call.
    pub fn put_events(&self) -> PutEvents<'_> {
        PutEvents {
            entries: [Entry {
                event_bus_name: &self.bus,
                source: &self.source,
                detail_type: &self.detail_type,
                time: self.time.as_second(),
                resources: &self.resources,
                detail: &self.detail,
            }],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::receiver::Fifo;
    use serde_json::json;

    #[test]
    fn a_publish_has_aws_s_own_names_and_no_empty_attribute() {
        let mut request = SnsRequest {
            topic: "pages".to_owned(),
            subject: "CRITICAL a".to_owned(),
            message: r#"{"default":"a"}"#.to_owned(),
            attributes: [("severity", "critical"), ("owner", "")]
                .map(|(name, value)| (name.to_owned(), value.to_owned()))
                .into(),
            fifo: None,
        };
        let place = "arn:aws:sns:eu-west-1:111122223333:";
        assert_eq!(
            serde_json::to_value(request.publish(place)).unwrap(),
            json!({"TopicArn": "arn:aws:sns:eu-west-1:111122223333:pages", "Subject": "CRITICAL a",
                "Message": "{\"default\":\"a\"}", "MessageStructure": "json",
                "MessageAttributes": {"severity": {"DataType": "String", "StringValue": "critical"}}})
        );
        "arn:aws:sns:us-east-1:444455556666:x.fifo".clone_into(&mut request.topic);
        request.fifo = Some(Fifo {
            group_id: "g".to_owned(),
            deduplication_id: "d".to_owned(),
        });
        let call = serde_json::to_value(request.publish(place)).unwrap();
        assert_eq!(call["TopicArn"], "arn:aws:sns:us-east-1:444455556666:x.fifo");
        assert_eq!(
            [&call["MessageGroupId"], &call["MessageDeduplicationId"]],
            ["g", "d"]
        );
    }

    #[test]
    fn an_event_is_one_entry_with_its_time_in_seconds() {
        let request = EventBridgeRequest {
            bus: "pages".to_owned(),
            source: "alert-router".to_owned(),
            detail_type: "Alert Firing".to_owned(),
            time: "2026-11-22T10:12:00Z".parse().unwrap(),
            resources: vec!["arn:aws:cloudwatch:eu-west-1:111122223333:alarm:a".to_owned()],
            detail: r#"{"schema":1}"#.to_owned(),
        };
        assert_eq!(
            serde_json::to_value(request.put_events()).unwrap(),
            json!({"Entries": [{"EventBusName": "pages", "Source": "alert-router", "DetailType": "Alert Firing",
                "Time": 1_795_342_320, "Resources": ["arn:aws:cloudwatch:eu-west-1:111122223333:alarm:a"],
                "Detail": "{\"schema\":1}"}]})
        );
    }
}
