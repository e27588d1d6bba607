//! A digest to a receiver that makes an incident of whatever it is sent: nothing would ever close it.

use alert_core::receiver;

use super::super::code::Code;
use super::super::compile::Draft;
use super::super::fault::Faults;
use super::vocabulary::Vocabulary;

pub(super) fn run(draft: &Draft, _: &Vocabulary, faults: &mut Faults) {
    let kind_of = |name: &str| {
        let mut receivers = draft.router.receivers.iter().map(|receiver| &receiver.value);
        receiver::kind(&receivers.find(|receiver| receiver.name == name)?.kind)
    };
    for named in &draft.owners.receivers_named {
        if kind_of(&named.value).is_some_and(receiver::Kind::opens_incidents) {
            faults
                .add(
                    Code::DigestIncident,
                    named.place,
                    format!(
                        "a digest to `{}` opens an incident that nothing closes",
                        named.value
                    ),
                )
                .help("send digests where people read: a chat, a topic with e-mail");
        }
    }
}
