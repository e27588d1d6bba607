//! `explain`: why an event becomes the page it becomes.

use super::Command;
use crate::arguments::{Arguments, CATALOG, COLOR, FORMAT, Format, NOW};
use crate::event;
use crate::exit::{Exit, Failure};
use crate::output::Output;
use crate::verdict;
use crate::view::{self, Canvas, explanation::Explanation};

pub(super) const COMMAND: Command = Command {
    name: "explain",
    summary: "Say why an event becomes the page it becomes",
    operands: "EVENT.json...",
    options: &[CATALOG, FORMAT, NOW, COLOR],
    details: "\
For each observation: how it arrived, what identifies it, which label rules, runbook and owner it
found and by which matchers, which routes take it, its groups and when they are due, what holds it
back there now (a mute rule, the route's calendar, a hold) and its part in inhibition rules. What
depends on the past (a group that is open already, a duplicate, a silence) is known on AWS only.

Exit code: as for `page`.

Examples:
  alert-router explain events/cloudwatch_alarm/endpoint-5xx-alarm.json
  alert-router explain --format json - < event.json
",
    run,
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
                let verdict = verdict::judge(&catalog, observation, now);
                let explanation = Explanation::of(event, observation, &verdict, &catalog, now);
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
