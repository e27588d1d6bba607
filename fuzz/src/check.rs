//! What holds of every payload, however broken.

use alert_core::envelope::{self, Envelope};
use alert_core::observation::{Observation, State};
use alert_core::source::{self, SOURCES};
use alert_core::time::Timestamp;
use serde_json::{Value, json};

/// The function that reads: failure records of its own are opened, those of others are events.
pub(crate) const FUNCTION: &str = "arn:aws:lambda:eu-west-1:111122223333:function:alert-router-ingest";
/// What a page can be made of: far more than any receiver shows, far less than a payload holds.
const MAX_OBSERVATION: usize = 64 * 1024;
/// The wrappings that are opened, less the one that is put on here.
const MAX_HOPS: usize = 7;

/// What reading a payload may allocate at any moment, in bytes: some for every byte (a digit and a comma become a JSON value
/// of many words) and some in any case, for what is unpacked.
pub(crate) fn memory(payload: &[u8]) -> usize {
    (32 << 20) + payload.len() * 400
}

pub(crate) fn check(payload: &[u8]) {
    let now = Timestamp::UNIX_EPOCH;
    let envelopes = envelope::open_as(payload, FUNCTION);
    assert!(!envelopes.is_empty(), "an event is lost");
    let opened: Vec<_> = envelopes.iter().map(|envelope| read(envelope, now)).collect();

    let Ok(event) = serde_json::from_slice::<Value>(payload) else {
        let [observations] = &opened[..] else {
            panic!("what is no JSON is one event");
        };
        assert_eq!(
            observations[0].source, "raw",
            "what is no JSON is paged as it came"
        );
        return;
    };
    // Not for each: it is a second reading of everything.
    let is_one_in_four = payload.len().is_multiple_of(4);
    if is_one_in_four && event.is_object() && envelopes.iter().all(|envelope| envelope.hops.len() <= MAX_HOPS)
    {
        means_the_same_in_a_queue(payload, &opened, now);
    }
}

fn read(envelope: &Envelope, now: Timestamp) -> Vec<Observation> {
    let observations = source::decode(envelope, now);
    assert!(!observations.is_empty(), "an event is lost");
    for observation in &observations {
        sound(observation);
    }
    if observations[0].source == "raw" {
        names_the_error(envelope, &observations, now);
    }
    observations
}

/// What its own source can't read is one page, which says why.
fn names_the_error(envelope: &Envelope, observations: &[Observation], now: Timestamp) {
    let claimed = SOURCES.iter().find_map(|source| source.decode(envelope, now));
    let Err(error) = claimed.expect("raw claims anything") else {
        return;
    };
    let [observation] = observations else {
        panic!("what can't be read is one page");
    };
    assert_eq!(observation.state, State::Firing, "what can't be read is paged");
    let mut facts = observation.evidence.iter();
    let is_named = facts.any(|fact| fact.value.starts_with(&*error.source_name));
    assert!(is_named, "the page does not name the error: {error}");
}

/// An observation that a page can be made of.
fn sound(observation: &Observation) {
    assert!(!observation.symptom.trim().is_empty(), "nothing for a title");
    let is_line = |text: &str| !text.chars().any(char::is_control);
    assert!(is_line(&observation.symptom), "control characters in a title");
    // Who needs not be told needs not be known either.
    let is_noise = matches!(observation.state, State::Noise(_));
    assert!(is_noise || !observation.identity.is_empty(), "no identity");
    assert!(!observation.labels.get("source").is_empty(), "no source");
    let labels = observation.identity.iter().chain(observation.labels.iter());
    let labels = labels
        .map(|(name, value)| name.len() + value.len())
        .sum::<usize>();
    let facts = observation
        .evidence
        .iter()
        .map(|fact| fact.name.len() + fact.value.len());
    let links = observation
        .links
        .iter()
        .map(|link| link.name.len() + link.url.len());
    let size = observation.symptom.len() + labels + facts.sum::<usize>() + links.sum::<usize>();
    assert!(size <= MAX_OBSERVATION, "{size} bytes in one observation");
}

/// The way by which an event arrives does not change which alert it is and what it says of it.
fn means_the_same_in_a_queue(payload: &[u8], opened: &[Vec<Observation>], now: Timestamp) {
    let Ok(body) = std::str::from_utf8(payload) else {
        return;
    };
    let queued = json!({"Records": [{"messageId": "m", "eventSource": "aws:sqs", "body": body}]});
    let queued = envelope::open_as(queued.to_string().as_bytes(), FUNCTION);
    assert_eq!(queued.len(), opened.len(), "a queue changes the number of events");
    for (envelope, direct) in queued.iter().zip(opened) {
        let queued = source::decode(envelope, now);
        let told = |observations: &[Observation]| {
            let told = observations.iter();
            let told = told.map(|observation| (observation.fingerprint(), observation.state.clone()));
            told.collect::<Vec<_>>()
        };
        assert_eq!(told(&queued), told(direct), "a queue changes the meaning");
    }
}
