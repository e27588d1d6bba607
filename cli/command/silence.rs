//! `silence`: what somebody does not want to hear of for a while.

use alert_core::silence::Silence;
use alert_core::time::Timestamp;

use super::Command;
use crate::arguments::{Arguments, COLOR, FORMAT, Format, NOW, Opt, TABLE};
use crate::catalog::seconds;
use crate::exit::{Exit, Failure};
use crate::output::Output;
use crate::silence::{self, Wanted};
use crate::table::Table;
use crate::user::user;
use crate::view::{self, Canvas};

const MATCHER: Opt = Opt {
    name: "matcher",
    value: "MATCHER",
    about: "which alerts, as environment=\"staging\"; all of them must match",
};
const UNTIL_RESOLVED: Opt = Opt {
    name: "until-resolved",
    value: "FINGERPRINT",
    about: "this alert, and only until it resolves: an acknowledgement",
};
const FOR: Opt = Opt {
    name: "for",
    value: "DURATION",
    about: "how long at most, as 2h or 1d12h; 30d is the longest",
};
const START: Opt = Opt {
    name: "start",
    value: "RFC3339",
    about: "from when [default: now]",
};
const COMMENT: Opt = Opt {
    name: "comment",
    value: "TEXT",
    about: "why; pages name it when the silence ends",
};
const AUTHOR: Opt = Opt {
    name: "author",
    value: "NAME",
    about: "who [default: the user's name]",
};
const WARN: Opt = Opt {
    name: "warn",
    value: "RECEIVER",
    about: "who is told before it ends: a receiver of the catalog",
};
const ALL: Opt = Opt {
    name: "all",
    value: "",
    about: "list what is over, too",
};
const DRY_RUN: Opt = Opt {
    name: "dry-run",
    value: "",
    about: "show what would be stored, and store nothing",
};

pub(super) const COMMAND: Command = Command {
    name: "silence",
    summary: "Silence alerts for a while, or acknowledge one",
    operands: "add | list | extend ID | expire ID...",
    options: &[
        MATCHER,
        UNTIL_RESOLVED,
        FOR,
        START,
        COMMENT,
        AUTHOR,
        WARN,
        ALL,
        TABLE,
        DRY_RUN,
        FORMAT,
        NOW,
        COLOR,
    ],
    details: "\
A silence holds for every page that is decided after it is stored. What still fires when it ends
is paged, and that page names the silence. A resolve passes: what was told as firing is closed.

--until-resolved acknowledges one alert: its next episode is heard again, and so is this one if it
still fires after --for. Every page prints the command. `add` may be left out with it.

--warn names who is told before it ends: when a tenth of it is left, an hour before at most.
`extend` makes a silence end --for from now. One that is over is made anew, with another id.

Credentials and region are those of the environment, or of the profile AWS_PROFILE. The build
needs the feature `aws`; --dry-run works without.

Exit code: 0; 1 when the table can't be reached or there is no such alert or silence; 2 for a
wrong command line or a silence that can't be meant.

Examples:
  alert-router silence add --matcher 'environment=\"staging\"' --for 2h --comment 'retraining'
  alert-router silence add --until-resolved 2789e15b13c3dd98a163 --for 4h
  alert-router silence list --format json
  alert-router silence extend 5f1c0e7d2b9a4c3d8e6f --for 4h
  alert-router silence expire 5f1c0e7d2b9a4c3d8e6f
",
    run,
};

fn run(arguments: &Arguments, output: &mut Output) -> Result<Exit, Failure> {
    let operands: Vec<String> = arguments
        .operands
        .iter()
        .map(|operand| operand.to_string_lossy().into_owned())
        .collect();
    let operands: Vec<&str> = operands.iter().map(String::as_str).collect();
    match operands.as_slice() {
        ["add"] => add(arguments, output),
        [] if arguments.has(&UNTIL_RESOLVED) => add(arguments, output),
        ["list"] => list(arguments, output),
        ["extend", id] => extend(arguments, id, output),
        ["extend", ..] => Err(Failure::Usage(
            "name the one silence to make longer; `alert-router silence list` shows its id".to_owned(),
        )),
        ["expire"] => Err(Failure::Usage(
            "name the silences to end; `alert-router silence list` shows their ids".to_owned(),
        )),
        ["expire", ids @ ..] => expire(arguments, ids, output),
        ["add" | "list", more, ..] => Err(Failure::Usage(format!("`{}` is too much", view::safe(more)))),
        [other, ..] => Err(Failure::Usage(format!(
            "there is no `silence {}`: there is add, list, extend and expire",
            view::safe(other)
        ))),
        [] => Err(Failure::Usage(
            "say what to do: add, list, extend or expire; see `alert-router silence --help`".to_owned(),
        )),
    }
}

