//! One alert of a notification.

use serde_json::{Map, Value};

use super::NAME;
use crate::fingerprint::digest;
use crate::labels::Labels;
use crate::observation::{Evidence, Link, Observation, State};
use crate::run::Run;
use crate::severity::Severity;
use crate::source::frame::Frame;
use crate::source::{labels, lens, links};
use crate::text;
use crate::time::{self, Timestamp};

/// How many of an alert's labels are carried over.
const MAX_LABELS: usize = 40;
/// The annotations that say in a few words what is wrong, most usual first.
const SUMMARIES: [&str; 4] = ["summary", "title", "message", "description"];

/// What is to be told of it. One without labels is told apart by all that it says.
pub(super) fn observe(alert: &Value, frame: &Frame<'_>) -> Observation {
    let none = Map::new();
    let own = alert.get("labels").and_then(Value::as_object).unwrap_or(&none);
    let whole = if own.is_empty() {
        alert.to_string()
    } else {
        String::new()
    };
    let id = identify(own, &whole);
    let text = |path: &str| lens::text(alert, path);
    let is_resolved = text("/status").is_some_and(|status| status.eq_ignore_ascii_case("resolved"));
    let starts_at = moment(alert, "/startsAt").unwrap_or(frame.at);
    let ends_at = moment(alert, "/endsAt").unwrap_or(frame.at);
    Observation {
        source: NAME.into(),
        event_id: text("/fingerprint").unwrap_or_else(|| frame.id.clone()),
        identity: labels::identity([("alertmanager_alert", &id)]),
        labels: carried(own, &id),
        state: if is_resolved {
            State::Resolved
        } else {
            State::Firing
        },
        state_at: if is_resolved {
            ends_at.max(starts_at)
        } else {
            starts_at
        },
        severity: severity(own),
        symptom: symptom(alert, own),
        evidence: evidence(alert, frame),
        links: found(alert, frame),
        suppression: None,
        // Alertmanager says when it is over, unless `send_resolved` is off.
        resolve_after: None,
        run: Run::default(),
    }
}

/// A time; Go's zero time means that there is none.
fn moment(alert: &Value, path: &str) -> Option<Timestamp> {
    lens::at(alert, path)
        .and_then(time::read)
        .filter(|at| *at > Timestamp::UNIX_EPOCH)
}

/// A digest of the labels: as labels of the identity they could not be changed by the catalog's rules.
fn identify(own: &Map<String, Value>, whole: &str) -> String {
    let pairs: Vec<(&str, String)> = own
        .iter()
        .map(|(name, value)| (name.as_str(), written(value)))
        .collect();
    let parts: Vec<&str> = pairs
        .iter()
        .flat_map(|(name, value)| [*name, value.as_str()])
        .chain([whole].into_iter().filter(|whole| !whole.is_empty()))
        .collect();
    digest(&parts)
}

