//! An alarm whose actions somebody disabled. CloudWatch sends its events all the same (CloudWatch User Guide, "Alarm
//! events and EventBridge"); that they are disabled only its configuration events say.

use super::{Answer, Held, Suppressor, Surroundings};
use crate::reason::Cause;
use crate::state::Member;

pub(super) struct ActionsDisabled;

impl Suppressor for ActionsDisabled {
    fn ask(&self, member: &Member, _around: &Surroundings<'_>) -> Option<Answer> {
        member.actions_disabled.then(|| {
            Answer::Held(Held {
                cause: Cause::ActionsDisabled,
                by: String::new(),
                until: None,
            })
        })
    }
}
