//! `check EXPANDED.json`: every alarm of a template with its owner, runbook and receivers, and the orphans among them.

use std::ffi::{OsStr, OsString};
use std::fs;

use serde_json::Value;

use crate::arguments::{Arguments, Format, Opt};
use crate::exit::{Exit, Failure};
use crate::output::Output;
use crate::template::{Coverage, alarms};
use crate::view;

pub(super) const PARAMETER: Opt = Opt {
    name: "parameter",
    value: "NAME=VALUE",
    about: "a template's parameter, if it has another value than its default",
};

/// Checks each template; the worst of them is the exit code.
pub(super) fn run(
    templates: &[OsString],
    arguments: &Arguments,
    output: &mut Output,
) -> Result<Exit, Failure> {
    let given = given(arguments)?;
    let format = arguments.format()?;
    let now = arguments.now()?;
    let catalog = super::load(arguments, output)?;
    let mut exit = Exit::Ok;
    for path in templates {
        let shown = path.to_string_lossy();
        let found = match read(path).and_then(|template| alarms(&template, &given)) {
            Ok(found) => found,
            Err(why) => {
                output.complain(&view::safe(&format!("{shown}: {why}")));
                exit = Exit::Input;
                continue;
            }
        };
        let mut covered: Vec<Coverage> = found
            .iter()
            .map(|alarm| Coverage::of(alarm, &catalog, now))
            .collect();
        covered.sort_by(|one, other| one.alarm.cmp(&other.alarm));
        if covered.iter().any(|coverage| !coverage.faults.is_empty()) {
            exit = Exit::Input;
        }
        match format {
            Format::Json => {
                for coverage in &covered {
                    output.line(&serde_json::to_string(coverage).unwrap_or_default())?;
                }
            }
            Format::Text => text(&shown, &covered, output)?,
        }
    }
    Ok(exit)
}

/// The values of parameters that were given.
pub(super) fn given(arguments: &Arguments) -> Result<Vec<(&str, &str)>, Failure> {
    let all = arguments.all(&PARAMETER)?.into_iter();
    all.map(|given| {
        given
            .split_once('=')
            .ok_or_else(|| Failure::Usage(format!("`--parameter {given}`: write NAME=VALUE")))
    })
    .collect()
}

pub(super) fn read(path: &OsStr) -> Result<Value, String> {
    let bytes = fs::read(path).map_err(|why| why.to_string())?;
    serde_json::from_slice(&bytes).map_err(|why| {
        format!(
            "not JSON, which is what CloudFormation gets once macros and tags like !Ref are expanded: {why}"
        )
    })
}

fn text(path: &str, covered: &[Coverage], output: &mut Output) -> Result<(), Failure> {
    let rows: Vec<[String; 5]> = covered.iter().map(row).collect();
    let width = |column: usize| {
        rows.iter()
            .map(|row| row[column].chars().count())
            .max()
            .unwrap_or_default()
    };
    let (alarm, severity, owner, runbook) = (width(0), width(1), width(2), width(3));
    for [name, urgent, whose, what, whom] in &rows {
        output.line(&format!(
            "{name:<alarm$}  {urgent:<severity$}  {whose:<owner$}  {what:<runbook$}  {whom}"
        ))?;
    }
    for coverage in covered {
        for fault in &coverage.faults {
            output.complain(&view::safe(&format!("{path}: {}: {fault}", coverage.alarm)));
        }
    }
    let orphans = covered
        .iter()
        .filter(|coverage| !coverage.faults.is_empty())
        .count();
    let plural = |count: usize| if count == 1 { "" } else { "s" };
    output.line(&format!(
        "{}: {} alarm{}, {orphans} orphan{}",
        view::safe(path),
        covered.len(),
        plural(covered.len()),
        plural(orphans)
    ))
}

fn row(coverage: &Coverage) -> [String; 5] {
    let or_none = |found: &Option<String>| view::safe(found.as_deref().unwrap_or("-"));
    [
        view::safe(&coverage.alarm),
        coverage.severity.clone(),
        or_none(&coverage.owner),
        or_none(&coverage.runbook),
        view::safe(&coverage.receivers.join(", ")),
    ]
}
