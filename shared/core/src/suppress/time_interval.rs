//! Calendars: a route that is quiet at night.

use super::{Answer, Heard, Held, Suppressor, Surroundings};
use crate::interval::MutedBy;
use crate::page::Holder;
use crate::reason::Cause;
use crate::state::Member;

pub(super) struct TimeInterval;

impl Suppressor for TimeInterval {
    fn ask(&self, member: &Member, around: &Surroundings<'_>) -> Option<Answer> {
        let calendar = around.calendar_of(member);
        if calendar.is_empty() {
            return None;
        }
        let cause = Cause::TimeInterval;
        let names = |muted: &MutedBy| muted.names().join(", ");
        if let Some(muted) = calendar.muted_by(around.now) {
            let until = calendar.ends_after(around.now);
            return Some(Answer::Held(Held {
                cause,
                by: names(&muted),
                until,
            }));
        }
        let (at, muted) = calendar.last_ended(around.now, member.joined_at)?;
        Some(Answer::Heard(Heard {
            at,
            cause,
            by: Holder::Named(names(&muted)),
        }))
    }
}
