//! Silences: somebody does not want to hear of it for a while.

use super::{Answer, Heard, Held, Suppressor, Surroundings};
use crate::reason::Cause;
use crate::silence::{Silence as One, Subject};
use crate::state::Member;

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
            let by: Vec<String> = silenced.by.iter().map(|silence| shown(silence)).collect();
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
            by: shown(ended),
        }))
    }
}

/// A silence as a page names it: its id, who made it and why.
fn shown(silence: &One) -> String {
    let mut shown = match silence.until_resolved {
        Some(_) => format!("acknowledgement {}", silence.id),
        None => silence.id.clone(),
    };
    for (before, part) in [(" by ", &silence.created_by), (": ", &silence.comment)] {
        if !part.is_empty() {
            shown.push_str(before);
            shown.push_str(&crate::text::line(part, 80));
        }
    }
    shown
}
