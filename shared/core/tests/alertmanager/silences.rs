//! Silences: whom they hold, how they are changed, when they may be stored. Times are seconds from now.

use alert_core::fingerprint::Fingerprint;
use alert_core::labels::Labels;
use alert_core::silence::{Edit, Silence, SilenceIndex, Subject};
use alert_core::time::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use crate::table::part;

fn now() -> Timestamp {
    Timestamp::from_second(1_800_000_000).unwrap()
}

fn silence(matchers: &Value, [starts, ends]: [i64; 2]) -> Silence {
    let at = |seconds: i64| now() + SignedDuration::from_secs(seconds);
    serde_json::from_value(json!({
        "id": "old", "matchers": matchers, "starts_at": at(starts), "ends_at": at(ends), "updated_at": at(-7200),
    }))
    .unwrap()
}

pub(crate) fn matches(given: &Value) -> String {
    let labels: Labels = part(given, "labels");
    let subject = Subject {
        labels: &labels,
        fingerprint: &Fingerprint::of("test", &labels),
        episode: 1,
    };
    let index = SilenceIndex::new(vec![silence(&given["matchers"], [0, 60])]);
    let silenced = index.silenced(subject, now()).is_some();
    if silenced { "silenced" } else { "heard" }.to_owned()
}

pub(crate) fn edit(given: &Value) -> String {
    let same = json!([["a=b"]]);
    let old = silence(&same, part(given, "from"));
    let matchers = given.get("matchers").unwrap_or(&same);
    let comment = given["comment"].as_str().unwrap_or_default().to_owned();
    let wanted = Silence {
        comment,
        ..silence(matchers, part(given, "to"))
    };
    let edit = Edit::new(Some(&old), wanted.clone(), "new".to_owned(), now());
    // What is changed in place keeps its id and its past; what is made anew leaves the old one over, and begins no earlier
    // than now.
    if edit.silence.id == "old" {
        assert_eq!(edit.expired, None);
        assert_eq!(
            edit.silence,
            Silence {
                updated_at: now(),
                ..wanted
            }
        );
        "in place".to_owned()
    } else {
        assert!(edit.silence.starts_at >= now());
        let expired = edit.expired.map(|expired| expired.ends_at);
        assert_eq!(expired, (old.ends_at > now()).then(now));
        "anew".to_owned()
    }
}

pub(crate) fn expire(given: &Value) -> String {
    let expired = silence(&json!([["a=b"]]), part(given, "span")).expire(now());
    let from_now = |at: Timestamp| at.duration_since(now()).as_secs();
    format!("{} {}", from_now(expired.starts_at), from_now(expired.ends_at))
}

pub(crate) fn state(given: &Value) -> String {
    let state = silence(&json!([["a=b"]]), part(given, "span")).state_at(now());
    let asked: Vec<Value> = part(given, "states");
    let kept = asked.contains(&serde_json::to_value(state).unwrap());
    if kept { "kept" } else { "left out" }.to_owned()
}

pub(crate) fn check(given: &Value) -> String {
    let read = serde_json::from_value::<Silence>(given["silence"].clone());
    let good = read.is_ok_and(|silence| silence.validate(None).is_ok());
    if good { "stored" } else { "refused" }.to_owned()
}
