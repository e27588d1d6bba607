//! Silences: somebody does not want to hear of it for a while.

use super::{Answer, Heard, Held, Suppressor, Surroundings};
use crate::language::Language;
use crate::page::Holder;
use crate::reason::Cause;
use crate::silence::{Silence as One, Subject};
use crate::state::Member;
use crate::text;

pub(super) struct Silence;

impl Suppressor for Silence {
    fn ask(&self, member: &Member, around: &Surroundings<'_>) -> Option<Answer> {
        let subject = Subject {
            labels: &member.alert.labels,
            fingerprint: &member.alert.fingerprint,
            episode: member.episode,
        };
        let cause = Cause::Silence;
        if let Some(silenced) = around.silences.silenced(subject, around.now) {
            let by: Vec<String> = silenced
                .by
                .iter()
                .map(|silence| (Language::English.holder)(&holder(silence)))
                .collect();
            return Some(Answer::Held(Held {
                cause,
                by: by.join("; "),
                until: Some(silenced.until),
            }));
        }
        let ended = around
            .silences
            .last_ended(subject, around.now, member.joined_at)?;
        Some(Answer::Heard(Heard {
            at: ended.ends_at,
            cause,
            by: holder(ended),
        }))
    }
}

/// A silence as the one who holds an alert back.
fn holder(silence: &One) -> Holder {
    Holder::Silence {
        id: silence.id.clone(),
        acknowledges: silence.until_resolved.is_some(),
        author: text::line(&silence.created_by, 80),
        comment: text::line(&silence.comment, 80),
    }
}
