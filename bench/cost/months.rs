//! A month of so many events, with so many of them duplicates.

use crate::figures::{Measured, Prices};
use crate::fixed::{MINUTES, items};
use crate::model::Model;
use crate::walk::Walk;

pub(crate) const EVENTS: [f64; 7] = [1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9];
pub(crate) const DUPLICATES: [f64; 4] = [0.0, 0.5, 0.9, 0.99];
/// Executions that the template's two queues may have side by side: each asks for the catalog once a minute.
const SANDBOXES: f64 = 18.0;

/// What a month comes to.
pub(crate) struct Month<'a> {
    model: Model<'a>,
    fixed: f64,
    page: f64,
    resolve: f64,
    duplicate: f64,
    forwarded: f64,
}

impl<'a> Month<'a> {
    pub(crate) fn of(prices: &'a Prices, measured: &'a Measured, walks: &[Walk], memory_mb: f64) -> Self {
        let model = Model {
            prices,
            measured,
            memory_mb,
        };
        let usd = |name: &str| {
            let walk = walks.iter().find(|walk| walk.name == name).unwrap();
            model.walk(walk).sum()
        };
        Self {
            fixed: items(prices, measured, walks, memory_mb)
                .iter()
                .map(|item| item.usd)
                .sum(),
            // The alarm is known and so is its group: the dearer way, and that of all but the first.
            page: usd("again"),
            resolve: usd("resolve"),
            duplicate: usd("duplicate"),
            forwarded: model.forwarded().sum(),
            model,
        }
    }

    pub(crate) fn fixed(&self) -> f64 {
        self.fixed
    }

    /// A duplicate to a forwarder's message, and a page with its end to two of them.
    pub(crate) fn ratios(&self) -> (f64, f64) {
        let pair = (self.page + self.resolve) / (2.0 * self.forwarded);
        (self.duplicate / self.forwarded, pair)
    }

    /// What is no duplicate is a firing and its end, in equal parts, each told once.
    pub(crate) fn router(&self, events: f64, duplicates: f64) -> f64 {
        let changes = events * (1.0 - duplicates);
        let looks = (changes * 1.5).min(SANDBOXES * MINUTES);
        self.fixed
            + changes * (self.page + self.resolve) / 2.0
            + events * duplicates * self.duplicate
            + looks * self.model.prices.a_million("s3_get")
    }

    /// A message for each event, duplicates too.
    pub(crate) fn forwarder(&self, events: f64) -> f64 {
        events * self.forwarded
    }
}

/// The months as a table.
pub(crate) fn table(month: &Month<'_>) -> String {
    let mut table = "| events a month |".to_owned();
    for share in DUPLICATES {
        table += &format!(" {} % duplicates |", share * 100.0);
    }
    table += " a forwarder |\n|---|---|---|---|---|---|\n";
    for events in EVENTS {
        table += &format!("| {} |", grouped(events));
        for share in DUPLICATES {
            table += &format!(" {} |", usd(month.router(events, share)));
        }
        table += &format!(" {} |\n", usd(month.forwarder(events)));
    }
    table
}

/// Dollars, to the cent or to the dollar.
pub(crate) fn usd(value: f64) -> String {
    if value < 100.0 {
        format!("{value:.2}")
    } else {
        grouped(value)
    }
}

/// A whole number with commas.
pub(crate) fn grouped(value: f64) -> String {
    let digits = format!("{value:.0}");
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}
