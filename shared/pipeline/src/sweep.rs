//! The sweep: finds what the queue lost, and what was too far off for it.

use alert_core::time::SignedDuration;
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

/// Wakes whatever is due. It never flushes itself: a storm after an outage goes through the queue and its concurrency.
///
/// # Errors
/// When the store or the queue gives no answer; the next sweep tries again.
pub async fn sweep<P: Ports>(ports: &P, invocation: &Invocation<'_>) -> Result<Swept, DriverError> {
    let mut swept = Swept::default();
    for shard in 0..SHARDS {
        for key in ports.store().due(shard, invocation.now, LIMIT).await? {
            if let Some(wake) = wake_of(&key) {
                ports.wakes().wake(&wake, SignedDuration::ZERO).await?;
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
