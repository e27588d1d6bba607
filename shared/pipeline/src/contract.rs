//! The contract of the store port: what every store must do, run against each of them.
//!
//! Behind the feature `contract`, for tests alone: a broken promise panics with what was promised.

#![allow(clippy::missing_panics_doc)] // panicking is what it is for

use alert_core::time::{SignedDuration, Timestamp, after};

use crate::ports::{Expect, Key, Put, Row, SHARDS, Store};

/// Runs every clause. `unique` keeps runs against one table apart.
pub async fn store_contract<S: Store>(store: &S, unique: &str) {
    absent_means_absent(store, unique).await;
    a_version_is_met_or_conflicts_with_what_is_there(store, unique).await;
    a_version_of_nothing_conflicts_with_nothing(store, unique).await;
    our_own_write_won(store, unique).await;
    a_partition_is_read_whole_and_in_order(store, unique).await;
    due_rows_are_found_by_shard_and_time(store, unique).await;
    everything_comes_back_as_it_was_written(store, unique).await;
}

fn row(unique: &str, pk: &str, sk: &str, version: u64, writer: &str) -> Row {
    Row {
        key: Key {
            pk: format!("contract#{unique}#{pk}"),
            sk: sk.to_owned(),
        },
        version,
        writer: writer.to_owned(),
        body: format!("{{\"schema\":1,\"by\":\"{writer}\"}}"),
        due: None,
        expires_at: None,
    }
}

async fn put<S: Store>(store: &S, row: &Row, expect: Expect) -> Put {
    store.put(row.clone(), expect).await.expect("the store answers")
}

async fn absent_means_absent<S: Store>(store: &S, unique: &str) {
    let (first, second) = (
        row(unique, "absent", "a", 1, "one"),
        row(unique, "absent", "a", 1, "two"),
    );
    assert_eq!(
        put(store, &first, Expect::Absent).await,
        Put::Stored,
        "an absent row can be written"
    );
    let refused = put(store, &second, Expect::Absent).await;
    assert_eq!(
        refused,
        Put::Conflict(Some(first.clone())),
        "a row that is there is not absent, and the refusal brings it"
    );
    assert_eq!(
        store.get(&first.key).await.expect("the store answers"),
        Some(first),
        "a refused write changes nothing"
    );
}

async fn a_version_is_met_or_conflicts_with_what_is_there<S: Store>(store: &S, unique: &str) {
    let first = row(unique, "version", "a", 1, "one");
    put(store, &first, Expect::Absent).await;
    let second = row(unique, "version", "a", 2, "two");
    assert_eq!(
        put(store, &second, Expect::Version(1)).await,
        Put::Stored,
        "the expected version can be replaced"
    );
    let late = row(unique, "version", "a", 2, "three");
    assert_eq!(
        put(store, &late, Expect::Version(1)).await,
        Put::Conflict(Some(second)),
        "another version can't"
    );
}

async fn a_version_of_nothing_conflicts_with_nothing<S: Store>(store: &S, unique: &str) {
    let ghost = row(unique, "nothing", "a", 8, "one");
    assert_eq!(
        put(store, &ghost, Expect::Version(7)).await,
        Put::Conflict(None),
        "a version of nothing is not met"
    );
    assert_eq!(
        store.get(&ghost.key).await.expect("the store answers"),
        None,
        "and writes nothing"
    );
}

async fn our_own_write_won<S: Store>(store: &S, unique: &str) {
    let first = row(unique, "own", "a", 1, "one");
    put(store, &first, Expect::Absent).await;
    assert_eq!(
        put(store, &first, Expect::Absent).await,
        Put::Stored,
        "a write whose reply was lost has won"
    );
    let second = row(unique, "own", "a", 2, "two");
    put(store, &second, Expect::Version(1)).await;
    assert_eq!(
        put(store, &second, Expect::Version(1)).await,
        Put::Stored,
        "also when it replaced a version"
    );
}

async fn a_partition_is_read_whole_and_in_order<S: Store>(store: &S, unique: &str) {
    let rows: Vec<Row> = ["a", "b#1", "b#2"]
        .iter()
        .map(|sk| row(unique, "partition", sk, 1, sk))
        .collect();
    for row in rows.iter().rev() {
        put(store, row, Expect::Absent).await;
    }
    put(
        store,
        &row(unique, "partition-of-another", "a", 1, "other"),
        Expect::Absent,
    )
    .await;
    let read = store.partition(&rows[0].key.pk).await.expect("the store answers");
    assert_eq!(read, rows, "a partition's rows, by sort key, and no others");
    let none = store
        .partition(&format!("contract#{unique}#empty"))
        .await
        .expect("the store answers");
    assert_eq!(none, [], "an empty partition is no error");
}

async fn due_rows_are_found_by_shard_and_time<S: Store>(store: &S, unique: &str) {
    // Far in the past, so that rows of other runs stand behind these; each run has a moment of its own.
    let moment: i64 = unique
        .bytes()
        .map(i64::from)
        .fold(7, |sum, byte| (sum * 31 + byte) % 100_000_000);
    let start = Timestamp::from_millisecond(moment * 1000).expect("in range");
    let shard = SHARDS - 1;
    let at = |seconds| after(start, SignedDuration::from_secs(seconds));
    let due = |name: &str, shard: u8, seconds: i64| Row {
        due: Some((shard, at(seconds))),
        ..row(unique, name, "due", 1, name)
    };
    let rows = [
        due("late", shard, 3),
        due("early", shard, 1),
        due("other", 0, 1),
        due("done", shard, 2),
    ];
    for row in &rows {
        put(store, row, Expect::Absent).await;
    }
    let undone = Row {
        version: 2,
        due: None,
        ..rows[3].clone()
    };
    put(store, &undone, Expect::Version(1)).await;
    let ours = async |until, limit| -> Vec<Key> {
        let keys = store.due(shard, until, limit).await.expect("the store answers");
        keys.into_iter().filter(|key| key.pk.contains(unique)).collect()
    };
    assert_eq!(ours(at(0), 1000).await, [], "nothing is due before its time");
    assert_eq!(
        ours(at(2), 1000).await,
        [rows[1].key.clone()],
        "what is due, of this shard"
    );
    assert_eq!(
        ours(at(3), 1000).await,
        [rows[1].key.clone(), rows[0].key.clone()],
        "at its time, earliest first, and not what is done"
    );
}

async fn everything_comes_back_as_it_was_written<S: Store>(store: &S, unique: &str) {
    let at = Timestamp::from_millisecond(1_800_000_000_123).expect("in range");
    let full = Row {
        body: "{\"schema\":1,\"text\":\"á\\u0000\\\"\u{202e}\"}".to_owned(),
        due: Some((3, at)),
        // The store may forget to the second.
        expires_at: Timestamp::from_second(1_900_000_000).ok(),
        ..row(unique, "whole", "a#ñ", 1, "one")
    };
    put(store, &full, Expect::Absent).await;
    assert_eq!(
        store.get(&full.key).await.expect("the store answers"),
        Some(full.clone()),
        "every attribute survives"
    );
    let large = Row {
        version: 2,
        body: format!("{{\"schema\":1,\"text\":\"{}\"}}", "x".repeat(300_000)),
        ..full
    };
    assert_eq!(
        put(store, &large, Expect::Version(1)).await,
        Put::Stored,
        "300 KB fit"
    );
    assert_eq!(
        store
            .get(&large.key)
            .await
            .expect("the store answers")
            .map(|row| row.body.len()),
        Some(large.body.len())
    );
}
