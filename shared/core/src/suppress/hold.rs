//! The hold: an alert that is not critical may wait, and vanish if it resolves meanwhile.

use super::{Answer, Held, Suppressor, Surroundings};
use crate::reason::Cause;
use crate::severity::Severity;
use crate::state::Member;
use crate::time::after;

pub(super) struct Hold;

impl Suppressor for Hold {
    fn ask(&self, member: &Member, around: &Surroundings<'_>) -> Option<Answer> {
        let hold = around
            .options_of(member)
            .hold
            .filter(|_| member.alert.severity < Severity::Critical)?;
        let until = after(member.joined_at, hold);
        // Nothing is said of a hold that is over: it is a wait like `group_wait`, and no news.
        (until > around.now).then(|| {
            Answer::Held(Held {
                cause: Cause::Transient,
                by: "hold".to_owned(),
                until: Some(until),
            })
        })
    }
}
