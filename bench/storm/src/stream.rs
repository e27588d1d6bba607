//! The storms: which alarm changes when. The engine and Alertmanager get the same ones.

/// A storm.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stream {
    /// Each alarm fires once, all within a minute, and goes on.
    Distinct,
    /// One alarm fires and is told again and again for a minute.
    Duplicates,
    /// Each alarm fires for two minutes and is well for two, for an hour.
    Flapping,
}

/// An alarm changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Change {
    /// Milliseconds since the storm began, when it is told.
    pub told_at: u64,
    /// When it happened.
    pub at: u64,
    pub alarm: usize,
    pub firing: bool,
}

const MINUTE: u64 = 60_000;
/// How many alarms a service has: what is grouped by service is told in a hundred groups, or in ten, or in one.
const SERVICE: usize = 100;

impl Stream {
    pub const ALL: [Self; 3] = [Self::Distinct, Self::Duplicates, Self::Flapping];

    pub fn name(self) -> &'static str {
        match self {
            Self::Distinct => "distinct",
            Self::Duplicates => "duplicates",
            Self::Flapping => "flapping",
        }
    }

    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|stream| stream.name() == name)
    }

    /// What is measured, and a tenth of it.
    pub fn sizes(self) -> [usize; 2] {
        match self {
            Self::Distinct | Self::Duplicates => [1_000, 10_000],
            Self::Flapping => [100, 1_000],
        }
    }

    /// How many alarms there are when the storm is so big.
    pub fn alarms(self, size: usize) -> usize {
        match self {
            Self::Distinct | Self::Flapping => size,
            Self::Duplicates => 1,
        }
    }

    /// What it is, in words.
    pub fn describe(self, size: usize) -> String {
        match self {
            Self::Distinct => format!("{size} distinct alarms in a minute"),
            Self::Duplicates => format!("{size} copies of one alarm in a minute"),
            Self::Flapping => format!("{size} flapping alarms for an hour"),
        }
    }

    /// When everything has been told that will be: the last change, and the longest that anything waits after it.
    pub fn ends_at(self) -> u64 {
        match self {
            Self::Distinct | Self::Duplicates => 8 * MINUTE,
            Self::Flapping => 85 * MINUTE,
        }
    }

    /// The changes, in order.
    pub fn changes(self, size: usize) -> Vec<Change> {
        let spread = |number: usize, over: u64| number as u64 * over / size as u64;
        let mut changes: Vec<Change> = match self {
            Self::Distinct => (0..size)
                .map(|alarm| Change::new(spread(alarm, MINUTE), alarm, true))
                .collect(),
            Self::Duplicates => (0..size)
                .map(|copy| Change {
                    told_at: spread(copy, MINUTE),
                    ..Change::new(0, 0, true)
                })
                .collect(),
            Self::Flapping => (0..size)
                .flat_map(|alarm| {
                    (0..30).map(move |turn| {
                        let at = spread(alarm, 4 * MINUTE) + turn * 2 * MINUTE;
                        Change::new(at, alarm, turn % 2 == 0)
                    })
                })
                .collect(),
        };
        changes.sort_by_key(|change| change.told_at);
        changes
    }
}

impl Change {
    fn new(at: u64, alarm: usize, firing: bool) -> Self {
        Self {
            told_at: at,
            at,
            alarm,
            firing,
        }
    }
}

/// The service that an alarm watches. Neighbours are of different services: all groups fire from the beginning on.
pub fn service(alarm: usize, alarms: usize) -> usize {
    alarm % alarms.div_ceil(SERVICE)
}
