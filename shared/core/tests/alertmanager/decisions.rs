//! Whether a receiver is told, by what it was told and what is true now. Times are seconds before now.

use alert_core::inhibit::Inhibitors;
use alert_core::silence::SilenceIndex;
use alert_core::state::decide::{Verdict, decide};
use alert_core::state::{DeliveryRecord, GroupRecord, Member};
use alert_core::suppress::Surroundings;
use alert_core::time::Timestamp;
use serde_json::{Value, json};

use crate::table::part;

/// Everything that resolved did so this long ago, everything that fires joined longer ago than any wait.
const RESOLVED: f64 = 60.0;
const JOINED: f64 = 7200.0;

#[allow(clippy::cast_possible_truncation)] // whole milliseconds of this century
fn ago(seconds: f64) -> Timestamp {
    Timestamp::from_millisecond(1_800_000_000_000 - (seconds * 1000.0).round() as i64).unwrap()
}

fn member(alert: u64, firing: bool) -> Member {
    let ended = if firing { Value::Null } else { json!(ago(RESOLVED)) };
    serde_json::from_value(json!({
        "schema": 1, "episode": 1, "alert_version": 1, "firing": firing, "starts_at": ago(JOINED), "joined_at": ago(JOINED),
        "ends_at": ended,
        "alert": {"fingerprint": alert.to_string(), "source": "test", "labels": {}, "severity": "error", "symptom": "s",
            "evidence": [], "links": []},
        "receivers": [{"name": "chat", "kind": "slack"}],
    }))
    .unwrap()
}

pub(crate) fn judge(given: &Value) -> String {
    let numbers = |name: &str| part::<Vec<u64>>(given, name);
    let sent: serde_json::Map<String, Value> = numbers("sent")
        .iter()
        .map(|alert| (alert.to_string(), json!({"episode": 1, "severity": "error"})))
        .collect();
    let log: DeliveryRecord = serde_json::from_value(json!({
        "schema": 1, "sequence": 1, "sent": sent, "last_sent_at": part::<Option<f64>>(given, "last").map(ago),
        "receiver": {"name": "chat", "kind": "slack", "send_resolved": given["send_resolved"]},
    }))
    .unwrap();
    let group: GroupRecord = serde_json::from_value(json!({
        "schema": 1, "key": "g", "labels": {},
        "options": {"group_by": [], "group_interval": given["interval"], "repeat_interval": given["repeat"]},
    }))
    .unwrap();
    let firing = numbers("firing").into_iter().map(|alert| member(alert, true));
    let resolved = numbers("resolved").into_iter().map(|alert| member(alert, false));
    let members: Vec<Member> = firing.chain(resolved).collect();
    let (silences, inhibitors) = (SilenceIndex::default(), Inhibitors::default());
    match decide(
        &log,
        &members,
        &Surroundings::of(&group, &silences, &inhibitors, ago(0.0)),
    ) {
        Verdict::Notify(_) => "told",
        Verdict::Hold(_) | Verdict::Quiet => "not told",
    }
    .to_owned()
}
