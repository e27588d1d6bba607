//! The store over one DynamoDB table.

mod condition;
mod item;

use std::rc::Rc;

use alert_core::time::Timestamp;
use alert_pipeline::ports::{Expect, Key, Put, Row, Store, StoreError};
use aws_sdk_dynamodb::error::SdkError;
use aws_sdk_dynamodb::operation::put_item::PutItemError;
use aws_sdk_dynamodb::types::AttributeValue;

use crate::classify::Fault;
use crate::sdk::Sdk;

/// The index of rows that are due: hash `due_shard`, range `due_at`, keys only.
const DUE_INDEX: &str = "due";

/// The records, in one DynamoDB table.
#[derive(Debug)]
pub struct DynamoStore {
    sdk: Rc<Sdk>,
    table: String,
}

impl DynamoStore {
    pub(crate) fn new(sdk: Rc<Sdk>, table: String) -> Self {
        Self { sdk, table }
    }

    /// Asks for a row that is not there: the client is built, the connection is open, and all code that a call needs has been read from
    /// the disk. Half a read unit, once a start.
    pub(crate) async fn try_out(&self) {
        let nowhere = Key {
            pk: "nowhere".to_owned(),
            sk: "nothing".to_owned(),
        };
        // What is wrong with the table, the first invocation finds and tells.
        drop(self.get(&nowhere).await);
    }
}

impl Store for DynamoStore {
    async fn put(&self, row: Row, expect: Expect) -> Result<Put, StoreError> {
        let put = self
            .sdk
            .dynamodb()
            .put_item()
            .table_name(&self.table)
            .set_item(Some(item::from_row(&row)));
        let Err(error) = condition::expecting(put, expect).send().await else {
            return Ok(Put::Stored);
        };
        let SdkError::ServiceError(answer) = &error else {
            return Err(Fault::of(&error).into());
        };
        let PutItemError::ConditionalCheckFailedException(failed) = answer.err() else {
            return Err(Fault::of(&error).into());
        };
        let stored = failed.item().cloned().map(item::to_row).transpose()?;
        Ok(match stored {
            // Ours: the first try won and its reply was lost on the way.
            Some(stored) if stored.writer == row.writer && stored.version == row.version => Put::Stored,
            other => Put::Conflict(other),
        })
    }

    async fn get(&self, key: &Key) -> Result<Option<Row>, StoreError> {
        let get = self
            .sdk
            .dynamodb()
            .get_item()
            .table_name(&self.table)
            .consistent_read(true);
        let found = get
            .set_key(Some(item::from_key(key)))
            .send()
            .await
            .map_err(|error| Fault::of(&error))?;
        found.item.map(item::to_row).transpose()
    }

    async fn partition(&self, pk: &str) -> Result<Vec<Row>, StoreError> {
        let mut rows = Vec::new();
        let mut from = None;
        loop {
            let query = self
                .sdk
                .dynamodb()
                .query()
                .table_name(&self.table)
                .consistent_read(true);
            let page = query
                .key_condition_expression("#pk = :pk")
                .expression_attribute_names("#pk", item::PK)
                .expression_attribute_values(":pk", AttributeValue::S(pk.to_owned()))
                .set_exclusive_start_key(from)
                .send()
                .await
                .map_err(|error| Fault::of(&error))?;
            for found in page.items.unwrap_or_default() {
                rows.push(item::to_row(found)?);
            }
            // A page ends after 1 MB, whatever it holds.
            from = page.last_evaluated_key;
            if from.is_none() {
                return Ok(rows);
            }
        }
    }

    async fn due(&self, shard: u8, until: Timestamp, limit: usize) -> Result<Vec<Key>, StoreError> {
        let query = self
            .sdk
            .dynamodb()
            .query()
            .table_name(&self.table)
            .index_name(DUE_INDEX);
        let page = query
            .key_condition_expression("#shard = :shard AND #at <= :until")
            .expression_attribute_names("#shard", item::DUE_SHARD)
            .expression_attribute_names("#at", item::DUE_AT)
            .expression_attribute_values(":shard", AttributeValue::S(item::shard_name(shard)))
            .expression_attribute_values(":until", AttributeValue::N(until.as_millisecond().to_string()))
            .scan_index_forward(true)
            .limit(i32::try_from(limit).unwrap_or(i32::MAX))
            .send()
            .await
            .map_err(|error| Fault::of(&error))?;
        // Keys are small: a page holds some thousands, more than a sweep takes.
        page.items
            .unwrap_or_default()
            .into_iter()
            .map(item::to_key)
            .collect()
    }
}