fn written(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// Its labels, with what every alert has here.
fn carried(own: &Map<String, Value>, id: &str) -> Labels {
    let mut labels = Labels::new();
    for (name, value) in own.iter().take(MAX_LABELS) {
        labels.set(text::line(name, 255), text::line(&written(value), 1_024));
    }
    labels.set_default("alertname", "alert");
    let job = labels.get("job").to_owned();
    labels.set_default("service", &job);
    labels.set("source", NAME);
    labels.set("alertmanager_alert", id);
    labels
}

/// The label that people use for it, in the words that they use.
fn severity(own: &Map<String, Value>) -> Severity {
    let word = ["severity", "priority", "level"]
        .iter()
        .find_map(|name| own.get(*name).and_then(Value::as_str))
        .unwrap_or_default()
        .to_ascii_lowercase();
    match word.trim() {
        "critical" | "page" | "fatal" | "emergency" | "disaster" | "p1" | "sev1" => Severity::Critical,
        "warning" | "warn" | "minor" | "p3" | "sev3" => Severity::Warning,
        "info" | "information" | "informational" | "none" | "low" | "debug" | "p4" | "p5" | "sev4" => {
            Severity::Info
        }
        // "error", "major", "high", and alerts without any: the same day.
        _ => Severity::Error,
    }
}

/// What the alert's author wrote, else its name and whose it is.
fn symptom(alert: &Value, own: &Map<String, Value>) -> String {
    let written = SUMMARIES
        .iter()
        .find_map(|name| lens::text(alert, &format!("/annotations/{name}")));
    let of = |name: &str| own.get(name).and_then(Value::as_str).unwrap_or_default();
    let told = written.unwrap_or_else(|| {
        let whose = ["instance", "pod", "service", "job"]
            .iter()
            .map(|name| of(name))
            .find(|value| !value.is_empty());
        format!("{} {}", of("alertname"), whose.unwrap_or_default())
    });
    let told = text::line(&told, 200);
    if told.is_empty() {
        "an alert without a name".to_owned()
    } else {
        told
    }
}

fn evidence(alert: &Value, frame: &Frame<'_>) -> Vec<Evidence> {
    let mut facts: Vec<Evidence> = Vec::new();
    if let Some(annotations) = alert.get("annotations").and_then(Value::as_object) {
        let links = ["runbook_url", "runbook", "dashboard_url", "dashboard"];
        facts = annotations
            .iter()
            .filter(|(name, _)| !links.contains(&name.as_str()))
            .take(8)
            .map(|(name, value)| Evidence::new(&text::line(name, 40), written(value)))
            .collect();
    }
    let others = [
        ("values", lens::text(alert, "/valueString")),
        ("graph", lens::text(alert, "/generatorURL")),
        ("alertmanager", lens::text(frame.detail, "/externalURL")),
        ("receiver there", lens::text(frame.detail, "/receiver")),
    ];
    facts.extend(
        others
            .into_iter()
            .filter_map(|(name, value)| Some(Evidence::new(name, value?))),
    );
    facts
}

fn found(alert: &Value, frame: &Frame<'_>) -> Vec<Link> {
    let urls = [
        (
            "Runbook",
            lens::text_either(alert, "/annotations/runbook_url", "/annotations/runbook"),
        ),
        (
            "Dashboard",
            lens::text(alert, "/annotations/dashboard_url").or_else(|| lens::text(alert, "/dashboardURL")),
        ),
        ("Graph", lens::text(alert, "/generatorURL")),
        ("Alertmanager", lens::text(frame.detail, "/externalURL")),
    ];
    urls.into_iter()
        .filter_map(|(name, url)| Some(Link::new(name, url.filter(|url| links::is_https(url))?)))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn the_labels_are_the_alert_in_any_order() {
        let of = |labels: Value| identify(labels.as_object().unwrap(), "");
        assert_eq!(of(json!({"a": "1", "b": "2"})), of(json!({"b": "2", "a": "1"})));
        assert_ne!(of(json!({"a": "1", "b": "2"})), of(json!({"a": "1", "b": "3"})));
        assert_ne!(of(json!({"a": "1b", "c": ""})), of(json!({"a": "1", "bc": ""})));
    }

    #[test]
    fn people_have_many_words_for_severity() {
        for (labels, expected) in [
            (json!({"severity": "critical"}), Severity::Critical),
            (json!({"severity": " Page "}), Severity::Critical),
            (json!({"priority": "P3"}), Severity::Warning),
            (json!({"severity": "none"}), Severity::Info),
            (json!({"severity": "major"}), Severity::Error),
            (json!({}), Severity::Error),
        ] {
            assert_eq!(severity(labels.as_object().unwrap()), expected, "{labels}");
        }
    }

    #[test]
    fn go_s_zero_time_is_none() {
        let alert = json!({"endsAt": "0001-01-01T00:00:00Z", "startsAt": "2026-11-20T09:00:00Z"});
        assert_eq!(moment(&alert, "/endsAt"), None);
        assert!(moment(&alert, "/startsAt").is_some());
    }
}
