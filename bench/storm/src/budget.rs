//! What the small storms may cost us: `budget.tsv`, one figure a line.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use crate::ours::Config;
use crate::result::Measured;
use crate::stream::Stream;

/// Figures by name. On a virtual clock they are the same on every run.
pub type Figures = BTreeMap<String, u64>;

/// What one storm comes to.
pub fn figures(stream: Stream, config: Config, measured: &Measured) -> Figures {
    let told = &measured.told;
    let mut figures = vec![
        ("pages", measured.pages),
        ("untold", told.alarms - told.told),
        ("p99", told.p99),
        ("max", told.max),
    ];
    // What is late is a matter of the waits that the catalog writes down.
    if config == Config::Same {
        figures.push(("late", told.late));
    }
    if let Some(ours) = &measured.ours {
        figures.extend(ours.calls.named());
    }
    let name = |what: &str| format!("{}.{}.{what}", stream.name(), config.name());
    figures
        .into_iter()
        .map(|(what, figure)| (name(what), figure))
        .collect()
}

/// What is over the budget, or has none: a line for each.
///
/// # Errors
/// When there is no budget, or it is no budget.
pub fn over(figures: &Figures) -> Result<Vec<String>, String> {
    let text = fs::read_to_string(path()).map_err(|why| format!("budget.tsv: {why}"))?;
    let budget: Figures = text
        .lines()
        .map(|line| {
            let (name, figure) = line
                .split_once('\t')
                .ok_or_else(|| format!("budget.tsv: {line}"))?;
            let figure = figure
                .parse()
                .map_err(|why| format!("budget.tsv: {line}: {why}"))?;
            Ok((name.to_owned(), figure))
        })
        .collect::<Result<_, String>>()?;
    let unmeasured = budget.keys().filter(|name| !figures.contains_key(*name));
    let mut faults: Vec<String> = unmeasured.map(|name| format!("{name} is not measured")).collect();
    faults.extend(
        figures
            .iter()
            .filter_map(|(name, figure)| match budget.get(name) {
                Some(known) if figure <= known => None,
                Some(known) => Some(format!("{name} is {figure}, {known} at the most")),
                None => Some(format!("{name} is {figure} and has no budget")),
            }),
    );
    Ok(faults)
}

/// Writes figures as the budget.
///
/// # Errors
/// When the file can't be written.
pub fn bless(figures: &Figures) -> Result<(), String> {
    let lines: Vec<String> = figures
        .iter()
        .map(|(name, figure)| format!("{name}\t{figure}\n"))
        .collect();
    fs::write(path(), lines.concat()).map_err(|why| format!("budget.tsv: {why}"))
}

fn path() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("budget.tsv")
}
