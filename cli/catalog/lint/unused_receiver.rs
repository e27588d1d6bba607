//! A receiver that is not the fallback and that no owner's digest and no route names which an alert can reach: configured, and silent for ever.

use super::super::code::Code;
use super::super::compile::Draft;
use super::super::fault::Faults;
use super::reach;
use super::vocabulary::Vocabulary;

pub(super) fn run(draft: &Draft, vocabulary: &Vocabulary, faults: &mut Faults) {
    let named: Vec<&str> = draft
        .router
        .route
        .iter()
        .flat_map(|root| reach::reached(root, vocabulary))
        .flat_map(|route| &route.receivers)
        .chain(&draft.router.fallback)
        .chain(&draft.owners.receivers_named)
        .map(|name| name.value.as_str())
        .collect();
    for receiver in &draft.router.receivers {
        if !named.contains(&receiver.value.name.as_str()) {
            faults
                .add(
                    Code::UnusedReceiver,
                    receiver.place,
                    format!("nothing sends to `{}`", receiver.value.name),
                )
                .help("name it in a route that an alert can reach, or remove it");
        }
    }
}
