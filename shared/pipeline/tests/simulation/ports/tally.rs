//! What happened how often.

/// What happened how often in a history.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Tally {
    pub crashes: u64,
    pub duplicates: u64,
    pub failures: u64,
    pub conflicts: u64,
    pub refusals: u64,
    pub lost_replies: u64,
    pub pages: u64,
    /// Of them, those of an overflow.
    pub overflowed: u64,
    /// Those that had to wait for their receiver, and the summaries among these.
    pub waited: u64,
    pub summaries: u64,
    /// Those that say what had held them back, and those that say that something flaps.
    pub let_go: u64,
    pub flapping: u64,
    pub effects: u64,
}

impl Tally {
    pub(crate) fn add(&mut self, other: Self) {
        self.crashes += other.crashes;
        self.duplicates += other.duplicates;
        self.failures += other.failures;
        self.conflicts += other.conflicts;
        self.refusals += other.refusals;
        self.lost_replies += other.lost_replies;
        self.pages += other.pages;
        self.overflowed += other.overflowed;
        self.waited += other.waited;
        self.summaries += other.summaries;
        self.let_go += other.let_go;
        self.flapping += other.flapping;
        self.effects += other.effects;
    }
}
