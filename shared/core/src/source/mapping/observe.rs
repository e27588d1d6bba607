//! From an event to what it says, by a mapping.

use std::borrow::Cow;

use serde_json::Value;

use super::Mapping;
use super::compiled::{Compiled, PLACE, Status};
use super::pointer::Pointer;
use super::template::Template;
use crate::envelope::Envelope;
use crate::fingerprint::digest;
use crate::labels::Labels;
use crate::observation::{Evidence, Link, Observation};
use crate::run::Run;
use crate::source::{SourceError, lens, links};
use crate::time::{self, SignedDuration, Timestamp};
use crate::{text, time::after};

const MAX_VALUE: usize = 1_024;
/// More than is shown: what is cut later, when secrets have been masked, must not cut a secret in two.
const MAX_TEXT: usize = 4_000;
/// How far a state's own time may lie ahead of the event's: an application that counts in other units must not make every
/// later change look old.
const MAX_AHEAD: SignedDuration = SignedDuration::from_hours(1);

/// What an event that the mapping's pattern matches says.
pub(super) fn observe(
    mapping: &Mapping,
    compiled: &Compiled,
    envelope: &Envelope,
    now: Timestamp,
) -> Result<Observation, SourceError> {
    let event = &envelope.event;
    let status = compiled.status.choose(event);
    let identity = identity(mapping, compiled, event, status.word)?;
    let labels = labels(mapping, compiled, &identity, event);
    let title = text::line(&compiled.title.fill(event).text, MAX_TEXT);
    let symptom = if title.is_empty() {
        text::cut(labels.get("alertname"), MAX_TEXT)
    } else {
        title
    };
    let is_unknown = status.word == Status::Firing && !status.is_known;
    let evidence = evidence(compiled, event, &identity, is_unknown);
    Ok(Observation {
        source: source(mapping),
        event_id: lens::text(event, "/id")
            .or_else(|| envelope.carrier_id.clone())
            .unwrap_or_default(),
        identity,
        labels,
        state: status.word.state(status.is_known),
        state_at: state_at(compiled, envelope, now),
        severity: compiled.severity.choose(event).word,
        symptom,
        evidence,
        links: compiled
            .links
            .iter()
            .filter_map(|link| url(link, event))
            .collect(),
        suppression: None,
        resolve_after: mapping.resolve_after,
        run: run(compiled, event),
    })
}

fn source(mapping: &Mapping) -> Cow<'static, str> {
    Cow::Owned(mapping.name.clone())
}

/// Every part of the identity has to be there, or two alerts would be taken for one; but who needs not be told needs not
/// be known either.
fn identity(
    mapping: &Mapping,
    compiled: &Compiled,
    event: &Value,
    status: Status,
) -> Result<Labels, SourceError> {
    let mut identity = Labels::new();
    for name in PLACE {
        let value = event.get(*name).and_then(Value::as_str).unwrap_or_default();
        identity.set(*name, told_apart(value));
    }
    for (name, template) in &compiled.identity {
        let filled = template.fill(event);
        let is_there = filled.is_complete && !filled.text.trim().is_empty();
        if is_there {
            identity.set(name.as_str(), told_apart(filled.text.trim()));
        } else if status != Status::Noise && !PLACE.contains(&name.as_str()) {
            return Err(SourceError {
                source_name: source(mapping),
                what: format!("the event has no value for `{name}`, which identifies the alert"),
            });
        }
    }
    Ok(identity)
}

/// A value that is never cleaned, for names that look alike are not the same; a long one keeps its difference in a digest.
fn told_apart(value: &str) -> String {
    if value.len() <= MAX_VALUE {
        return value.to_owned();
    }
    format!("{}…{}", text::cut_bytes(value, MAX_VALUE / 2), digest(&[value]))
}

fn labels(mapping: &Mapping, compiled: &Compiled, identity: &Labels, event: &Value) -> Labels {
    let mut labels = Labels::new();
    let mut put = |name: &str, value: &str| labels.set(name, text::line(value, MAX_VALUE));
    let service = mapping.name.strip_prefix(super::CUSTOM).unwrap_or(&mapping.name);
    put("service", service);
    for (name, template) in &compiled.labels {
        let filled = template.fill(event);
        if filled.is_complete && !filled.text.trim().is_empty() {
            put(name, &filled.text);
        }
    }
    let alertname = compiled.alertname.fill(event).text;
    put(
        "alertname",
        if alertname.trim().is_empty() {
            service
        } else {
            &alertname
        },
    );
    put("source", &mapping.name);
    put("run", &run(compiled, event).id);
    for (name, value) in identity.iter() {
        put(name, value);
    }
    labels
}

fn run(compiled: &Compiled, event: &Value) -> Run {
    let id = compiled.run.as_ref().map(|template| template.fill(event).text);
    Run {
        id: text::line(&id.unwrap_or_default(), MAX_VALUE),
        started_at: time_at(compiled.started_at.as_ref(), event),
        ..Run::default()
    }
}

fn time_at(pointer: Option<&Pointer>, event: &Value) -> Option<Timestamp> {
    pointer
        .and_then(|pointer| pointer.first(event))
        .and_then(time::read)
}

fn state_at(compiled: &Compiled, envelope: &Envelope, now: Timestamp) -> Timestamp {
    let event = &envelope.event;
    let sent_at = event
        .get("time")
        .and_then(time::read)
        .or(envelope.sent_at)
        .unwrap_or(now);
    let own = time_at(compiled.state_at.as_ref(), event);
    own.filter(|own| *own <= after(sent_at, MAX_AHEAD))
        .unwrap_or(sent_at)
}

fn evidence(compiled: &Compiled, event: &Value, identity: &Labels, is_unknown: bool) -> Vec<Evidence> {
    let mut facts = Vec::new();
    let mut put = |name: &str, value: &str| {
        let value = text::line(value, MAX_TEXT);
        if !value.is_empty() {
            facts.push(Evidence::new(name, value));
        }
    };
    if is_unknown {
        put(
            "note",
            "its status is none that its source knows: paged to be safe",
        );
    }
    for (name, template) in &compiled.evidence {
        let filled = template.fill(event);
        if filled.is_complete {
            put(name, &filled.text);
        }
    }
    put("status", &compiled.status.shown(event).unwrap_or_default());
    put(
        "where",
        &format!("{} {}", identity.get("account"), identity.get("region")),
    );
    facts
}

/// A link that is whole and leads to a web page, or none.
fn url((name, template): &(String, Template), event: &Value) -> Option<Link> {
    let filled = if template.begins_with_a_value() {
        template.fill(event)
    } else {
        template.fill_with(event, |value| links::percent(&value))
    };
    let is_sound = filled.is_complete && links::is_https(&filled.text);
    is_sound.then(|| Link::new(name, filled.text))
}
