//! How soon pages come, as bars for `bench/record` to draw: what they show, then a name, a figure and a shade each.

use crate::measure::All;

/// A bar for each storm and each who told of it.
pub fn bars(all: &All) -> String {
    let mut bars = "seconds from a change to the page that has it, p99\n".to_owned();
    for storm in &all.storms {
        let what = format!("{} {}", storm.size, storm.stream.name());
        let mut bar = |who: &str, millis: u64, shade: &str| {
            bars += &format!(
                "{what}, {who}\t{}.{}\t{shade}\n",
                millis / 1_000,
                millis % 1_000 / 100
            );
        };
        bar("alert-router", storm.same.told.p99, "dark");
        if let Some(theirs) = &storm.alertmanager {
            bar("Alertmanager", theirs.told.p99, "other");
        }
    }
    bars
}
