//! Instructions from the program's first to its first question, counted by valgrind's callgrind, and what they may be.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};
use std::{env, fs};

use crate::function::{Function, UNCONNECTED};

/// More of its budget than this fails.
const TOLERANCE: f64 = 1.10;

/// Instructions by function.
pub type Counts = BTreeMap<String, u64>;

/// Counts those of one function. Nothing is connected: a handshake's differ from one to the next.
///
/// # Errors
/// When valgrind can't run it.
pub fn count(name: &str, binary: &Path) -> io::Result<u64> {
    let out = env::temp_dir().join(format!("cold.{}.{name}.callgrind", std::process::id()));
    let file = format!("--callgrind-out-file={}", out.display());
    let (variable, value) = UNCONNECTED;
    let variables = [(variable.to_owned(), value.to_owned())];
    Function::start(
        &["valgrind", "--tool=callgrind", "--quiet", &file],
        binary,
        &variables,
    )?
    .end()?;
    let counted = fs::read_to_string(&out)?;
    fs::remove_file(&out)?;
    counted
        .lines()
        .find_map(|line| line.strip_prefix("totals: ")?.trim().parse().ok())
        .ok_or_else(|| io::Error::other("callgrind wrote no totals"))
}

/// What each function may need.
///
/// # Errors
/// When there is no budget, or it is no budget.
pub fn budget() -> io::Result<Counts> {
    let text = fs::read_to_string(path())?;
    text.lines()
        .map(|line| {
            let (name, count) = line
                .split_once('\t')
                .ok_or_else(|| io::Error::other(line.to_owned()))?;
            Ok((name.to_owned(), count.parse().map_err(io::Error::other)?))
        })
        .collect()
}

/// Writes these as the budget.
///
/// # Errors
/// When the file can't be written.
pub fn bless(counts: &Counts) -> io::Result<()> {
    let lines: Vec<String> = counts
        .iter()
        .map(|(name, count)| format!("{name}\t{count}\n"))
        .collect();
    fs::write(path(), lines.concat())
}

/// Whether a count is within its budget. One without a budget is not.
#[allow(clippy::cast_precision_loss)] // far below 2^52
pub fn is_within(count: u64, budget: Option<u64>) -> bool {
    budget.is_some_and(|budget| count as f64 <= budget as f64 * TOLERANCE)
}

fn path() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("budget.tsv")
}
