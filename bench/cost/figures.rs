//! Figures by name, from a file that says where each comes from.

use std::collections::BTreeMap;

/// A region, as a column of the prices.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Region {
    UsEast1,
    EuWest1,
}

impl Region {
    pub(crate) const ALL: [Self; 2] = [Self::UsEast1, Self::EuWest1];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::UsEast1 => "us-east-1",
            Self::EuWest1 => "eu-west-1",
        }
    }
}

const PRICES: &str = include_str!("prices.tsv");
const MEASURED: &str = include_str!("measured.tsv");
/// The instructions of each step of a decision: what `make bench-engine` counts.
const BUDGET: &str = include_str!("../engine/budget.tsv");

/// A file's lines, cut at tabs.
fn rows(file: &'static str) -> impl Iterator<Item = Vec<&'static str>> {
    let lines = file.lines().filter(|line| !line.starts_with('#'));
    lines.map(|line| line.split('\t').collect())
}

fn column(file: &'static str, column: usize) -> BTreeMap<&'static str, f64> {
    rows(file)
        .map(|row| (row[0], row[column].parse().unwrap()))
        .collect()
}

/// What is paid in a region.
pub(crate) struct Prices(BTreeMap<&'static str, f64>);

impl Prices {
    pub(crate) fn of(region: Region) -> Self {
        Self(column(PRICES, 1 + region as usize))
    }

    pub(crate) fn get(&self, name: &str) -> f64 {
        self.0[name]
    }

    pub(crate) fn a_million(&self, name: &str) -> f64 {
        self.0[name] / 1e6
    }
}

/// Times and bytes, and the engine's instructions.
pub(crate) struct Measured {
    values: BTreeMap<&'static str, f64>,
    steps: BTreeMap<&'static str, f64>,
}

impl Measured {
    pub(crate) fn read() -> Self {
        Self {
            values: column(MEASURED, 1),
            steps: column(BUDGET, 1),
        }
    }

    pub(crate) fn get(&self, name: &str) -> f64 {
        self.values[name]
    }

    /// Milliseconds of a whole vCPU that these steps of a decision take.
    pub(crate) fn cpu_of(&self, steps: &[&str]) -> f64 {
        let instructions: f64 = steps.iter().map(|step| self.steps[step]).sum();
        instructions / self.get("instructions_per_ms")
    }
}

/// The prices as a table.
pub(crate) fn price_table() -> String {
    let head = "| USD | us-east-1 | eu-west-1 | from the page |\n|---|---|---|---|\n".to_owned();
    rows(PRICES).fold(head, |table, row| {
        format!("{table}| {} | {} | {} | {} |\n", row[3], row[1], row[2], row[4])
    })
}

/// The times and bytes as a table.
pub(crate) fn measured_table() -> String {
    let head = "| what | value | where it comes from |\n|---|---|---|\n".to_owned();
    rows(MEASURED).fold(head, |table, row| {
        format!(
            "{table}| {} | {} {} | {} |\n",
            row[0].replace('_', " "),
            row[1],
            row[2],
            row[3]
        )
    })
}
