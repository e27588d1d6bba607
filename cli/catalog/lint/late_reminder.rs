//! A reminder that never comes, because the repeat comes first.

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
    let late = options
        .reminder
        .filter(|reminder| *reminder >= options.repeat_interval);
    if let (Some(place), Some(reminder)) = (branch.how_soon, late) {
        let (reminder, repeat) = (spoken(reminder), spoken(options.repeat_interval));
        faults
            .add(
                Code::LateReminder,
                place,
                format!("a reminder is due after {reminder} here, and the page is repeated after {repeat} anyway"),
            )
            .help("make `reminder` shorter than `repeat_interval`, or `0s` for none; both are inherited from the route above");
    }
    for child in &branch.children {
        walk(child, &options, faults);
    }
}