fn add(arguments: &Arguments, output: &mut Output) -> Result<Exit, Failure> {
    let now = arguments.now()?;
    let seconds = length(arguments)?;
    let user = user();
    let wanted = Wanted {
        matchers: arguments.all(&MATCHER)?,
        until_resolved: arguments.last(&UNTIL_RESOLVED)?,
        start: arguments.time(&START)?,
        seconds,
        author: arguments.last(&AUTHOR)?.unwrap_or(&user),
        comment: arguments.last(&COMMENT)?.unwrap_or_default(),
        warn: arguments.last(&WARN)?,
    };
    let wanted = wanted
        .silence(now)
        .map_err(|why| Failure::Usage(view::safe(&why)))?;
    let stored = if arguments.has(&DRY_RUN) {
        wanted
    } else {
        table(arguments)?.add(wanted, now)?
    };
    show(arguments, &stored, now, output)?;
    Ok(Exit::Ok)
}

/// How long, in seconds.
fn length(arguments: &Arguments) -> Result<i64, Failure> {
    let Some(length) = arguments.last(&FOR)? else {
        return Err(Failure::Usage("say for how long: --for 2h".to_owned()));
    };
    let seconds =
        seconds(length).map_err(|how| Failure::Usage(format!("`--for {}`: {how}", view::safe(length))))?;
    if seconds == 0 {
        return Err(Failure::Usage(
            "`--for` can't be zero; to end a silence, `expire` it".to_owned(),
        ));
    }
    Ok(seconds)
}

fn extend(arguments: &Arguments, id: &str, output: &mut Output) -> Result<Exit, Failure> {
    let (now, seconds) = (arguments.now()?, length(arguments)?);
    let table = table(arguments)?;
    let known = table.silences()?.into_iter().find(|known| known.id == id);
    let Some(known) = known else {
        output.complain(&view::safe(&format!("there is no silence `{id}`")));
        return Ok(Exit::Input);
    };
    let edit = silence::extended(&known, seconds, now).map_err(|why| Failure::Usage(view::safe(&why)))?;
    if !arguments.has(&DRY_RUN) {
        table.change(&edit, now)?;
    }
    show(arguments, &edit.silence, now, output)?;
    Ok(Exit::Ok)
}

fn show(arguments: &Arguments, stored: &Silence, now: Timestamp, output: &mut Output) -> Result<(), Failure> {
    match arguments.format()? {
        Format::Json => output.line(&silence::json(stored, now)),
        Format::Text => output.line(&view::safe(&silence::line(stored, now))),
    }
}

fn list(arguments: &Arguments, output: &mut Output) -> Result<Exit, Failure> {
    let (now, format) = (arguments.now()?, arguments.format()?);
    let silences = silence::listed(table(arguments)?.silences()?, arguments.has(&ALL), now);
    match format {
        Format::Json => {
            for one in &silences {
                output.line(&silence::json(one, now))?;
            }
        }
        Format::Text if silences.is_empty() => output.line("no silences")?,
        Format::Text => {
            let canvas = Canvas::new(output.width(), output.colour());
            output.text(&silence::rows(&silences, now, canvas))?;
        }
    }
    Ok(Exit::Ok)
}

fn expire(arguments: &Arguments, ids: &[&str], output: &mut Output) -> Result<Exit, Failure> {
    let unknown = table(arguments)?.expire(ids, arguments.now()?)?;
    for id in ids.iter().filter(|id| !unknown.iter().any(|other| other == *id)) {
        output.line(&view::safe(&format!("silence {id} is over")))?;
    }
    for id in &unknown {
        output.complain(&view::safe(&format!("there is no silence `{id}`")));
    }
    Ok(if unknown.is_empty() { Exit::Ok } else { Exit::Input })
}

fn table(arguments: &Arguments) -> Result<Table, Failure> {
    Table::open(arguments.last(&TABLE)?)
}
