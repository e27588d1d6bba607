//! A page that a router has put on a bus (`receiver/eventbridge`), and that a rule brings to `ingest`.
//!
//! It is counted as noise and paged by nobody, this router's or another's: paged, it would become an event on the bus
//! again. Nothing is lost by it, for whoever has to know of the alert was told by the router that the event is of.

use super::frame::Frame;
use super::{Source, SourceError, labels};
use crate::envelope::Envelope;
use crate::observation::{Observation, State};
use crate::own_event::SOURCE;
use crate::run::Run;
use crate::severity::Severity;
use crate::time::Timestamp;

/// The source of the router's own events.
pub struct OwnEvent;

const NAME: &str = "own_event";

impl Source for OwnEvent {
    fn name(&self) -> &'static str {
        NAME
    }

    fn decode(&self, envelope: &Envelope, now: Timestamp) -> Option<Result<Vec<Observation>, SourceError>> {
        let is_own = envelope.event.get("source")? == SOURCE;
        is_own.then(|| Ok(vec![observe(&Frame::bare(envelope, now))]))
    }
}

fn observe(frame: &Frame<'_>) -> Observation {
    let identity = labels::identity([("event_source", SOURCE)]);
    Observation {
        source: NAME.into(),
        event_id: frame.id.clone(),
        labels: labels::labels(
            &identity,
            [
                ("alertname", NAME),
                ("source", NAME),
                ("account", &frame.account),
                ("region", &frame.region),
            ],
        ),
        identity,
        state: State::Noise("a router put it on a bus, and has told whoever must know"),
        state_at: frame.at,
        severity: Severity::Info,
        symptom: "a page that a router put on a bus".to_owned(),
        evidence: vec![],
        links: vec![],
        suppression: None,
        resolve_after: None,
        run: Run::default(),
    }
}
