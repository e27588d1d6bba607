//! What came of one storm.

use serde::{Deserialize, Serialize};

/// What came of one storm, on either side.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Measured {
    /// Changes that were told of.
    pub events: u64,
    /// Pages that arrived.
    pub pages: u64,
    /// How soon each alarm was in a page.
    pub told: Told,
    /// User and system time, in milliseconds.
    pub cpu_ms: f64,
    /// The most memory that the process held.
    pub rss_mib: f64,
    /// The engine's alone.
    pub ours: Option<Ours>,
}

/// How soon each alarm was in a page, in milliseconds of waits that are not scaled down.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Told {
    pub alarms: u64,
    /// Alarms that stand in a page.
    pub told: u64,
    /// Of those that went on firing for as long as they may have to wait: how many were not told by then.
    pub late: u64,
    pub p50: u64,
    pub p99: u64,
    pub max: u64,
}

/// What only the engine can say of itself.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Ours {
    pub calls: Calls,
    /// The most that one invocation held on the heap, beyond what was there before it, in bytes.
    pub heap: u64,
}

/// Calls of AWS and of the receivers.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Calls {
    /// DynamoDB: PutItem.
    pub writes: u64,
    /// Of these, refused by their condition.
    pub refused: u64,
    /// DynamoDB: GetItem.
    pub reads: u64,
    /// DynamoDB: Query of a partition.
    pub queries: u64,
    /// SQS: SendMessage.
    pub wakes: u64,
    /// S3: GetObject with an ETag, by one warm process.
    pub catalog: u64,
    /// Receivers: POST or Publish.
    pub sends: u64,
}

impl Calls {
    /// Each with its name.
    pub fn named(&self) -> [(&'static str, u64); 7] {
        [
            ("writes", self.writes),
            ("refused", self.refused),
            ("reads", self.reads),
            ("queries", self.queries),
            ("wakes", self.wakes),
            ("catalog", self.catalog),
            ("sends", self.sends),
        ]
    }
}
