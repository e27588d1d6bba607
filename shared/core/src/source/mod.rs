//! Sources: each decodes one family of events into observations.
//!
//! [`SOURCES`] is ordered and the first that claims an event decodes it. The last is `raw`, which claims anything, so no
//! event is dropped: what nobody knows, and what its source can't read, is paged as it came.
//!
//! What they say goes through `finish` before anybody sees it: cleaned, without secrets, cut.
//!
//! To add one: a service whose events one table can read is a file and a line in `table`; what needs more is a folder with
//! a type that implements [`Source`] and a line in [`SOURCES`]. Samples go to `events/<name>/`.

mod alertmanager;
mod budgets;
mod cloudwatch_alarm;
mod cost_anomaly;
mod evidence;
mod finish;
mod frame;
mod guardduty;
mod health;
mod labels;
mod lambda_destination;
mod lens;
mod links;
mod log_events;
pub mod mapping;
mod nobody;
mod own_event;
mod raw;
mod sagemaker;
mod security_hub;
mod sns_subscription;
mod step_functions;
mod table;

use std::borrow::Cow;

use thiserror::Error;

use crate::envelope::Envelope;
use crate::observation::Observation;
use crate::time::Timestamp;
use mapping::Mappings;

pub use alertmanager::Alertmanager;
pub use budgets::Budgets;
pub use cloudwatch_alarm::CloudwatchAlarm;
pub use cost_anomaly::CostAnomaly;
pub use guardduty::Guardduty;
pub use health::Health;
pub use lambda_destination::LambdaDestination;
pub use log_events::LogEvents;
pub use own_event::OwnEvent;
pub use raw::Raw;
pub use sagemaker::Sagemaker;
pub use security_hub::SecurityHub;
pub use sns_subscription::SnsSubscription;
pub use step_functions::StepFunctions;
pub use table::Table;

/// Decodes one family of events.
pub trait Source: Sync {
    /// Its name: the `source` label, the folder in `events/`, the metric dimension.
    fn name(&self) -> &'static str;

    /// Every name that it gives its observations: more than its own where it reads many families by one table.
    fn names(&self) -> Vec<&'static str> {
        vec![self.name()]
    }

    /// Nothing when the event belongs to another source, an error when it is this source's and can't be read.
    ///
    /// `now` stands in where an event has no time of its own.
    fn decode(&self, envelope: &Envelope, now: Timestamp) -> Option<Result<Vec<Observation>, SourceError>>;
}

/// Every source, in the order in which they are asked.
pub static SOURCES: &[&dyn Source] = &[
    &OwnEvent,
    &CloudwatchAlarm,
    &LambdaDestination,
    &CostAnomaly,
    &Budgets,
    &Health,
    &Guardduty,
    &SecurityHub,
    &Alertmanager,
    &LogEvents,
    &SnsSubscription,
    &Sagemaker,
    &StepFunctions,
    &Table,
    &Raw,
];

/// What one event may say. A notification of thousands of alerts would outlast the invocation, each time that it comes.
const MAX_OBSERVATIONS: usize = 1_000;

/// Why a source can't read an event that is its own. Reading the same event again can't help.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{source_name}: {what}")]
pub struct SourceError {
    /// The source that claimed the event.
    pub source_name: Cow<'static, str>,
    /// What is missing or wrong.
    pub what: String,
}

/// What an event says, without the sources of any catalog: as [`decode_with`].
pub fn decode(envelope: &Envelope, now: Timestamp) -> Vec<Observation> {
    decode_with(envelope, &Mappings::default(), now)
}

/// What an event says: the sources that are built in are asked first, then the catalog's own. Never empty and never an
/// error: an event that its source can't read is paged raw, with the error in its evidence. Secrets in it are masked.
pub fn decode_with(envelope: &Envelope, custom: &Mappings, now: Timestamp) -> Vec<Observation> {
    known(envelope, now).unwrap_or_else(|| finished(envelope, custom.decode(envelope, now), now))
}

/// What an event says that one of the sources reads which are built in; nothing for one that the catalog may know, and
/// that is paged raw if it does not. What is known needs no catalog.
pub fn known(envelope: &Envelope, now: Timestamp) -> Option<Vec<Observation>> {
    // The last is `raw`, which would take anything.
    let (_, known) = SOURCES.split_last()?;
    let decoded = known.iter().find_map(|source| source.decode(envelope, now))?;
    Some(finished(envelope, Some(decoded), now))
}

/// Cleaned, and never nothing: a source that claims an event and then has nothing to say of it would lose it.
fn finished(
    envelope: &Envelope,
    decoded: Option<Result<Vec<Observation>, SourceError>>,
    now: Timestamp,
) -> Vec<Observation> {
    let mut observations = match decoded {
        Some(Ok(observations)) if !observations.is_empty() => observations,
        Some(Err(error)) => vec![raw::observe(envelope, Some(&error), now)],
        Some(Ok(_)) | None => vec![raw::observe(envelope, None, now)],
    };
    nobody::page_raw(&mut observations, envelope, now);
    let left_out = observations.len().saturating_sub(MAX_OBSERVATIONS);
    if let Some(first) = observations.first().filter(|_| left_out > 0) {
        let count = observations.len();
        let error = SourceError {
            source_name: first.source.clone(),
            what: format!("the event tells of {count} alerts, of which {left_out} are not paged"),
        };
        observations.truncate(MAX_OBSERVATIONS);
        observations.push(raw::observe(envelope, Some(&error), now));
    }
    observations.into_iter().map(finish::finish).collect()
}

/// The event as it came, for a decoder that panicked: a fault of ours must not cost the page.
pub fn undecoded(envelope: &Envelope, now: Timestamp) -> Observation {
    let error = SourceError {
        source_name: "decoder".into(),
        what: "panicked on this event".to_owned(),
    };
    finish::finish(raw::observe(envelope, Some(&error), now))
}
