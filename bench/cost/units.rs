//! What DynamoDB counts of a call, in its own units.

use alert_pipeline::counting::Call;
use alert_pipeline::ports::Key;

const WRITE: usize = 1024;
const READ: usize = 4096;

/// What a call uses of the table, of the index, of everything else.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(crate) struct Units {
    pub(crate) writes: f64,
    pub(crate) index_writes: f64,
    pub(crate) reads: f64,
}

impl Units {
    #[allow(clippy::cast_precision_loss)] // counts of units
    pub(crate) fn of(call: &Call) -> Self {
        let none = Self::default();
        match call {
            // A refused write is paid for like another, by the row that is there.
            Call::Put {
                bytes,
                due_before,
                due_after,
                ..
            } => Self {
                writes: bytes.div_ceil(WRITE).max(1) as f64,
                // The index holds keys only: one entry goes, one comes, each less than a unit.
                index_writes: if due_before == due_after {
                    0.0
                } else {
                    f64::from(u8::from(due_before.is_some()) + u8::from(due_after.is_some()))
                },
                ..none
            },
            Call::Get { bytes, .. } | Call::Partition { bytes, .. } => Self {
                reads: bytes.div_ceil(READ).max(1) as f64,
                ..none
            },
            // Eventually consistent, half a unit; 500 keys are 64 KB at the most.
            Call::Due { keys, .. } => Self {
                reads: 0.5 * (keys * 128).div_ceil(READ).max(1) as f64,
                ..none
            },
            Call::Catalog | Call::Send(_) | Call::Wake(..) => none,
        }
    }
}

/// The kind of row: what stands before the first `#`, of the sort key where the partition has several.
pub(crate) fn kind(key: &Key) -> String {
    let head = |text: &str| text.split('#').next().unwrap_or_default().to_owned();
    let (pk, sk) = (head(&key.pk), head(&key.sk));
    match (pk.as_str(), sk.as_str()) {
        ("silences", _) => format!("silences/{sk}"),
        ("silence" | "digest", _) => format!("{pk}#/{sk}"),
        _ => format!("{sk}#"),
    }
}
