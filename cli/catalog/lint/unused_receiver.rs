//! A receiver that no route names and that is not the fallback: configured, and silent for ever.

use super::super::code::Code;
use super::super::compile::Draft;
use super::super::fault::Faults;

pub(super) fn run(draft: &Draft, faults: &mut Faults) {
    let named: Vec<&str> = draft
        .router
        .route
        .iter()
        .flat_map(|route| route.named())
        .chain(&draft.router.fallback)
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
                .help("name it in a route, or remove it");
        }
    }
}
