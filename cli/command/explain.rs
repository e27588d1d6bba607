//! `explain`: why an event becomes the page it becomes.

use super::Command;
use std::fs;

use alert_core::silence::{Silence, SilenceIndex};

use crate::arguments::{Arguments, CATALOG, COLOR, FORMAT, Format, NOW, Opt};
use crate::event;
use crate::exit::{Exit, Failure};
use crate::output::Output;
use crate::verdict;
use crate::view::{self, Canvas, explanation::Explanation};

pub(super) const COMMAND: Command = Command {
    name: "explain",
    summary: "Say why an event becomes the page it becomes",
    operands: "EVENT.json...",
    options: &[CATALOG, SILENCES, FORMAT, NOW, COLOR],
    details: "\
For each observation: how it arrived, what identifies it, which label rules, runbook and owner it
found and by which matchers, which routes take it, its groups and when they are due, what holds it
back there now (a mute rule, a silence, the route's calendar, a hold), what is decided for a
receiver that knows of nothing yet, what ties it to others of a failed run, and its part in
inhibition rules. What depends on the past (a group that is open, a duplicate) is known on AWS only.

Exit code: as for `page`.

Examples:
  alert-router explain events/cloudwatch_alarm/endpoint-5xx-alarm.json
  alert-router explain --format json - < event.json
  alert-router explain --silences now.jsonl EVENT.json
",
    run,
};

const SILENCES: Opt = Opt {
    name: "silences",
    value: "FILE",
    about: "silences to ask too: what `silence list --format json` prints",
};

fn run(arguments: &Arguments, output: &mut Output) -> Result<Exit, Failure> {
    if arguments.operands.is_empty() {
        return Err(Failure::Usage(
            "name an event's file, or `-` for standard input; see `alert-router explain --help`".to_owned(),
        ));
    }
    let format = arguments.format()?;
    let now = arguments.now()?;
    let catalog = super::load(arguments, output)?;
    let silences = silences(arguments)?;
    let mut exit = Exit::Ok;
    let mut is_first = true;
    for path in &arguments.operands {
        let events = match event::read(path, &catalog, now) {
            Ok(events) => events,
            Err(why) => {
                output.complain(&view::safe(&why));
                exit = Exit::Input;
                continue;
            }
        };
        for event in &events {
            for observation in &event.observations {
                let verdict = verdict::judge(&catalog, observation, None, now);
                let explanation = Explanation::of(event, observation, &verdict, &catalog, &silences, now);
                if format == Format::Json {
                    output.line(&serde_json::to_string(&explanation).unwrap_or_default())?;
                    continue;
                }
                if !std::mem::take(&mut is_first) {
                    output.line("")?;
                }
                output.text(&explanation.text(Canvas::new(output.width(), output.colour())))?;
            }
        }
    }
    Ok(exit)
}

/// What `--silences` names. What is no silence would hold nothing back, so it is an error.
fn silences(arguments: &Arguments) -> Result<SilenceIndex, Failure> {
    let Some(path) = arguments.last(&SILENCES)? else {
        return Ok(SilenceIndex::default());
    };
    let text =
        fs::read_to_string(path).map_err(|why| Failure::Usage(format!("`--silences {path}`: {why}")))?;
    let lines = text
        .lines()
        .enumerate()
        .filter(|(_, line)| !line.trim().is_empty());
    let silences = lines.map(|(number, line)| {
        serde_json::from_str::<Silence>(line)
            .map_err(|why| Failure::Usage(format!("`--silences {path}`, line {}: {why}", number + 1)))
    });
    Ok(SilenceIndex::new(silences.collect::<Result<_, _>>()?))
}
