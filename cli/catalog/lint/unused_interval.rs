//! A time interval that no route names: somebody believes that nights are quiet.

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
        .flat_map(|route| &route.intervals)
        .map(|name| name.value.as_str())
        .collect();
    for interval in &draft.router.time_intervals {
        if !named.contains(&interval.value.name.as_str()) {
            faults
                .add(
                    Code::UnusedInterval,
                    interval.place,
                    format!("no route is quiet by `{}`", interval.value.name),
                )
                .help("name it in `mute_time_intervals` or `active_time_intervals` of a route, or remove it");
        }
    }
}
