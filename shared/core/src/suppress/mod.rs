//! Suppressors: why an alert that fires is not told of now.
//!
//! [`SUPPRESSORS`] is ordered; the first that holds an alert back names the cause. AWS's own come first: what the user
//! silenced at the source must not be undone here. A suppressor that has let go says since when, so that the page can say
//! what held it. To add one: a file with a type that implements [`Suppressor`] and a line in [`SUPPRESSORS`].

mod actions_disabled;
mod aws;
mod hold;
mod inhibition;
mod silence;
mod time_interval;

use std::borrow::Cow;

use crate::inhibit::Inhibitors;
use crate::interval::TimeMute;
use crate::page::{Holder, Note};
use crate::reason::Cause;
use crate::route::Options;
use crate::silence::SilenceIndex;
use crate::state::{GroupRecord, Member};
use crate::time::Timestamp;

/// Holds alerts back.
pub trait Suppressor: Sync {
    /// What it says of an alert that fires; nothing when it has nothing to do with it.
    fn ask(&self, member: &Member, around: &Surroundings<'_>) -> Option<Answer>;
}

/// Every suppressor, in the order in which they are asked.
pub static SUPPRESSORS: &[&dyn Suppressor] = &[
    &aws::Aws,
    &actions_disabled::ActionsDisabled,
    &silence::Silence,
    &inhibition::Inhibition,
    &time_interval::TimeInterval,
    &hold::Hold,
];

/// What suppressors look at besides the alert.
#[derive(Debug, Clone)]
pub struct Surroundings<'a> {
    /// The time.
    pub now: Timestamp,
    /// How the alert's group behaves.
    pub options: &'a Options,
    /// When the group's route is quiet.
    pub calendar: TimeMute<'a>,
    /// What people don't want to hear of.
    pub silences: &'a SilenceIndex,
    /// The alerts that may hold the group's alerts back.
    pub inhibitors: &'a Inhibitors,
}

impl<'a> Surroundings<'a> {
    /// What surrounds a group's alerts.
    pub fn of(
        group: &'a GroupRecord,
        silences: &'a SilenceIndex,
        inhibitors: &'a Inhibitors,
        now: Timestamp,
    ) -> Self {
        let calendar = &group.calendar;
        Self {
            now,
            options: &group.options,
            calendar: TimeMute::new(&calendar.intervals, &calendar.mute, &calendar.active),
            silences,
            inhibitors,
        }
    }
}

impl Surroundings<'_> {
    /// How long this alert waits and when it is repeated: its own route says, wherever it is told.
    pub fn options_of<'b>(&'b self, member: &'b Member) -> &'b Options {
        member.own.as_ref().map_or(self.options, |own| &own.options)
    }

    /// When this alert's route is quiet.
    pub fn calendar_of<'b>(&'b self, member: &'b Member) -> Cow<'b, TimeMute<'b>> {
        match &member.own {
            None => Cow::Borrowed(&self.calendar),
            Some(own) => {
                let calendar = &own.calendar;
                Cow::Owned(TimeMute::new(
                    &calendar.intervals,
                    &calendar.mute,
                    &calendar.active,
                ))
            }
        }
    }
}

/// What a suppressor says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// Nobody is told now.
    Held(Held),
    /// It held the alert back and does no longer.
    Heard(Heard),
}

/// Nobody is told now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Held {
    /// Why.
    pub cause: Cause,
    /// Who: a mute rule, a suppressor's phase, a silence.
    pub by: String,
    /// Until when, where that is known.
    pub until: Option<Timestamp>,
}

/// Nobody was told, and now somebody may be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Heard {
    /// Since when, by our clock: who was told later than this knows.
    pub at: Timestamp,
    /// Why nobody was.
    pub cause: Cause,
    /// Who held it back.
    pub by: Holder,
}

/// Whether a member may be told of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Standing {
    /// It fires and may be told; what had held it back, if anything did.
    Active(Option<Heard>),
    /// It fires and is held back.
    Suppressed(Held),
    /// It fires and resolves in turns. It counts as one thing until it has settled, at this time if nothing moves.
    Flapping(Timestamp),
    /// It is over.
    Over,
}

/// Whether `member` may be told of now.
pub fn standing(member: &Member, around: &Surroundings<'_>) -> Standing {
    if let Some(until) = member.flaps_until(around.now) {
        // What is silenced or muted does not speak by flapping either. A hold would keep what never lasts quiet for ever.
        return match held(member, around).filter(|held| held.cause != Cause::Transient) {
            Some(held) => Standing::Suppressed(held),
            None => Standing::Flapping(until),
        };
    }
    if !member.is_open(around.now) {
        return Standing::Over;
    }
    let mut heard: Option<Heard> = None;
    for suppressor in SUPPRESSORS {
        match suppressor.ask(member, around) {
            Some(Answer::Held(held)) => return Standing::Suppressed(held),
            // The last that let go is the one that the page names.
            Some(Answer::Heard(freed)) if heard.as_ref().is_none_or(|known| freed.at > known.at) => {
                heard = Some(freed);
            }
            Some(Answer::Heard(_)) | None => {}
        }
    }
    Standing::Active(heard)
}

/// Why nobody was told of a member that is over: what holds it back still, or else that it went as it came.
pub fn untold_cause(member: &Member, around: &Surroundings<'_>) -> Cause {
    held(member, around).map_or(Cause::Transient, |held| held.cause)
}

/// What holds it back, whether it fires or not.
fn held(member: &Member, around: &Surroundings<'_>) -> Option<Held> {
    SUPPRESSORS
        .iter()
        .find_map(|suppressor| match suppressor.ask(member, around) {
            Some(Answer::Held(held)) => Some(held),
            Some(Answer::Heard(_)) | None => None,
        })
}

impl Heard {
    /// What a page notes of it.
    pub fn note(&self, alert: &str) -> Note {
        Note::HeldBack {
            alert: alert.to_owned(),
            cause: self.cause,
            by: self.by.clone(),
            until: self.at,
        }
    }
}
