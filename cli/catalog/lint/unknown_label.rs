//! Alerts grouped, or sources and targets compared, by a label that nothing sets: a label that all lack is equal on all,
//! so everything ends in one group, and one source holds back everything.

use super::super::code::Code;
use super::super::compile::Draft;
use super::super::fault::Faults;
use super::super::suggest;
use super::vocabulary::Vocabulary;

pub(super) fn run(draft: &Draft, vocabulary: &Vocabulary, faults: &mut Faults) {
    let routes = draft.router.route.iter().flat_map(|root| root.all());
    let grouped = routes.flat_map(|route| &route.group_by);
    let compared = draft.router.inhibit_rules.iter().flat_map(|rule| &rule.equal);
    for name in grouped.chain(compared) {
        if name.value == "..." || vocabulary.has(&name.value) {
            continue;
        }
        let help = suggest::closest(&name.value, vocabulary.names()).map_or_else(
            || {
                "set it by a rule under `labels`; a dimension of your own metrics is known once a matcher asks for it"
                    .to_owned()
            },
            |meant| format!("did you mean `{meant}`?"),
        );
        faults
            .add(
                Code::UnknownLabel,
                name.place,
                format!("nothing sets the label `{}`", name.value),
            )
            .help(help);
    }
}
