//! The source of last resort: claims anything, so that nothing is dropped for being unknown.
//!
//! Identity is what the event says of its kind and place (EventBridge source, detail type, account, region, first
//! resource), or else a digest of its text. There is no recovery to wait for: the alert counts as over after a day.

use serde_json::Value;

use super::{Source, SourceError, lens};
use crate::envelope::Envelope;
use crate::fingerprint::digest;
use crate::labels::Labels;
use crate::observation::{Evidence, Observation, State};
use crate::severity::Severity;
use crate::text;
use crate::time::{self, SignedDuration, Timestamp};

/// The source of what no other source knows or can read.
pub struct Raw;

const NAME: &str = "raw";
const RESOLVE_AFTER: SignedDuration = SignedDuration::from_hours(24);
/// How much of the event's own text a page shows.
const MAX_TEXT: usize = 500;

impl Source for Raw {
    fn name(&self) -> &'static str {
        NAME
    }

    fn decode(&self, envelope: &Envelope, now: Timestamp) -> Option<Result<Vec<Observation>, SourceError>> {
        Some(Ok(vec![observe(envelope, None, now)]))
    }
}

/// The event as it came; `error` tells why its own source could not read it.
pub(super) fn observe(envelope: &Envelope, error: Option<&SourceError>, now: Timestamp) -> Observation {
    let event = &envelope.event;
    let identity = identity(event);
    let state_at = time_of(event).or(envelope.sent_at).unwrap_or(now);
    let mut labels = identity.clone();
    labels.set("alertname", text::line(&headline(envelope), 120));
    labels.set("source", NAME);
    labels.set(
        "service",
        lens::text(event, "/source")
            .map(|source| text::line(&source, 120))
            .unwrap_or_default(),
    );
    let mut evidence = Vec::new();
    if let Some(error) = error {
        evidence.push(Evidence::new(
            "not understood",
            text::line(&error.to_string(), 200),
        ));
    }
    evidence.push(Evidence::new("event", text::line(&shown(event), MAX_TEXT)));
    Observation {
        source: NAME,
        event_id: lens::text(event, "/id")
            .or_else(|| envelope.carrier_id.clone())
            .unwrap_or_default(),
        identity,
        labels,
        state: State::Firing,
        state_at,
        severity: Severity::Warning,
        symptom: text::line(&headline(envelope), 90),
        evidence,
        links: vec![],
        suppression: None,
        resolve_after: Some(RESOLVE_AFTER),
    }
}

fn identity(event: &Value) -> Labels {
    let mut identity = Labels::new();
    for (name, pointer) in [
        ("event_source", "/source"),
        ("detail_type", "/detail-type"),
        ("account", "/account"),
        ("region", "/region"),
        ("resource", "/resources/0"),
    ] {
        identity.set(
            name,
            lens::text(event, pointer)
                .map(|value| text::line(&value, 1024))
                .unwrap_or_default(),
        );
    }
    // Kind and place are not enough to tell two unknown things apart: without a resource the content decides.
    if !(identity.has("event_source") && identity.has("resource")) {
        let content = event.get("detail").unwrap_or(event);
        identity.set("content", digest(&[&content.to_string()]));
    }
    identity
}

/// The most telling words there are: the detail type, a subject, the first words of a text.
fn headline(envelope: &Envelope) -> String {
    let event = &envelope.event;
    if let Some(kind) = lens::text(event, "/detail-type") {
        return match lens::text(event, "/source") {
            Some(source) => format!("{kind} ({source})"),
            None => kind,
        };
    }
    let named = [
        "/title",
        "/Subject",
        "/subject",
        "/Event Message",
        "/Event",
        "/eventName",
        "/message",
    ];
    envelope
        .subject
        .clone()
        .or_else(|| named.iter().find_map(|pointer| lens::text(event, pointer)))
        .or_else(|| event.as_str().map(str::to_owned))
        .filter(|words| !text::line(words, 10).is_empty())
        .unwrap_or_else(|| "Unrecognised event".to_owned())
}

fn time_of(event: &Value) -> Option<Timestamp> {
    ["/time", "/timestamp", "/Timestamp"]
        .iter()
        .find_map(|pointer| event.pointer(pointer).and_then(time::read))
}

fn shown(event: &Value) -> String {
    match event {
        Value::String(text) => text.clone(),
        other => other.get("detail").unwrap_or(other).to_string(),
    }
}
