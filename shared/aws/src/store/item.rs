//! A row as a DynamoDB item, and back.

use std::collections::HashMap;

use alert_core::time::Timestamp;
use alert_pipeline::ports::{Key, Row, StoreError};
use aws_sdk_dynamodb::types::AttributeValue;

pub(super) const PK: &str = "pk";
pub(super) const SK: &str = "sk";
pub(super) const VERSION: &str = "version";
pub(super) const WRITER: &str = "writer";
pub(super) const BODY: &str = "body";
/// The shard of the due index, two digits. Only rows that are due some time have it, which keeps the index sparse.
pub(super) const DUE_SHARD: &str = "due_shard";
/// Milliseconds since 1970.
pub(super) const DUE_AT: &str = "due_at";
/// Whole seconds since 1970, the form that DynamoDB's time to live reads.
pub(super) const EXPIRES_AT: &str = "expires_at";

/// A DynamoDB item.
pub(super) type Item = HashMap<String, AttributeValue>;

/// How a shard is written in [`DUE_SHARD`].
pub(super) fn shard_name(shard: u8) -> String {
    format!("{shard:02}")
}

/// A row as it is stored.
pub(super) fn from_row(row: &Row) -> Item {
    let mut item = from_key(&row.key);
    item.insert(VERSION.to_owned(), AttributeValue::N(row.version.to_string()));
    item.insert(WRITER.to_owned(), AttributeValue::S(row.writer.clone()));
    item.insert(BODY.to_owned(), AttributeValue::S(row.body.clone()));
    if let Some((shard, at)) = row.due {
        item.insert(DUE_SHARD.to_owned(), AttributeValue::S(shard_name(shard)));
        item.insert(
            DUE_AT.to_owned(),
            AttributeValue::N(at.as_millisecond().to_string()),
        );
    }
    if let Some(at) = row.expires_at {
        item.insert(
            EXPIRES_AT.to_owned(),
            AttributeValue::N(at.as_second().to_string()),
        );
    }
    item
}

/// A key as it is stored.
pub(super) fn from_key(key: &Key) -> Item {
    HashMap::from([
        (PK.to_owned(), AttributeValue::S(key.pk.clone())),
        (SK.to_owned(), AttributeValue::S(key.sk.clone())),
    ])
}

/// The row that an item holds.
///
/// # Errors
/// When the item is none of ours.
pub(super) fn to_row(mut item: Item) -> Result<Row, StoreError> {
    let due = match item.get(DUE_SHARD) {
        None => None,
        Some(shard) => {
            let shard = shard
                .as_s()
                .ok()
                .and_then(|shard| shard.parse().ok())
                .ok_or_else(|| broken(DUE_SHARD))?;
            let at = number(&item, DUE_AT).and_then(|at| Timestamp::from_millisecond(at).ok());
            Some((shard, at.ok_or_else(|| broken(DUE_AT))?))
        }
    };
    let expires_at = number(&item, EXPIRES_AT).and_then(|at| Timestamp::from_second(at).ok());
    let version = number(&item, VERSION).and_then(|version| u64::try_from(version).ok());
    Ok(Row {
        version: version.ok_or_else(|| broken(VERSION))?,
        writer: text(&mut item, WRITER)?,
        body: text(&mut item, BODY)?,
        due,
        expires_at,
        key: to_key(item)?,
    })
}

/// The key that an item holds.
///
/// # Errors
/// When the item is none of ours.
pub(super) fn to_key(mut item: Item) -> Result<Key, StoreError> {
    Ok(Key {
        pk: text(&mut item, PK)?,
        sk: text(&mut item, SK)?,
    })
}

fn text(item: &mut Item, name: &'static str) -> Result<String, StoreError> {
    match item.remove(name) {
        Some(AttributeValue::S(text)) => Ok(text),
        _ => Err(broken(name)),
    }
}

fn number(item: &Item, name: &str) -> Option<i64> {
    item.get(name)?.as_n().ok()?.parse().ok()
}

fn broken(name: &str) -> StoreError {
    StoreError::Refused(format!("a stored row has no usable `{name}`"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row() -> Row {
        Row {
            key: Key {
                pk: "group#1".to_owned(),
                sk: "state".to_owned(),
            },
            version: 7,
            writer: "w1".to_owned(),
            body: "{}".to_owned(),
            due: Some((3, Timestamp::from_millisecond(1_795_350_000_123).unwrap())),
            expires_at: Some(Timestamp::from_second(1_795_400_000).unwrap()),
        }
    }

    #[test]
    fn a_row_comes_back_as_it_was() {
        assert_eq!(to_row(from_row(&row())).unwrap(), row());
        let plain = Row {
            due: None,
            expires_at: None,
            ..row()
        };
        assert_eq!(to_row(from_row(&plain)).unwrap(), plain);
        assert_eq!(to_key(from_key(&row().key)).unwrap(), row().key);
    }

    #[test]
    fn an_item_of_somebody_else_is_named_by_what_it_lacks() {
        for name in [PK, SK, VERSION, WRITER, BODY, DUE_AT] {
            let mut item = from_row(&row());
            item.remove(name);
            let why = to_row(item).unwrap_err();
            assert!(
                matches!(&why, StoreError::Refused(text) if text.contains(name)),
                "{name}: {why}"
            );
        }
    }
}
