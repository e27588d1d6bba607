//! Silences as people and programs read them.

use alert_core::language::Language;
use alert_core::silence::{Silence, SilenceState};
use alert_core::time::{Timestamp, spoken, utc};
use serde_json::{Value, json};

use crate::view::{Canvas, Paint};

/// The silences to show, those that end first before the others; those that are over only when asked for.
pub(crate) fn listed(mut silences: Vec<Silence>, with_expired: bool, now: Timestamp) -> Vec<Silence> {
    silences.retain(|silence| with_expired || silence.state_at(now) != SilenceState::Expired);
    silences.sort_by(|one, other| (one.ends_at, &one.id).cmp(&(other.ends_at, &other.id)));
    silences
}

/// One block for each silence.
pub(crate) fn table(silences: &[Silence], now: Timestamp, mut canvas: Canvas) -> String {
    for (position, silence) in silences.iter().enumerate() {
        if position > 0 {
            canvas.gap();
        }
        canvas.painted_field("Silence", &silence.id, Paint::Bold);
        canvas.field("Holds", &silence.holds(Language::English));
        canvas.field("State", &when(silence, now));
        let warned = silence.notify.clone().unwrap_or_default();
        for (label, text) in [
            ("By", &silence.created_by),
            ("Comment", &silence.comment),
            ("Warns", &warned),
        ] {
            if !text.is_empty() {
                canvas.field(label, text);
            }
        }
    }
    canvas.finish()
}

/// What was stored, in a line.
pub(crate) fn line(silence: &Silence, now: Timestamp) -> String {
    format!(
        "silence {} holds {}: {}",
        silence.id,
        silence.holds(Language::English),
        when(silence, now)
    )
}

/// The silence as it is stored, with its state.
pub(crate) fn json(silence: &Silence, now: Timestamp) -> String {
    let mut value = json!(silence);
    if let Value::Object(members) = &mut value {
        members.insert("state".to_owned(), json!(silence.state_at(now)));
    }
    value.to_string()
}

fn when(silence: &Silence, now: Timestamp) -> String {
    let (start, end) = (utc(silence.starts_at), utc(silence.ends_at));
    match silence.state_at(now) {
        SilenceState::Pending => format!("pending, from {start} until {end}"),
        SilenceState::Active => format!(
            "active until {end}, {} to go",
            spoken(silence.ends_at.duration_since(now))
        ),
        SilenceState::Expired => format!("expired since {end}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn silence(id: &str, starts: &str, ends: &str) -> Silence {
        serde_json::from_value(json!({
            "id": id, "matchers": [["environment=\"staging\""]], "starts_at": starts, "ends_at": ends,
            "created_by": "ana\u{1b}[2J", "comment": "retraining", "updated_at": starts,
        }))
        .unwrap()
    }

    #[test]
    fn what_ends_first_comes_first_and_what_is_over_only_when_asked_for() {
        let now = "2026-11-22T10:00:00Z".parse().unwrap();
        let all = vec![
            silence("later", "2026-11-22T12:00:00Z", "2026-11-22T14:00:00Z"),
            silence("over", "2026-11-22T08:00:00Z", "2026-11-22T09:00:00Z"),
            silence("now", "2026-11-22T09:00:00Z", "2026-11-22T11:30:00Z"),
        ];
        let shown = table(&listed(all.clone(), false, now), now, Canvas::new(100, false));
        assert_eq!(
            shown,
            "Silence       now\n\
             Holds         environment=\"staging\"\n\
             State         active until 2026-11-22 11:30:00 UTC, 1 h 30 min to go\n\
             By            ana [2J\n\
             Comment       retraining\n\
             \n\
             Silence       later\n\
             Holds         environment=\"staging\"\n\
             State         pending, from 2026-11-22 12:00:00 UTC until 2026-11-22 14:00:00 UTC\n\
             By            ana [2J\n\
             Comment       retraining\n"
        );
        let every = listed(all, true, now);
        assert_eq!(every[0].id, "over");
        assert!(
            json(&every[0], now).contains(r#""state":"expired""#),
            "{}",
            json(&every[0], now)
        );
    }

    #[test]
    fn an_acknowledgement_says_which_alert() {
        let now = "2026-11-22T10:00:00Z".parse().unwrap();
        let mut one = silence("ack", "2026-11-22T10:00:00Z", "2026-11-22T14:00:00Z");
        one.matchers = alert_core::matcher::Matchers::default();
        one.until_resolved = Some("2789e15b13c3dd98a163".to_owned().into());
        assert_eq!(
            line(&one, now),
            "silence ack holds alert 2789e15b13c3dd98a163 until it resolves: active until 2026-11-22 14:00:00 UTC, 4 h to go"
        );
    }
}
