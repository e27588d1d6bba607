//! A table of cases.

use std::fmt;

use serde::Deserialize;
use serde_json::Value;

/// Cases of one kind and what judges them.
pub(crate) struct Table {
    pub(crate) name: &'static str,
    lines: &'static str,
    /// What this crate makes of what is given, in the words of the rows.
    pub(crate) judge: fn(&Value) -> String,
}

/// One case.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Row {
    /// The Alertmanager test: its file and name.
    pub(crate) test: String,
    /// Which of its cases.
    pub(crate) case: String,
    pub(crate) given: Value,
    /// What Alertmanager's test expects.
    pub(crate) alertmanager: String,
    /// What we do instead.
    pub(crate) ours: Option<String>,
    pub(crate) why: Option<String>,
}

impl Table {
    pub(crate) const fn new(name: &'static str, lines: &'static str, judge: fn(&Value) -> String) -> Self {
        Self { name, lines, judge }
    }

    pub(crate) fn rows(&self) -> Vec<Row> {
        let parse = |(number, line)| {
            serde_json::from_str(line)
                .unwrap_or_else(|why| panic!("{}.jsonl:{}: {why}", self.name, number + 1))
        };
        self.lines.lines().enumerate().map(parse).collect()
    }
}

impl Row {
    pub(crate) fn expected(&self) -> &str {
        self.ours.as_deref().unwrap_or(&self.alertmanager)
    }
}

impl fmt::Display for Row {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}, {}: {}", self.test, self.case, self.given)
    }
}

/// A part of what is given, read as the crate reads it.
pub(crate) fn part<T: for<'de> Deserialize<'de>>(given: &Value, name: &str) -> T {
    serde_json::from_value(given[name].clone()).unwrap_or_else(|why| panic!("{name} of {given}: {why}"))
}
