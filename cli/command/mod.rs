//! The commands. To add one: a file with a [`Command`] and a row in [`COMMANDS`].

mod alerts;
mod check;
mod coverage;
mod drill;
mod evidence;
mod explain;
mod help;
mod page;
mod publish;
mod reconcile;
mod redrive;
mod route;
mod silence;
mod simulate;
mod test_receiver;

use std::ffi::OsString;

use alert_core::catalog::{Catalog, CatalogFile};

use crate::arguments::{Arguments, COLOR, Opt};
use crate::catalog::{self, Checked, Level, Location};
use crate::exit::{Exit, Failure};
use crate::output::{Choice, Output};

/// A command.
pub(crate) struct Command {
    /// Its name.
    pub(crate) name: &'static str,
    /// What it does, in a line.
    pub(crate) summary: &'static str,
    /// What stands behind its name, e.g. `EVENT.json...`.
    pub(crate) operands: &'static str,
    /// Its options.
    pub(crate) options: &'static [Opt],
    /// What else its help says: facts and examples.
    pub(crate) details: &'static str,
    /// Runs it.
    pub(crate) run: fn(&Arguments, &mut Output) -> Result<Exit, Failure>,
}

/// Every command, in the order of the help.
pub(crate) static COMMANDS: &[&Command] = &[
    &page::COMMAND,
    &check::COMMAND,
    &route::COMMAND,
    &explain::COMMAND,
    &simulate::COMMAND,
    &alerts::COMMAND,
    &silence::COMMAND,
    &test_receiver::COMMAND,
    &drill::COMMAND,
    &publish::COMMAND,
    &reconcile::COMMAND,
    &redrive::COMMAND,
    &evidence::COMMAND,
];

/// Runs the command that the arguments name.
pub(crate) fn run(
    mut arguments: impl Iterator<Item = OsString>,
    output: &mut Output,
) -> Result<Exit, Failure> {
    let Some(name) = arguments.next() else {
        output.report(&help::overview());
        return Ok(Exit::Usage);
    };
    let name = name.to_string_lossy().into_owned();
    match name.as_str() {
        "-h" | "--help" => return output.text(&help::overview()).map(|()| Exit::Ok),
        "-V" | "--version" => {
            return output
                .line(concat!("alert-router ", env!("CARGO_PKG_VERSION")))
                .map(|()| Exit::Ok);
        }
        "help" => return help_on(arguments.next(), output),
        _ => {}
    }
    let command = find(&name)?;
    let arguments = Arguments::parse(arguments, command.options)?;
    if arguments.wants_help {
        return output.text(&help::command(command)).map(|()| Exit::Ok);
    }
    if let Some(word) = arguments.last(&COLOR)? {
        let choice = Choice::parse(word).ok_or_else(|| {
            Failure::Usage(format!("`--color {word}`: there is {}", Choice::WORDS.join(", ")))
        })?;
        output.set_colour(choice);
    }
    (command.run)(&arguments, output)
}

fn help_on(name: Option<OsString>, output: &mut Output) -> Result<Exit, Failure> {
    let text = match name {
        Some(name) => help::command(find(&name.to_string_lossy())?),
        None => help::overview(),
    };
    output.text(&text).map(|()| Exit::Ok)
}

fn find(name: &str) -> Result<&'static Command, Failure> {
    COMMANDS
        .iter()
        .copied()
        .find(|command| command.name == name)
        .ok_or_else(|| {
            let meant = catalog::closest(name, COMMANDS.iter().map(|command| command.name));
            let hint = meant.map_or_else(
                || "see `alert-router --help`".to_owned(),
                |meant| format!("did you mean `{meant}`?"),
            );
            Failure::Usage(format!("there is no command `{name}`; {hint}"))
        })
}

/// The catalog that a command decides with. Its errors are reported, its lints are left to `check`.
fn load(arguments: &Arguments, output: &mut Output) -> Result<Catalog, Failure> {
    let location = Location::choose(arguments.catalog());
    usable(catalog::read(&location), output).map(Catalog::new)
}

/// The catalog that was read, or its errors as a report.
fn usable(checked: Checked, output: &mut Output) -> Result<CatalogFile, Failure> {
    if let Some(file) = checked.catalog {
        return Ok(file);
    }
    for fault in checked
        .faults
        .iter()
        .filter(|fault| fault.level() == Level::Error)
    {
        let text = catalog::text(fault, &checked.files, output.colour_of_errors(), output.width());
        output.report(&format!("{text}\n"));
    }
    Err(Failure::Usage(
        "the catalog has faults; mend them, or name another one with --catalog".to_owned(),
    ))
}
