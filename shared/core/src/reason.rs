//! Why somebody is told, and why not. Both lists are closed: every decision is one of these.

use serde::{Deserialize, Serialize};

/// Why a notification is sent. Shown in the page, the log and by `explain`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// The receiver has not been told of this group and something fires.
    First,
    /// Everything it was told of has resolved.
    AllResolved,
    /// Something it was told of became more severe, or something more severe joined.
    SeverityRaised,
    /// A silence or mute ended and the alert still fires.
    MuteEnded,
    /// An alert joined the group.
    NewAlert,
    /// An alert of a run that it was told of joined.
    Correlated,
    /// Some of what it was told of has resolved.
    SomeResolved,
    /// An alert began to flap.
    Flapping,
    /// A flapping alert settled.
    Settled,
    /// Something urgent has been told of for the first time and nobody has acknowledged it.
    Reminder,
    /// Nothing changed for the repeat interval.
    Repeat,
    /// The periodic account of what was suppressed.
    Digest,
    /// The receiver is over its rate: one page for many.
    Summary,
    /// A silence is about to end.
    SilenceEnds,
    /// A silence that had held nothing for long was ended.
    SilenceUnmatched,
}

impl Reason {
    /// Whether it says again what the page before has said.
    pub const fn is_again(self) -> bool {
        matches!(self, Self::Reminder | Self::Repeat)
    }

    /// The word used in records, logs, metrics and JSON.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::First => "first",
            Self::AllResolved => "all_resolved",
            Self::SeverityRaised => "severity_raised",
            Self::MuteEnded => "mute_ended",
            Self::NewAlert => "new_alert",
            Self::Correlated => "correlated",
            Self::SomeResolved => "some_resolved",
            Self::Flapping => "flapping",
            Self::Settled => "settled",
            Self::Reminder => "reminder",
            Self::Repeat => "repeat",
            Self::Digest => "digest",
            Self::Summary => "summary",
            Self::SilenceEnds => "silence_ends",
            Self::SilenceUnmatched => "silence_unmatched",
        }
    }

    /// The reason in a person's words.
    pub const fn sentence(self) -> &'static str {
        match self {
            Self::First => "first page for this group",
            Self::AllResolved => "everything you were told of has resolved",
            Self::SeverityRaised => "the severity was raised",
            Self::MuteEnded => "a mute ended and it still fires",
            Self::NewAlert => "a new alert joined the group",
            Self::Correlated => "another failure of the same run",
            Self::SomeResolved => "some of the group's alerts have resolved",
            Self::Flapping => "it began to flap",
            Self::Settled => "it has stopped flapping",
            Self::Reminder => "it still fires and nobody has acknowledged it",
            Self::Repeat => "it still fires after the repeat interval",
            Self::Digest => "the digest is due",
            Self::Summary => "more pages than this receiver takes: here is the summary",
            Self::SilenceEnds => "a silence is about to end",
            Self::SilenceUnmatched => "a silence that had held nothing for long was ended",
        }
    }
}

/// Why an observation was not told to anybody.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Cause {
    /// The same change came before, by this way or another.
    Duplicate,
    /// It is older than what is known.
    Stale,
    /// It is of no interest to anybody, like an alarm's creation.
    Noise,
    /// The source lost sight of the alert.
    NoData,
    /// It recovered from nothing that was firing.
    NotFiring,
    /// It still fires, as everybody knows.
    Unchanged,
    /// It fired and resolved before anybody was to be told.
    Transient,
    /// A composite alarm's suppressor held it back until it resolved.
    ActionsSuppressor,
    /// A CloudWatch mute rule held it back until it resolved.
    MuteRule,
    /// Somebody silenced it.
    Silence,
    /// Another alert says it already.
    Inhibition,
    /// The route is quiet at that time.
    TimeInterval,
    /// Somebody disabled the alarm's actions.
    ActionsDisabled,
    /// It was one more turn of an alert that flaps.
    Flapping,
    /// Its receivers know of the run that it failed with.
    Correlated,
    /// The catalog is in shadow mode.
    Shadow,
}

impl Cause {
    /// The word used in the ledger, logs and metrics.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Duplicate => "duplicate",
            Self::Stale => "stale",
            Self::Noise => "noise",
            Self::NoData => "no_data",
            Self::NotFiring => "not_firing",
            Self::Unchanged => "unchanged",
            Self::Transient => "transient",
            Self::ActionsSuppressor => "actions_suppressor",
            Self::MuteRule => "mute_rule",
            Self::Silence => "silence",
            Self::Inhibition => "inhibition",
            Self::TimeInterval => "time_interval",
            Self::ActionsDisabled => "actions_disabled",
            Self::Flapping => "flapping",
            Self::Correlated => "correlated",
            Self::Shadow => "shadow",
        }
    }

    /// The cause as a page names it.
    pub const fn phrase(self) -> &'static str {
        match self {
            Self::ActionsSuppressor => "the alarm's actions suppressor",
            Self::MuteRule => "a CloudWatch mute rule",
            Self::Silence => "a silence",
            Self::Inhibition => "another alert",
            Self::TimeInterval => "the route's time intervals",
            Self::ActionsDisabled => "its disabled actions",
            Self::Flapping => "its own flapping",
            Self::Correlated => "the page of its run",
            Self::Transient => "its hold",
            _ => self.as_str(),
        }
    }
}
