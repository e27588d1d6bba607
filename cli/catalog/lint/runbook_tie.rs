//! Two runbooks that are equally specific for the same alerts: the first by name would win, by chance.
//!
//! Only lists of the very same matchers are compared. Whether two regular expressions can both match is left open.

use std::collections::BTreeMap;

use super::super::code::Code;
use super::super::compile::Draft;
use super::super::fault::Faults;

pub(super) fn run(draft: &Draft, faults: &mut Faults) {
    let mut seen: BTreeMap<Vec<String>, usize> = BTreeMap::new();
    for (position, written) in draft.runbooks.iter().enumerate() {
        for list in written.runbook.matchers.lists() {
            let mut key: Vec<String> = list.iter().map(ToString::to_string).collect();
            key.sort();
            key.dedup();
            let Some(&first) = seen.get(&key) else {
                seen.insert(key, position);
                continue;
            };
            let other = &draft.runbooks[first];
            if first != position {
                faults
                    .add(
                        Code::RunbookTie,
                        written.matchers,
                        format!("`{}` is for the same alerts, and always wins", other.runbook.name),
                    )
                    .help("add a matcher to one of the two")
                    .also(other.matchers, "the same matchers");
            }
        }
    }
}
