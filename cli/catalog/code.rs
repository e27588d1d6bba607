//! The codes of faults: stable, so that a script or a search can rely on them.

use super::fault::Level;

/// What kind of fault it is. `R1..` is an error, `R2..` a lint.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Code {
    Syntax,
    Unreadable,
    UnknownKey,
    MissingKey,
    WrongType,
    DuplicateKey,
    UnknownWord,
    BadMatcher,
    BadDuration,
    UnknownReceiver,
    UnknownOwner,
    DuplicateName,
    UnknownKind,
    ReceiverSetting,
    RootCondition,
    NoReceivers,
    NoFrontMatter,
    NoSuchSection,
    BadBaseUrl,
    SecretValue,
    IdentityLabel,
    BadTimezone,
    NewerSchema,
    BadName,
    BadGroupBy,
    BadInterval,
    UnknownInterval,
    BadPattern,
    BadTemplate,
    VagueSource,
    NeverOver,
    ClaimedPattern,
    SampleMismatch,
    BadWording,
    FailingWording,
    NotJson,
    UnreachableRoute,
    UnusedReceiver,
    CriticalWithoutOwner,
    CriticalWithoutFirstAction,
    RunbookTie,
    UnreadFile,
    UnusedInterval,
    UnknownLabel,
    RepeatBeforeInterval,
    SelfInhibition,
    CriticalWithoutRunbook,
    UnmatchedRunbook,
    LateReminder,
    UntriedSource,
    DigestIncident,
}

/// Every code with its id and what it means, in the order of ids.
pub(crate) const CODES: &[(Code, &str, &str)] = &[
    (Code::Syntax, "R101", "the file is not YAML"),
    (
        Code::Unreadable,
        "R102",
        "a file or folder is missing or can't be read",
    ),
    (Code::UnknownKey, "R103", "a key that nothing reads"),
    (Code::MissingKey, "R104", "a key without which it can't work"),
    (
        Code::WrongType,
        "R105",
        "a list where a text should be, and the like",
    ),
    (Code::DuplicateKey, "R106", "a key written twice"),
    (
        Code::UnknownWord,
        "R107",
        "a word that is none of the possible ones",
    ),
    (Code::BadMatcher, "R108", "a matcher that can't be read"),
    (
        Code::BadDuration,
        "R109",
        "a duration that can't be read or can't work",
    ),
    (Code::UnknownReceiver, "R110", "a receiver that is not defined"),
    (Code::UnknownOwner, "R111", "an owner that is not defined"),
    (Code::DuplicateName, "R112", "a name given twice"),
    (
        Code::UnknownKind,
        "R113",
        "a kind of receiver that does not exist",
    ),
    (
        Code::ReceiverSetting,
        "R114",
        "a receiver that will not work as it is set",
    ),
    (
        Code::RootCondition,
        "R115",
        "the root route with a condition or a calendar; it takes every alert, always",
    ),
    (Code::NoReceivers, "R116", "nobody to send to"),
    (Code::NoFrontMatter, "R117", "a runbook without front matter"),
    (
        Code::NoSuchSection,
        "R118",
        "a section that is no heading of its runbook",
    ),
    (Code::BadBaseUrl, "R119", "a base URL that pages can't link to"),
    (
        Code::SecretValue,
        "R120",
        "a secret itself where the name of a secret belongs",
    ),
    (
        Code::IdentityLabel,
        "R121",
        "a label that identifies alerts or that the router sets itself",
    ),
    (Code::BadTimezone, "R122", "a time zone that IANA does not list"),
    (
        Code::NewerSchema,
        "R123",
        "a schema that this version does not read",
    ),
    (Code::BadName, "R124", "a name that can't be used"),
    (
        Code::BadGroupBy,
        "R125",
        "labels to group or compare by that can't work",
    ),
    (Code::BadInterval, "R126", "a time interval that can't be read"),
    (
        Code::UnknownInterval,
        "R127",
        "a time interval that is not defined",
    ),
    (Code::BadPattern, "R128", "a pattern of events that can't be read"),
    (
        Code::BadTemplate,
        "R129",
        "a pointer or a template that can't be read",
    ),
    (
        Code::VagueSource,
        "R130",
        "a source whose alerts or pages can't be told apart",
    ),
    (Code::NeverOver, "R131", "a source whose alerts never end"),
    (
        Code::ClaimedPattern,
        "R132",
        "a source for events that one reads which is built in",
    ),
    (
        Code::SampleMismatch,
        "R133",
        "a sample event that becomes something else",
    ),
    (
        Code::BadWording,
        "R134",
        "a receiver's template that can't be compiled",
    ),
    (
        Code::FailingWording,
        "R135",
        "a receiver's template that fails on a sample page",
    ),
    (
        Code::NotJson,
        "R136",
        "a receiver's payload that is not one JSON document",
    ),
    (Code::UnreachableRoute, "R201", "a route that no alert can reach"),
    (Code::UnusedReceiver, "R202", "a receiver that nothing sends to"),
    (
        Code::CriticalWithoutOwner,
        "R203",
        "a critical runbook without owner",
    ),
    (
        Code::CriticalWithoutFirstAction,
        "R204",
        "a critical runbook without first action",
    ),
    (Code::RunbookTie, "R205", "two runbooks for the same alerts"),
    (Code::UnreadFile, "R206", "a file that nothing reads"),
    (
        Code::UnusedInterval,
        "R207",
        "a time interval that no route names",
    ),
    (
        Code::UnknownLabel,
        "R208",
        "a label to group or compare by that nothing sets",
    ),
    (
        Code::RepeatBeforeInterval,
        "R209",
        "a repeat_interval shorter than the group_interval",
    ),
    (
        Code::SelfInhibition,
        "R210",
        "an inhibition with alerts that are source and target at once",
    ),
    (
        Code::CriticalWithoutRunbook,
        "R211",
        "a rule that makes alerts critical for which there is no runbook",
    ),
    (
        Code::UnmatchedRunbook,
        "R212",
        "a runbook that no alert can match",
    ),
    (
        Code::LateReminder,
        "R213",
        "a reminder that comes no sooner than the repeat",
    ),
    (Code::UntriedSource, "R214", "a source without a sample event"),
    (
        Code::DigestIncident,
        "R215",
        "a digest to a receiver that opens incidents",
    ),
];

impl Code {
    /// The id that is shown, e.g. `R108`.
    pub(crate) fn id(self) -> &'static str {
        CODES
            .iter()
            .find(|(code, ..)| *code == self)
            .map_or("R100", |(_, id, _)| id)
    }

    /// Whether it is in the way of a catalog.
    pub(crate) fn level(self) -> Level {
        if self >= Self::UnreachableRoute {
            Level::Warning
        } else {
            Level::Error
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_in_order_unique_and_tell_the_level() {
        for pair in CODES.windows(2) {
            assert!(
                pair[0].1 < pair[1].1 && pair[0].0 < pair[1].0,
                "{} {}",
                pair[0].1,
                pair[1].1
            );
        }
        for (code, id, _) in CODES {
            assert_eq!(code.level() == Level::Error, id.starts_with("R1"), "{id}");
        }
    }
}
