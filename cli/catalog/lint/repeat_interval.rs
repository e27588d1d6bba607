//! A page that is repeated sooner than news of its group may be told.

use alert_core::route::Options;
use alert_core::time::spoken;

use super::super::code::Code;
use super::super::compile::Draft;
use super::super::fault::Faults;
use super::super::read::route::Branch;
use super::vocabulary::Vocabulary;

pub(super) fn run(draft: &Draft, _: &Vocabulary, faults: &mut Faults) {
    if let Some(root) = &draft.router.route {
        walk(root, &Options::default(), faults);
    }
}

/// Only a route that sets one of the two is named: those below inherit its mistake.
fn walk(branch: &Branch, inherited: &Options, faults: &mut Faults) {
    let options = inherited.inherited_by(&branch.route);
    if let Some(place) = branch
        .how_often
        .filter(|_| options.group_interval > options.repeat_interval)
    {
        faults
            .add(
                Code::RepeatBeforeInterval,
                place,
                format!(
                    "a page is repeated after {} here, and news of its group may wait {}",
                    spoken(options.repeat_interval),
                    spoken(options.group_interval)
                ),
            )
            .help("make `repeat_interval` as long as `group_interval` at least; both are inherited from the route above");
    }
    for child in &branch.children {
        walk(child, &options, faults);
    }
}
