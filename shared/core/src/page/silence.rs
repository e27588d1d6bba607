//! Notices about a silence: it is about to end, or was ended because it held nothing.

use super::{Note, Notice, Page};
use crate::fingerprint::digest;
use crate::language::Language;
use crate::observation::Evidence;
use crate::reason::Reason;
use crate::silence::Silence;
use crate::time::{Timestamp, spoken, utc};

impl Page {
    /// The silence ends soon; whoever still needs it has time to make it longer. `matched_at`: when it was last seen to
    /// hold something.
    pub fn silence_ends(
        silence: &Silence,
        matched_at: Option<Timestamp>,
        now: Timestamp,
        language: Language,
    ) -> Self {
        let left = spoken(silence.ends_at.duration_since(now));
        let title = (language.silence_ends)(&left, &silence.holds(language));
        let id = silence.id.clone();
        let note = Note::KeepSilence { id };
        about(
            silence,
            Reason::SilenceEnds,
            title,
            matched_at,
            note,
            (now, language),
        )
    }

    /// The silence was ended before its time: what it was for has gone, or it never matched what it was meant to.
    pub fn silence_unmatched(
        silence: &Silence,
        matched_at: Option<Timestamp>,
        now: Timestamp,
        language: Language,
    ) -> Self {
        let title = (language.silence_unmatched)(&silence.holds(language));
        let (reason, note) = (Reason::SilenceUnmatched, Note::SilenceUnmatched);
        about(silence, reason, title, matched_at, note, (now, language))
    }
}

fn about(
    silence: &Silence,
    reason: Reason,
    title: String,
    matched_at: Option<Timestamp>,
    note: Note,
    (now, language): (Timestamp, Language),
) -> Page {
    let held = matched_at.map_or_else(|| language.never_held.to_owned(), utc);
    let facts = [
        ("silence", silence.id.as_str()),
        ("holds", &silence.holds(language)),
        ("by", &silence.created_by),
        ("comment", &silence.comment),
        ("until", &utc(silence.ends_at)),
        ("last held", &held),
    ];
    let facts = facts.iter().filter(|(_, value)| !value.is_empty());
    Page::notice(Notice {
        // The same for the same end: a longer silence is announced again.
        id: digest(&[
            "notification",
            reason.as_str(),
            &silence.id,
            &silence.ends_at.to_string(),
        ]),
        subject: &format!("silence:{{id={:?}}}", silence.id),
        reason,
        title,
        at: now,
        since: silence.starts_at,
        owner: None,
        evidence: facts.map(|(name, value)| Evidence::new(name, *value)).collect(),
        notes: vec![note],
        language,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::plain;

    #[test]
    fn a_silence_that_ends_says_what_it_held_and_how_to_keep_it() {
        let silence: Silence = serde_json::from_value(serde_json::json!({
            "id": "5f1c0e7d2b9a4c3d8e6f", "matchers": [["environment=staging", "service=~ml|serving"]],
            "starts_at": "2026-11-22T08:00:00Z", "ends_at": "2026-11-22T12:00:00Z", "created_by": "ana",
            "comment": "re\u{1b}[2Jtraining", "updated_at": "2026-11-22T08:00:00Z"}))
        .unwrap();
        let (held, now) = (
            "2026-11-22T09:30:00Z".parse().unwrap(),
            "2026-11-22T11:36:00Z".parse().unwrap(),
        );
        let page = Page::silence_ends(&silence, Some(held), now, Language::English);
        assert_eq!(
            plain::plain(&page),
            format!(
                "[SILENCE] ends in 24 min: environment=\"staging\", service=~\"ml|serving\"\n\
                 Note: to keep it: alert-router silence extend 5f1c0e7d2b9a4c3d8e6f --for 4h\n\
                 \n\
                 Since 2026-11-22 08:00:00 UTC, for 3 h 36 min\n\
                 Silence: 5f1c0e7d2b9a4c3d8e6f\n\
                 Holds: environment=\"staging\", service=~\"ml|serving\"\n\
                 By: ana\n\
                 Comment: re [2Jtraining\n\
                 Until: 2026-11-22 12:00:00 UTC\n\
                 Last held: 2026-11-22 09:30:00 UTC\n\
                 \n\
                 Why: a silence is about to end\n\
                 Notification: {}\n",
                page.id
            )
        );
        let longer = Silence {
            ends_at: "2026-11-22T14:00:00Z".parse().unwrap(),
            ..silence
        };
        assert_ne!(
            Page::silence_ends(&longer, None, now, Language::English).id,
            page.id
        );
        assert!(
            Page::silence_unmatched(&longer, None, now, Language::English)
                .evidence
                .iter()
                .any(|fact| fact.value == "nothing so far")
        );
    }
}
