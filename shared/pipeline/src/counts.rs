//! What happened, counted: the drivers' metrics.

use std::collections::BTreeMap;

/// Metric names with their counts. A main writes them as EMF; the names are stable, alarms use them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Counts(BTreeMap<&'static str, u64>);

impl Counts {
    /// Counts one more.
    pub fn add(&mut self, name: &'static str) {
        *self.0.entry(name).or_default() += 1;
    }

    /// The count of one metric.
    pub fn get(&self, name: &str) -> u64 {
        self.0.get(name).copied().unwrap_or(0)
    }

    /// Everything counted.
    pub fn iter(&self) -> impl Iterator<Item = (&'static str, u64)> {
        self.0.iter().map(|(name, count)| (*name, *count))
    }

    /// Takes another's counts over.
    pub fn merge(&mut self, other: &Self) {
        for (name, count) in other.iter() {
            *self.0.entry(name).or_default() += count;
        }
    }
}

/// The metrics' names.
pub mod metric {
    use alert_core::reason::Cause;

    /// Observations that came in.
    pub const INGESTED: &str = "Ingested";
    /// Observations that their source could not read, paged raw.
    pub const RAW: &str = "PagedRaw";
    /// Notifications delivered.
    pub const SENT: &str = "PagesSent";
    /// Notices delivered: digests, silences that end.
    pub const NOTICES: &str = "NoticesSent";
    /// Summaries among them: one page for many groups.
    pub const SUMMARIES: &str = "SummariesSent";
    /// News that waited because its receiver took no more pages.
    pub const HELD_BACK: &str = "PagesHeldBack";
    /// Silences that were ended because they held nothing for long.
    pub const SILENCES_UNMATCHED: &str = "SilencesUnmatched";
    /// Attempts that failed and are made again.
    pub const RETRIED: &str = "DeliveriesRetried";
    /// Pages that a receiver could not be given and the fallback was.
    pub const UNDELIVERED: &str = "PagesUndelivered";
    /// Pages that nobody could be given.
    pub const DEAD: &str = "PagesDead";
    /// Notifications sent again because nobody knows whether they arrived.
    pub const MAY_REPEAT: &str = "PagesMayRepeat";
    /// Messages that could not be made to show how their group stands now.
    pub const EDITS_FAILED: &str = "EditsFailed";
    /// Pages sent as they are built in because their receiver's template failed.
    pub const TEMPLATES_FAILED: &str = "TemplatesFailed";
    /// Pages sent past the state store.
    pub const LAST_RESORT: &str = "LastResortPages";
    /// Decisions without a catalog.
    pub const NO_CATALOG: &str = "CatalogMissing";
    /// Pages without an owner.
    pub const UNOWNED: &str = "PagesUnowned";
    /// Groups that the sweep found due.
    pub const SWEPT: &str = "GroupsSwept";

    /// The metric of a suppression's cause.
    pub const fn suppressed(cause: Cause) -> &'static str {
        match cause {
            Cause::Duplicate => "SuppressedDuplicate",
            Cause::Stale => "SuppressedStale",
            Cause::Noise => "SuppressedNoise",
            Cause::NoData => "SuppressedNoData",
            Cause::NotFiring => "SuppressedNotFiring",
            Cause::Unchanged => "SuppressedUnchanged",
            Cause::Transient => "SuppressedTransient",
            Cause::ActionsSuppressor => "SuppressedActionsSuppressor",
            Cause::MuteRule => "SuppressedMuteRule",
            Cause::Silence => "SuppressedSilence",
            Cause::Inhibition => "SuppressedInhibition",
            Cause::TimeInterval => "SuppressedTimeInterval",
            Cause::ActionsDisabled => "SuppressedActionsDisabled",
            Cause::Flapping => "SuppressedFlapping",
            Cause::Correlated => "SuppressedCorrelated",
            Cause::Shadow => "SuppressedShadow",
        }
    }
}
