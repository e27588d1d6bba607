//! What the two queues take in an hour of it, with the template's concurrency.

use super::SPACING_US;
use super::storm::Storm;
use crate::months::grouped;

const TEMPLATE: &str = include_str!("../../../template.yaml");

/// `MaximumConcurrency` of the queues as they stand in the template: ingest's, then flush's.
fn concurrency() -> [f64; 2] {
    let key = "ScalingConfig: { MaximumConcurrency: ";
    let found: Vec<f64> = TEMPLATE
        .lines()
        .filter_map(|line| line.trim().strip_prefix(key)?.split(' ').next()?.parse().ok())
        .collect();
    found.try_into().unwrap()
}

/// The queues as a table.
pub(crate) fn table(storms: &[Storm]) -> String {
    let [ingest, flush] = concurrency();
    #[allow(clippy::cast_precision_loss)] // some thousands
    let arrivals = 1e6 / SPACING_US as f64;
    let mut table = format!(
        "| {arrivals:.0} alarms a second | ingest: ms an event | it takes, a second | waiting after an hour | flush: wake-ups an alarm | ms each | it takes, a second | waiting after an hour | POSTs in the first minute |\n\
         |---|---|---|---|---|---|---|---|---|\n"
    );
    for storm in storms {
        let takes = ingest * 1000.0 / storm.ingest_ms;
        let passed = arrivals.min(takes);
        let flushes = flush * 1000.0 / storm.flush_ms;
        let late = |asked: f64, taken: f64| {
            let waiting = (asked - taken).max(0.0) * 3600.0;
            if waiting > 0.0 {
                format!("**{}** ({:.0} min)", grouped(waiting), waiting / taken / 60.0)
            } else {
                "0".to_owned()
            }
        };
        table += &format!(
            "| {} | {:.0} | {:.0} | {} | {:.2} | {:.0} | {:.0} | {} | {} |\n",
            storm.shape.name,
            storm.ingest_ms,
            takes,
            late(arrivals, takes),
            storm.wakes,
            storm.flush_ms,
            flushes,
            late(passed * storm.wakes, flushes),
            storm.posts
        );
    }
    format!(
        "{table}\nConcurrency: {ingest} of ingest, {flush} of flush. In brackets: how long it takes to catch up.\n"
    )
}
