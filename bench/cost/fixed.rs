//! What a deployment costs in a month without any event.

use std::collections::BTreeSet;

use crate::figures::{Measured, Prices};
use crate::model::Model;
use crate::months::{grouped, usd};
use crate::walk::Walk;

const TEMPLATE: &str = include_str!("../../template.yaml");
pub(crate) const MINUTES: f64 = 43_800.0;
/// Lambda keeps five long polls of a queue open, of 20 seconds each.
const POLLS_A_MINUTE: f64 = 5.0 * 3.0;

/// One thing that is paid each month.
pub(crate) struct Item {
    pub(crate) what: &'static str,
    pub(crate) count: f64,
    pub(crate) usd: f64,
}

/// Everything that is paid each month: counted in the template, in the counted ways and in the metrics that these wrote.
pub(crate) fn items(prices: &Prices, measured: &Measured, walks: &[Walk], memory_mb: f64) -> Vec<Item> {
    let model = Model {
        prices,
        measured,
        memory_mb,
    };
    let idle = walks.iter().find(|walk| walk.name == "idle").unwrap();
    let sweeps = MINUTES * model.walk(idle).sum() + MINUTES * prices.a_million("schedule");
    let per = |what, count: f64, name| Item {
        what,
        count,
        usd: count * prices.get(name),
    };
    let polls = polled_queues() * POLLS_A_MINUTE * MINUTES;
    vec![
        Item {
            what: "sweeps, one a minute",
            count: MINUTES,
            usd: sweeps,
        },
        Item {
            what: "polls of the two queues while they are empty",
            count: polls,
            usd: polls * prices.a_million("sqs"),
        },
        per("metrics in the router's own alarms", alarm_metrics(), "alarm"),
        per(
            "custom metrics that the counted ways write",
            series(walks),
            "metric",
        ),
        per("KMS keys", resources("AWS::KMS::Key"), "key"),
        per("secrets, one for each webhook; one here", 1.0, "secret"),
    ]
}

#[allow(clippy::cast_precision_loss)] // counts of lines
fn lines(with: impl Fn(&str) -> bool) -> f64 {
    TEMPLATE.lines().filter(|line| with(line.trim())).count() as f64
}

fn resources(kind: &str) -> f64 {
    lines(|line| line == format!("Type: {kind}"))
}

/// How many queues wake a function.
fn polled_queues() -> f64 {
    lines(|line| line == "Type: SQS")
}

/// An alarm has one metric, or those that its expression names.
fn alarm_metrics() -> f64 {
    let by_expression = lines(|line| line == "Metrics:");
    resources("AWS::CloudWatch::Alarm") - by_expression + lines(|line| line == "MetricStat:")
}

/// Each name is written with its function and without.
#[allow(clippy::cast_precision_loss)] // some dozens
fn series(walks: &[Walk]) -> f64 {
    let runs = || walks.iter().flat_map(|walk| &walk.runs);
    // The sweep is flush's.
    let function = |who| if who == "ingest" { "ingest" } else { "flush" };
    let with: BTreeSet<_> = runs()
        .flat_map(|run| run.metrics.iter().map(move |name| (function(run.who), *name)))
        .collect();
    let without: BTreeSet<_> = runs().flat_map(|run| run.metrics.iter().copied()).collect();
    (with.len() + without.len()) as f64
}

/// The items as a table.
pub(crate) fn table(prices: &Prices, measured: &Measured, walks: &[Walk], memory_mb: f64) -> String {
    let items = items(prices, measured, walks, memory_mb);
    let mut table = "| each month | how many | USD |\n|---|---|---|\n".to_owned();
    for item in &items {
        table += &format!("| {} | {} | {:.2} |\n", item.what, grouped(item.count), item.usd);
    }
    let sum: f64 = items.iter().map(|item| item.usd).sum();
    format!("{table}| **in all** | | **{sum:.2}** |\n")
}

/// The part of it that are metrics, in dollars.
pub(crate) fn share_of_metrics(prices: &Prices, measured: &Measured, walks: &[Walk]) -> String {
    let items = items(prices, measured, walks, 256.0);
    let metrics = items.iter().find(|item| item.what.starts_with("custom metrics"));
    usd(metrics.map_or(0.0, |item| item.usd))
}
