//! What CloudWatch itself holds back: a composite alarm's suppressor, a mute rule.

use super::{Answer, Heard, Held, Suppressor, Surroundings};
use crate::page::Holder;
use crate::state::Member;

pub(super) struct Aws;

impl Suppressor for Aws {
    fn ask(&self, member: &Member, around: &Surroundings<'_>) -> Option<Answer> {
        let Some(suppression) = &member.suppression else {
            // A release is an event, and by then the suppression is gone from the record.
            let released = member.released?;
            return Some(Answer::Heard(Heard {
                at: released.known_at.unwrap_or(released.at),
                cause: released.from,
                by: Holder::Named(String::new()),
            }));
        };
        let (cause, by) = (suppression.cause.cause(), suppression.by.clone());
        Some(match suppression.until {
            // A mute rule's window ends on its own: no event says so, so the clock does.
            Some(until) if until <= around.now => Answer::Heard(Heard {
                at: until,
                cause,
                by: Holder::Named(by),
            }),
            until => Answer::Held(Held { cause, by, until }),
        })
    }
}
