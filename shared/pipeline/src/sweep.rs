//! The sweep: finds what the queue lost, and what was too far off for it.

use alert_core::time::{SignedDuration, Timestamp};
use futures_util::future::try_join_all;
use tracing::info;

use crate::counts::{Counts, metric};
use crate::error::DriverError;
use crate::invocation::Invocation;
use crate::ports::{Ports, SHARDS, Store, Wakes};
use crate::records::wake_of;

/// What a sweep found.
#[derive(Debug, Default)]
pub struct Swept {
    /// How many wake-ups it sent.
    pub woken: u64,
    /// The metrics.
    pub counts: Counts,
}

/// How many rows of a shard one sweep wakes; what is left comes with the next, a minute later.
const LIMIT: usize = 500;

/// How many wake-ups are sent at a time. One after the other, those of full shards would take longer than an invocation may.
const AT_ONCE: usize = 16;

/// Wakes whatever is due. It never flushes itself: a storm after an outage goes through the queue and its concurrency.
///
/// # Errors
/// When the store or the queue gives no answer; the next sweep tries again.
pub async fn sweep<P: Ports>(ports: &P, invocation: &Invocation<'_>) -> Result<Swept, DriverError> {
    let mut swept = Swept::default();
    for shard in shards(invocation.now) {
        let due = ports.store().due(shard, invocation.now, LIMIT).await?;
        let wakes: Vec<_> = due.iter().filter_map(wake_of).collect();
        for some in wakes.chunks(AT_ONCE) {
            let sent = some
                .iter()
                .map(|wake| ports.wakes().wake(wake, SignedDuration::ZERO));
            try_join_all(sent).await?;
            for _ in some {
                swept.woken += 1;
                swept.counts.add(metric::SWEPT);
            }
        }
    }
    if swept.woken > 0 {
        info!(woken = swept.woken, "swept");
    }
    Ok(swept)
}

/// Every shard, each minute from another on: a sweep that dies on its way must not pass over the same ones for ever.
fn shards(now: Timestamp) -> impl Iterator<Item = u8> {
    let minute = now.as_second().div_euclid(60).rem_euclid(i64::from(SHARDS));
    let first = u8::try_from(minute).unwrap_or_default();
    (0..SHARDS).map(move |shard| (first + shard) % SHARDS)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_shard_is_swept_and_each_is_the_first_in_its_minute() {
        let mut first = BTreeSet::new();
        for minute in -3..13 {
            let now = Timestamp::from_second(minute * 60 + 7).unwrap();
            let order: Vec<u8> = shards(now).collect();
            assert_eq!(order.iter().collect::<BTreeSet<_>>().len(), usize::from(SHARDS));
            first.insert(order[0]);
        }
        assert_eq!(first.len(), usize::from(SHARDS));
    }
}
