//! What every observation goes through on its way out of its source, so that no source can forget it: text from outside
//! is cleaned, its secrets are masked, and it is cut. What has no symptom then is called by its name: a page has a title.
//!
//! Identity is left as it is: the fingerprint is made of it, and nobody is shown it but through the labels.

use std::borrow::Cow;

use crate::labels::Labels;
use crate::observation::Observation;
use crate::redact::{line, redact};
use crate::text;

/// The longest symptom; titles cut it further.
const MAX_SYMPTOM: usize = 300;
/// The longest fact: about three lines on a phone.
const MAX_FACT: usize = 280;
/// The longest value of a label: CloudWatch allows dimensions as long as this.
const MAX_VALUE: usize = 1_024;
/// The longest id of an event.
const MAX_ID: usize = 200;

/// The observation as it may be shown.
pub(super) fn finish(mut observation: Observation) -> Observation {
    shown(&mut observation.symptom, MAX_SYMPTOM);
    if observation.symptom.is_empty() {
        observation.symptom = named(&observation);
    }
    shown(&mut observation.event_id, MAX_ID);
    for fact in &mut observation.evidence {
        shown(&mut fact.value, MAX_FACT);
    }
    observation.evidence.retain(|fact| !fact.value.is_empty());
    // A link with its secret masked opens nothing, and one with its secret in it is the secret.
    observation
        .links
        .retain(|link| matches!(redact(&link.url), Cow::Borrowed(_)));
    if let Some(suppression) = &mut observation.suppression {
        shown(&mut suppression.by, MAX_VALUE);
    }
    labels(&mut observation.labels);
    observation
}

/// What to call an alert of which nothing else can be shown.
fn named(observation: &Observation) -> String {
    let mut name = line(observation.labels.get("alertname"), MAX_SYMPTOM);
    if name.is_empty() {
        name = format!("event of {}", observation.source);
    }
    name
}

fn labels(labels: &mut Labels) {
    let masked: Vec<(String, String)> = labels
        .iter()
        .filter_map(|(name, value)| match redact(value) {
            Cow::Borrowed(_) => None,
            Cow::Owned(masked) => Some((name.to_owned(), text::cut(&masked, MAX_VALUE))),
        })
        .collect();
    for (name, value) in masked {
        labels.set(name, value);
    }
}

/// Most text is clean, harmless and short already: then nothing is written anew.
fn shown(value: &mut String, max: usize) {
    if !(value.len() <= max && text::is_plain(value) && matches!(redact(value), Cow::Borrowed(_))) {
        *value = line(value, max);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::observation::{Evidence, Link, State, Suppression, SuppressionCause};
    use crate::run::Run;
    use crate::severity::Severity;
    use crate::time::Timestamp;

    /// A source that takes everything as it comes.
    fn careless(text: &str) -> Observation {
        let named: Labels = [("alertname", text), ("arn", "arn:aws:x:::y")]
            .into_iter()
            .collect();
        Observation {
            source: Cow::Borrowed("careless"),
            event_id: text.to_owned(),
            identity: named.clone(),
            labels: named,
            state: State::Firing,
            state_at: Timestamp::UNIX_EPOCH,
            severity: Severity::Error,
            symptom: text.to_owned(),
            evidence: vec![Evidence::new("reason", text), Evidence::new("empty", " \u{0} ")],
            links: vec![
                Link::new("Graph", format!("https://graph.example/?token={text}1")),
                Link::new(
                    "Alarm",
                    "https://console.aws.amazon.com/cloudwatch/home#alarmsV2:",
                ),
            ],
            suppression: Some(Suppression {
                cause: SuppressionCause::MuteRule,
                by: text.to_owned(),
                until: None,
            }),
            resolve_after: None,
            run: Run::default(),
        }
    }

    #[test]
    fn what_says_nothing_is_called_by_its_name() {
        let mut silent = careless(" \u{200b}\u{202e}");
        assert_eq!(finish(silent.clone()).symptom, "event of careless");
        silent.labels.set("alertname", "disk full");
        assert_eq!(finish(silent).symptom, "disk full");
    }

    #[test]
    fn a_source_can_forget_nothing() {
        let finished = finish(careless("it\u{202e} said\n password=hunter2"));
        assert_eq!(finished.symptom, "it said password=[redacted]");
        assert_eq!(
            finished.evidence,
            [Evidence::new("reason", "it said password=[redacted]")]
        );
        let names: Vec<_> = finished.links.iter().map(|link| link.name.as_str()).collect();
        assert_eq!(names, ["Alarm"]);
        assert!(
            finished
                .labels
                .iter()
                .all(|(_, value)| !value.contains("hunter2"))
        );
        assert_eq!(finished.labels.get("arn"), "arn:aws:x:::y");
        assert_eq!(
            finished.fingerprint(),
            careless("it\u{202e} said\n password=hunter2").fingerprint()
        );
        let cut = finish(careless(&"añ".repeat(3_000)));
        assert_eq!(
            (cut.symptom.chars().count(), cut.event_id.chars().count()),
            (300, 200)
        );
        assert_eq!(cut.evidence[0].value.chars().count(), 280);
        assert_eq!(cut.suppression.map(|held| held.by.chars().count()), Some(1_024));
    }
}
