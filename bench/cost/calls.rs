//! The counted calls as tables.

use alert_pipeline::counting::Call;

use crate::figures::{Measured, Prices, Region};
use crate::model::{Model, PARTS};
use crate::reasons::Reasons;
use crate::walk::Walk;

/// How often each service is called on a way.
struct Sums {
    writes: usize,
    reads: usize,
    catalog: usize,
    queue: usize,
    sends: usize,
}

impl Sums {
    fn of(walk: &Walk) -> Self {
        let count = |of: fn(&Call) -> bool| {
            let calls = walk.runs.iter().flat_map(|run| &run.calls);
            calls.filter(|call| of(call)).count()
        };
        Self {
            writes: count(|call| matches!(call, Call::Put { .. })),
            reads: count(|call| matches!(call, Call::Get { .. } | Call::Partition { .. } | Call::Due { .. })),
            catalog: count(|call| matches!(call, Call::Catalog)),
            queue: count(|call| matches!(call, Call::Wake(..))),
            sends: count(|call| matches!(call, Call::Send(_))),
        }
    }
}

/// The promise of a duplicate: one write and nothing else.
pub(crate) fn assert_duplicate(walks: &[Walk]) {
    let walk = walks.iter().find(|walk| walk.name == "duplicate").unwrap();
    let sums = Sums::of(walk);
    let counted = (sums.writes, sums.reads, sums.catalog, sums.queue, sums.sends);
    assert_eq!(
        counted,
        (1, 0, 0, 0, 0),
        "writes, reads, S3, SQS, sends of a duplicate"
    );
    assert_eq!(walk.runs.len(), 1, "a duplicate wakes nobody");
}

/// One line for each way.
pub(crate) fn summary(walks: &[Walk], measured: &Measured) -> String {
    let mut table = "| | invocations | DynamoDB writes | reads | looks at the catalog | SQS | POST | write units, index included | read units | billed ms at 128 / 256 MB |\n\
        |---|---|---|---|---|---|---|---|---|---|\n"
        .to_owned();
    let prices = Prices::of(Region::UsEast1);
    for walk in walks {
        let sums = Sums::of(walk);
        let units = || {
            let calls = walk.runs.iter().flat_map(|run| &run.calls);
            calls.map(crate::units::Units::of)
        };
        let writes: f64 = units().map(|units| units.writes + units.index_writes).sum();
        let reads: f64 = units().map(|units| units.reads).sum();
        let billed = |memory_mb| {
            let model = Model {
                prices: &prices,
                measured,
                memory_mb,
            };
            walk.runs.iter().map(|run| model.billed_ms(run)).sum::<f64>()
        };
        table += &format!(
            "| **{}** | {} | {} | {} | {} | {} | {} | {writes} | {reads} | {} / {} |\n",
            walk.what,
            walk.runs.len(),
            sums.writes,
            sums.reads,
            sums.catalog,
            sums.queue,
            sums.sends,
            billed(128.0),
            billed(256.0)
        );
    }
    table
}

/// Every call of every way, with its reason.
pub(crate) fn in_full(walks: &[Walk], reasons: &mut Reasons) -> String {
    let mut text = String::new();
    for walk in walks {
        text += &format!(
            "### {}\n\n| by | call | write units (+ index) | read units | what it protects |\n|---|---|---|---|---|\n",
            walk.what
        );
        for line in walk.runs.iter().flat_map(|run| reasons.account(run)) {
            let units = line.units;
            let some = |value: f64| {
                if value > 0.0 {
                    value.to_string()
                } else {
                    String::new()
                }
            };
            let index = if units.index_writes > 0.0 {
                format!(" + {}", units.index_writes)
            } else {
                String::new()
            };
            text += &format!(
                "| {} | {} | {}{index} | {} | {} |\n",
                line.who,
                line.call,
                some(units.writes),
                some(units.reads),
                line.reason
            );
        }
        text.push('\n');
    }
    text
}

/// What a million of each way costs, by what it is paid for.
pub(crate) fn a_million(walks: &[Walk], model: &Model<'_>) -> String {
    let mut table = format!(
        "| USD a million | {} | in all |\n|---|---|---|---|---|---|---|---|\n",
        PARTS.join(" | ")
    );
    let mut line = |what: &str, bill: &crate::model::Bill| {
        let parts: Vec<String> = PARTS
            .iter()
            .map(|part| format!("{:.2}", bill.part(part) * 1e6))
            .collect();
        table += &format!(
            "| {what} | {} | **{:.2}** |\n",
            parts.join(" | "),
            bill.sum() * 1e6
        );
    };
    for walk in walks.iter().filter(|walk| walk.name != "idle") {
        line(walk.what, &model.walk(walk));
    }
    line("*A message of a forwarder*", &model.forwarded());
    table
}
