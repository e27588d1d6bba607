//! `alert-router`: what the Lambdas decide, on the command line, and the catalog's compiler.
//!
//! Nothing is decided here. A command reads its input, asks the core and shows the answer; the text goes to standard
//! output, what is wrong goes to standard error. Exit codes: 0 when all is well, 1 for input that can't be read or has
//! faults, 2 for a wrong command line or a catalog that can't be used, 3 for a simulation whose ledger does not balance.

mod alarms;
mod arguments;
mod catalog;
mod command;
mod drilling;
mod episodes;
mod event;
mod evidence;
mod exit;
mod output;
mod preview;
mod publication;
mod queues;
mod quiet;
mod reconciling;
mod redrive;
mod requests;
mod script;
mod sending;
mod silence;
mod table;
mod template;
mod user;
mod verdict;
mod view;
mod wording;

use std::process::ExitCode;

use exit::{Exit, Failure};
use output::Output;

fn main() -> ExitCode {
    let mut output = Output::standard();
    let result = command::run(std::env::args_os().skip(1), &mut output);
    let result = result.and_then(|exit| output.flush().map(|()| exit).map_err(Failure::from));
    match result {
        Ok(exit) => exit.into(),
        // `alert-router page ... | head` is no failure.
        Err(Failure::Closed) => Exit::Ok.into(),
        Err(Failure::Usage(why)) => {
            output.complain(&why);
            Exit::Usage.into()
        }
        Err(Failure::Failed(why)) => {
            output.complain(&why);
            Exit::Input.into()
        }
        Err(Failure::Io(why)) => {
            output.complain(&why.to_string());
            Exit::Input.into()
        }
    }
}
