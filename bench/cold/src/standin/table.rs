//! A table as DynamoDB keeps it, as far as the router asks: whole items by key, one condition, one partition at a time.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::services::json_answer;
use crate::http::Answer;

/// Items by partition and sort key.
#[derive(Default)]
pub struct Table(BTreeMap<(String, String), Value>);

impl Table {
    pub fn put(&mut self, call: &Value) -> Answer {
        let item = &call["Item"];
        let key = key(item);
        let known = self.0.get(&key);
        let expected = &call["ExpressionAttributeValues"][":expected"];
        let is_expected = match known {
            None => expected.is_null(),
            Some(known) => !expected.is_null() && known["version"] == *expected,
        };
        if is_expected {
            self.0.insert(key, item.clone());
            return json_answer(&json!({}));
        }
        let refusal = json!({
            "__type": "com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException",
            "message": "The conditional request failed",
            "Item": known,
        });
        Answer {
            status: "400 Bad Request",
            ..json_answer(&refusal)
        }
    }

    pub fn get(&self, call: &Value) -> Answer {
        match self.0.get(&key(&call["Key"])) {
            Some(item) => json_answer(&json!({"Item": item})),
            None => json_answer(&json!({})),
        }
    }

    /// A whole partition. The index of what is due is never asked here.
    pub fn query(&self, call: &Value) -> Answer {
        let partition = &call["ExpressionAttributeValues"][":pk"];
        let items: Vec<&Value> = self.0.values().filter(|item| item["pk"] == *partition).collect();
        json_answer(&json!({"Count": items.len(), "ScannedCount": items.len(), "Items": items}))
    }
}

fn key(item: &Value) -> (String, String) {
    let of = |name: &str| item[name]["S"].as_str().unwrap_or_default().to_owned();
    (of("pk"), of("sk"))
}
