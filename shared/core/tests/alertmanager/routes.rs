//! Where alerts go: receivers, grouping, timers (wait/interval/repeat in seconds) and the path of each route that takes them.

use std::collections::BTreeMap;

use alert_core::route::Route;
use alert_core::severity::Severity;
use serde_json::Value;

use crate::table::part;

pub(crate) fn judge(given: &Value) -> String {
    let trees: BTreeMap<String, Route> = serde_json::from_str(include_str!("routes.json")).unwrap();
    let found = trees[&part::<String>(given, "tree")].matches(&part(given, "labels"));
    let shown = found.into_iter().map(|found| {
        let options = &found.options;
        format!(
            "{} by [{}] {}/{}/{} at {}",
            found.receivers.join(","),
            options.group_by.join(","),
            options.group_wait(Severity::Error).as_secs(),
            options.group_interval.as_secs(),
            options.repeat_interval.as_secs(),
            found.path
        )
    });
    shown.collect::<Vec<_>>().join(" + ")
}
