//! Inhibition: another alert says it already.

use super::{Answer, Heard, Held, Suppressor, Surroundings};
use crate::fingerprint::Fingerprint;
use crate::inhibit::{Inhibition as Verdict, Target};
use crate::page::Holder;
use crate::reason::Cause;
use crate::state::Member;

pub(super) struct Inhibition;

impl Suppressor for Inhibition {
    fn ask(&self, member: &Member, around: &Surroundings<'_>) -> Option<Answer> {
        let verdict = member.held_by.iter().fold(Verdict::FREE, |verdict, role| {
            let target = Target {
                fingerprint: &member.alert.fingerprint,
                starts_at: member.joined_at,
                is_source: role.both,
            };
            verdict.and(
                role.rule
                    .inhibition(target, &around.inhibitors.sources(&role.key), around.now),
            )
        });
        let names = |by: &[Fingerprint]| {
            by.iter()
                .map(|one| around.inhibitors.name(one))
                .collect::<Vec<_>>()
                .join(", ")
        };
        let cause = Cause::Inhibition;
        match verdict {
            Verdict::Held { by, until } => Some(Answer::Held(Held {
                cause,
                by: names(&by),
                until,
            })),
            // To have waited in vain for a source is no news.
            Verdict::Free {
                since: Some(at),
                after,
            } if !after.is_empty() => Some(Answer::Heard(Heard {
                at,
                cause,
                by: Holder::Named(names(&after)),
            })),
            Verdict::Free { .. } => None,
        }
    }
}
