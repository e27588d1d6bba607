//! `page`: the page that a person would get for an event.

use alert_core::catalog::{Catalog, ReceiverConfig};
use alert_core::receiver::{self, Kind, RECEIVERS, Request};

use super::Command;
use crate::arguments::{Arguments, CATALOG, COLOR, FORMAT, Format, NOW, Opt};
use crate::event;
use crate::exit::{Exit, Failure};
use crate::output::Output;
use crate::verdict::{self, Outcome, Verdict};
use crate::view;

const RECEIVER: Opt = Opt {
    name: "receiver",
    value: "KIND",
    about: "print the exact payload for this kind of receiver instead",
};

pub(super) const COMMAND: Command = Command {
    name: "page",
    summary: "Show the page that a person would get for an event",
    operands: "EVENT.json...",
    options: &[CATALOG, FORMAT, RECEIVER, NOW, COLOR],
    details: "\
EVENT.json is an event as AWS sends it: from EventBridge, an alarm action, SNS or SQS, in any of
their wrappings; `-` is standard input. What nobody knows is paged as it came. The page is the
first one of its group: what was sent before is known on AWS only.

--format json prints one object for each observation: event, source, outcome (page, resolve,
suppress, ignore), reason, fingerprint, status, severity, title, labels, annotations, owner,
runbook_url, receivers.
--receiver prints, for each receiver of that kind that would be told, the body of its request.

Exit code: 0 when every event was read; 1 when one is not JSON or can't be read (the others are
shown all the same); 2 for a wrong command line or a catalog with faults.

Examples:
  alert-router page events/cloudwatch_alarm/*.json
  alert-router page - < event.json
  alert-router page --format json EVENT.json | jq -r .receivers[]
  alert-router page --receiver slack EVENT.json
",
    run,
};

fn run(arguments: &Arguments, output: &mut Output) -> Result<Exit, Failure> {
    if arguments.operands.is_empty() {
        return Err(Failure::Usage(
            "name an event's file, or `-` for standard input; see `alert-router page --help`".to_owned(),
        ));
    }
    let format = arguments.format()?;
    let now = arguments.now()?;
    let kind = arguments.last(&RECEIVER)?.map(kind).transpose()?;
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
                match (kind, format) {
                    (Some(kind), _) => payloads(kind, &verdict, &catalog, output)?,
                    (None, Format::Json) => {
                        output.line(&view::json::observation(&event.path, observation, &verdict))?;
                    }
                    (None, Format::Text) => {
                        if !std::mem::take(&mut is_first) {
                            output.line("")?;
                        }
                        let canvas = view::Canvas::new(output.width(), output.colour());
                        output.text(&view::page::show(canvas, &event.path, observation, &verdict))?;
                    }
                }
            }
        }
    }
    Ok(exit)
}

fn kind(name: &str) -> Result<&'static dyn Kind, Failure> {
    receiver::kind(name).ok_or_else(|| {
        let names: Vec<_> = RECEIVERS.iter().map(|kind| kind.name()).collect();
        Failure::Usage(format!(
            "there is no kind of receiver `{}`; there is {}",
            view::safe(name),
            names.join(", ")
        ))
    })
}

/// The payload for each receiver of the kind that is told; for a kind that no route uses, the one it would get.
fn payloads(
    kind: &dyn Kind,
    verdict: &Verdict,
    catalog: &Catalog,
    output: &mut Output,
) -> Result<(), Failure> {
    if !matches!(verdict.outcome, Outcome::Page | Outcome::Resolve) {
        return Ok(());
    }
    let routed = verdict
        .receivers
        .iter()
        .filter_map(|name| catalog.receiver(name))
        .filter(|config| config.kind == kind.name());
    let mut configs: Vec<ReceiverConfig> = routed.cloned().collect();
    if configs.is_empty() {
        let name = kind.name().to_owned();
        configs.push(ReceiverConfig {
            name: name.clone(),
            kind: name,
            ..ReceiverConfig::default()
        });
    }
    for config in configs {
        match kind.render(&verdict.page, &config) {
            Request::Http(request) => output.line(&request.body)?,
            Request::Sns(request) => output.line(&serde_json::to_string(&request).unwrap_or_default())?,
        }
    }
    Ok(())
}
