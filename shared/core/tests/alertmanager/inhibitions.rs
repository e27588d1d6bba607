//! Whether an alert is held back by those that fire beside it. Times are seconds from now.

use alert_core::fingerprint::Fingerprint;
use alert_core::inhibit::{InhibitIndex, Inhibition, Source, Target};
use alert_core::labels::Labels;
use alert_core::time::{SignedDuration, Timestamp};
use serde::Deserialize;
use serde_json::Value;

use crate::table::part;

#[derive(Deserialize)]
struct Firing {
    labels: Labels,
    starts: i64,
    ends: Option<i64>,
}

pub(crate) fn judge(given: &Value) -> String {
    let now = Timestamp::from_second(1_800_000_000).unwrap();
    let at = |seconds: i64| now + SignedDuration::from_secs(seconds);
    let index = InhibitIndex::new(part(given, "rules"));
    // Every source under its rule and key, as they would be stored.
    let mut stored: Vec<(String, Source)> = Vec::new();
    for alert in part::<Vec<Firing>>(given, "alerts") {
        for role in index.as_source(&alert.labels) {
            let source = Source {
                fingerprint: Fingerprint::of("test", &alert.labels),
                starts_at: at(alert.starts),
                ends_at: alert.ends.map(at),
                is_target: role.both,
            };
            stored.push((role.key, source));
        }
    }
    let labels: Labels = part(given, "target");
    let fingerprint = Fingerprint::of("test", &labels);
    let answer = index
        .as_target(&labels)
        .into_iter()
        .fold(Inhibition::FREE, |so_far, role| {
            let sources: Vec<Source> = stored
                .iter()
                .filter(|(key, _)| *key == role.key)
                .map(|(_, source)| source.clone())
                .collect();
            let target = Target {
                fingerprint: &fingerprint,
                starts_at: at(-60),
                is_source: role.both,
            };
            so_far.and(role.rule.inhibition(target, &sources, now))
        });
    match answer {
        Inhibition::Held { .. } => "held",
        Inhibition::Free { .. } => "free",
    }
    .to_owned()
}
