//! A source of the catalog's own without a sample: nothing shows that it reads what it should, and the first to see it wrong
//! is whoever is on call.

use super::super::code::Code;
use super::super::compile::Draft;
use super::super::fault::Faults;
use super::vocabulary::Vocabulary;

pub(super) fn run(draft: &Draft, _: &Vocabulary, faults: &mut Faults) {
    for source in draft
        .router
        .sources
        .iter()
        .filter(|source| source.samples.is_empty())
    {
        faults
            .add(
                Code::UntriedSource,
                source.name.place,
                format!("nothing shows that the source `{}` works", source.name.value),
            )
            .help("add `samples: [{ file: events/NAME.json, outcome: page }]`, with a real event");
    }
}
