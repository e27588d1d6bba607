//! `check`: every fault of a catalog at once, or every orphan among the alarms of a template.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use super::{Command, coverage};
use crate::arguments::{Arguments, CATALOG, COLOR, FORMAT, Format, NOW, Opt};
use crate::catalog::{self, Checked, Level, Location};
use crate::exit::{Exit, Failure};
use crate::output::Output;

const DENY_WARNINGS: Opt = Opt {
    name: "deny-warnings",
    value: "",
    about: "exit with 1 for lints too",
};
const CODES: Opt = Opt {
    name: "codes",
    value: "",
    about: "list every code and what it means",
};

pub(super) const COMMAND: Command = Command {
    name: "check",
    summary: "Report every fault of a catalog, or every alarm that it has nobody for",
    operands: "[DIR | EXPANDED.json...]",
    options: &[
        CATALOG,
        FORMAT,
        DENY_WARNINGS,
        CODES,
        coverage::PARAMETER,
        NOW,
        COLOR,
    ],
    details: "\
DIR is a catalog: router.yaml, owners.yaml and one NAME.md with front matter for each runbook
(README.md is left alone). Without DIR it is ./runbooks, else the built-in catalog. R1.. is an
error, R2.. a lint. The catalog's own sources are tried on their samples. URLs and tokens in YAML
files are shown as stars: reports end up in logs.

--format json prints one object for each fault: code, level, file, line, column, end_line,
end_column, message, help.

EXPANDED.json is a CloudFormation template after its macros, in JSON. Each alarm in it is made to
fire, and the catalog says who hears of it. An alarm without owner, runbook or receivers is an
orphan, and so is one whose tags (owner, runbook, severity) say otherwise. Parameters have their
defaults; AWS::StackName is `stack` unless --parameter says so. --format json prints one object
for each alarm: alarm, resource, severity, owner, runbook, receivers, faults.

Exit code: 0 without errors, 1 with errors (or lints and --deny-warnings) or an orphan, 2 for a
wrong command line.

Examples:
  alert-router check
  alert-router check --deny-warnings team/runbooks
  alert-router check --parameter AWS::StackName=alert-router EXPANDED.json
",
    run,
};

fn run(arguments: &Arguments, output: &mut Output) -> Result<Exit, Failure> {
    if arguments.has(&CODES) {
        for (_, id, about) in catalog::CODES {
            output.line(&format!("{id}  {about}"))?;
        }
        return Ok(Exit::Ok);
    }
    let is_template = |path: &OsString| Path::new(path).extension().is_some_and(|end| end == "json");
    if !arguments.operands.is_empty() && arguments.operands.iter().all(is_template) {
        return coverage::run(&arguments.operands, arguments, output);
    }
    let folder = match arguments.operands.as_slice() {
        [] => arguments.catalog(),
        [folder] => Some(PathBuf::from(folder)),
        _ => return Err(Failure::Usage("check one folder at a time".to_owned())),
    };
    let format = arguments.format()?;
    let location = Location::choose(folder);
    let checked = catalog::tried(&location);
    for fault in &checked.faults {
        match format {
            Format::Json => output.line(&catalog::json(fault, &checked.files))?,
            Format::Text => {
                let text = catalog::text(fault, &checked.files, output.colour_of_errors(), output.width());
                output.report(&format!("{text}\n"));
            }
        }
    }
    let count = |level| {
        checked
            .faults
            .iter()
            .filter(|fault| fault.level() == level)
            .count()
    };
    let (errors, warnings) = (count(Level::Error), count(Level::Warning));
    if format == Format::Text {
        output.line(&summary(&location, &checked, errors, warnings))?;
    }
    let failed = errors > 0 || warnings > 0 && arguments.has(&DENY_WARNINGS);
    Ok(if failed { Exit::Input } else { Exit::Ok })
}

fn summary(location: &Location, checked: &Checked, errors: usize, warnings: usize) -> String {
    let place = match location {
        Location::Folder(folder) => folder.display().to_string(),
        Location::Embedded => "built-in catalog".to_owned(),
    };
    let counted = |count: usize, noun: &str| format!("{count} {noun}{}", if count == 1 { "" } else { "s" });
    let faults = match (errors, warnings) {
        (0, 0) => "no faults".to_owned(),
        _ => format!("{}, {}", counted(errors, "error"), counted(warnings, "warning")),
    };
    match &checked.catalog {
        Some(file) => format!(
            "{place}: {faults}; {}, {}, {}, version {}",
            counted(file.runbooks.len(), "runbook"),
            counted(file.owners.len(), "owner"),
            counted(file.receivers.len(), "receiver"),
            file.version
        ),
        None => format!("{place}: {faults}"),
    }
}
