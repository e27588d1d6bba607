//! The source of last resort: claims anything, so that nothing is dropped for being unknown.
//!
//! Identity is what the event says of its kind and place (EventBridge source, detail type, account, region, first
//! resource) and a digest of its content: what nobody can read can't be said to be the same thing again, and the group
//! keeps many of them in one page. There is no recovery to wait for: the alert counts as over after a day.

use serde_json::Value;

use super::{Source, SourceError, lens};
use crate::envelope::Envelope;
use crate::fingerprint::digest;
use crate::labels::Labels;
use crate::observation::{Evidence, Observation, State};
use crate::redact;
use crate::run::Run;
use crate::severity::Severity;
use crate::text;
use crate::time::{self, SignedDuration, Timestamp};

/// The source of what no other source knows or can read.
pub struct Raw;

const NAME: &str = "raw";
const RESOLVE_AFTER: SignedDuration = SignedDuration::from_hours(24);

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
    labels.set("alertname", redact::line(&headline(envelope), 120));
    labels.set("source", NAME);
    labels.set("service", service(event));
    let mut evidence = Vec::new();
    if let Some(error) = error {
        evidence.push(Evidence::new("not understood", error.to_string()));
    }
    let shown = shown(event);
    let is_blank = text::line(text::cut_bytes(&shown, 200), 1).is_empty();
    let fact = if is_blank { "(empty)".to_owned() } else { shown };
    evidence.push(Evidence::new("event", fact));
    Observation {
        source: NAME.into(),
        event_id: lens::text(event, "/id")
            .or_else(|| envelope.carrier_id.clone())
            .unwrap_or_default(),
        identity,
        labels,
        state: State::Firing,
        state_at,
        // What its own source can't read may be as bad as anything from there.
        severity: if error.is_some() {
            Severity::Error
        } else {
            Severity::Warning
        },
        symptom: redact::line(&headline(envelope), 90),
        evidence,
        links: vec![],
        suppression: None,
        resolve_after: Some(RESOLVE_AFTER),
        run: Run::default(),
    }
}

fn identity(event: &Value) -> Labels {
    let mut identity = Labels::new();
    for (name, path) in [
        ("event_source", "/source"),
        ("detail_type", "/detail-type"),
        ("account", "/account"),
        ("region", "/region"),
        ("resource", "/resources/0"),
    ] {
        identity.set(
            name,
            lens::text(event, path)
                .map(|value| text::line(&value, 1024))
                .unwrap_or_default(),
        );
    }
    identity.set(
        "content",
        digest(&[&event.get("detail").unwrap_or(event).to_string()]),
    );
    identity
}

/// EventBridge's source without AWS's prefix, as the sources of known events spell it: `sagemaker`, `com.example.shop`.
fn service(event: &Value) -> String {
    let source = lens::text(event, "/source").unwrap_or_default();
    text::line(source.strip_prefix("aws.").unwrap_or(&source), 120)
}

/// The name at the end of an ARN.
fn last(arn: &str) -> &str {
    arn.rsplit([':', '/']).next().unwrap_or(arn)
}

/// The most telling words there are: the detail type, a subject, the first words of a text.
fn headline(envelope: &Envelope) -> String {
    let event = &envelope.event;
    let kind = lens::text(event, "/detail-type");
    if let Some(kind) = kind.filter(|kind| !text::line(kind, 10).is_empty()) {
        let resource = lens::text(event, "/resources/0")
            .map(|arn| format!(" {}", last(&arn)))
            .unwrap_or_default();
        let source = lens::text(event, "/source")
            .map(|source| format!(" ({source})"))
            .unwrap_or_default();
        return format!("{kind}{resource}{source}");
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
        .or_else(|| named.iter().find_map(|path| lens::text(event, path)))
        .or_else(|| event.as_str().map(str::to_owned))
        .filter(|words| !text::line(words, 10).is_empty())
        .unwrap_or_else(|| "Unrecognised event".to_owned())
}

fn time_of(event: &Value) -> Option<Timestamp> {
    ["/time", "/timestamp", "/Timestamp"]
        .iter()
        .find_map(|path| lens::at(event, path).and_then(time::read))
}

fn shown(event: &Value) -> String {
    match event {
        Value::String(text) => text.clone(),
        other => other.get("detail").unwrap_or(other).to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn observed(event: Value) -> Observation {
        observe(&Envelope::bare(event), None, Timestamp::UNIX_EPOCH)
    }

    #[test]
    fn two_unknown_things_of_one_resource_are_two_alerts() {
        let event = |finding: &str| json!({"source": "aws.new", "detail-type": "Finding", "resources": ["arn:aws:new:::r"], "detail": {"f": finding}});
        assert_eq!(
            observed(event("a")).fingerprint(),
            observed(event("a")).fingerprint()
        );
        assert_ne!(
            observed(event("a")).fingerprint(),
            observed(event("b")).fingerprint()
        );
        assert_eq!(observed(event("a")).labels.get("service"), "new");
        assert_eq!(observed(event("a")).symptom, "Finding r (aws.new)");
    }

    #[test]
    fn whatever_it_is_it_has_a_name_and_shows_itself() {
        for (event, symptom) in [
            (json!(null), "Unrecognised event"),
            (json!([1, 2]), "Unrecognised event"),
            (json!("disk full\non host a"), "disk full on host a"),
            (json!({"title": "\u{200b}"}), "Unrecognised event"),
            (json!({"message": "quota"}), "quota"),
            (
                json!({"source": "", "detail-type": "\u{202e}", "detail": {}}),
                "Unrecognised event",
            ),
        ] {
            let observation = observed(event);
            assert_eq!(observation.symptom, symptom);
            assert_eq!(observation.state, State::Firing);
            assert!(observation.evidence.iter().any(|fact| fact.name == "event"));
        }
    }
}
