//! Sources: each decodes one family of events into observations.
//!
//! [`SOURCES`] is ordered and the first that claims an event decodes it. The last is `raw`, which claims anything, so no
//! event is dropped: what nobody knows, and what its source can't read, is paged as it came.
//!
//! What they say goes through `finish` before anybody sees it: cleaned, without secrets, cut.
//!
//! To add one: a folder with a type that implements [`Source`], a line in [`SOURCES`], samples in `events/<name>/`.

mod cloudwatch_alarm;
mod finish;
mod lens;
mod links;
mod raw;

use std::borrow::Cow;

use thiserror::Error;

use crate::envelope::Envelope;
use crate::observation::Observation;
use crate::time::Timestamp;

pub use cloudwatch_alarm::CloudwatchAlarm;
pub use raw::Raw;

/// Decodes one family of events.
pub trait Source: Sync {
    /// Its name: the `source` label, the folder in `events/`, the metric dimension.
    fn name(&self) -> &'static str;

    /// Nothing when the event belongs to another source, an error when it is this source's and can't be read.
    ///
    /// `now` stands in where an event has no time of its own.
    fn decode(&self, envelope: &Envelope, now: Timestamp) -> Option<Result<Vec<Observation>, SourceError>>;
}

/// Every source, in the order in which they are asked.
pub static SOURCES: &[&dyn Source] = &[&CloudwatchAlarm, &Raw];

/// Why a source can't read an event that is its own. Reading the same event again can't help.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{source_name}: {what}")]
pub struct SourceError {
    /// The source that claimed the event.
    pub source_name: Cow<'static, str>,
    /// What is missing or wrong.
    pub what: String,
}

/// What an event says. Never empty and never an error: an event that its source can't read is paged raw, with the
/// error in its evidence. Secrets in it are masked.
pub fn decode(envelope: &Envelope, now: Timestamp) -> Vec<Observation> {
    let mut observations = read(envelope, now);
    if observations.is_empty() {
        // A source that claims an event and then has nothing to say of it would lose it.
        observations.push(raw::observe(envelope, None, now));
    }
    observations.into_iter().map(finish::finish).collect()
}

fn read(envelope: &Envelope, now: Timestamp) -> Vec<Observation> {
    for source in SOURCES {
        match source.decode(envelope, now) {
            None => {}
            Some(Ok(observations)) => return observations,
            Some(Err(error)) => return vec![raw::observe(envelope, Some(&error), now)],
        }
    }
    vec![]
}

/// The event as it came, for a decoder that panicked: a fault of ours must not cost the page.
pub fn undecoded(envelope: &Envelope, now: Timestamp) -> Observation {
    let error = SourceError {
        source_name: "decoder".into(),
        what: "panicked on this event".to_owned(),
    };
    finish::finish(raw::observe(envelope, Some(&error), now))
}
