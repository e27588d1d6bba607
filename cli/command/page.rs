//! `page`: the page that a person would get for an event.

use std::fs;

use alert_core::language::{Language, Preference};
use alert_core::receiver::{self, Kind, RECEIVERS, Request};

use super::Command;
use crate::arguments::{Arguments, CATALOG, COLOR, FORMAT, Format, NOW, Opt};
use crate::episodes::Episodes;
use crate::event;
use crate::exit::{Exit, Failure};
use crate::output::Output;
use crate::preview::{self, Document};
use crate::requests::requests;
use crate::view;

const RECEIVER: Opt = Opt {
    name: "receiver",
    value: "KIND",
    about: "print the exact payload for this kind of receiver instead",
};
const PREVIEW: Opt = Opt {
    name: "preview",
    value: "FILE.html",
    about: "draw for a browser what each receiver, or those of the kind, would show",
};

const LANGUAGE: Opt = Opt {
    name: "language",
    value: "CODE",
    about: "write the page in this language [default: its own]",
};

pub(super) const COMMAND: Command = Command {
    name: "page",
    summary: "Show the page that a person would get for an event",
    operands: "EVENT.json...",
    options: &[CATALOG, FORMAT, RECEIVER, PREVIEW, LANGUAGE, NOW, COLOR],
    details: "\
EVENT.json is an event as AWS sends it: from EventBridge, an alarm action, SNS or SQS, in any of
their wrappings; `-` is standard input. What nobody knows is paged as it came. The page is the
first one of its group: what was sent before is known on AWS only. A resolve has a duration where an
event before it on the command line is what it ends.

--format json prints one object for each observation: event, source, outcome (page, resolve,
suppress, ignore), reason, fingerprint, status, severity, title, labels, annotations, owner,
runbook_url, receivers.
--receiver prints, for each receiver of that kind that would be told, the body of its request, or
the parameters of the call that SNS or EventBridge gets, in the words of its template where it has
one. Where a topic of the router's own account is, is written as a template has it.
--preview draws the requests of every receiver that would be told, or of those of the kind, as
Slack, Discord, Teams or a mail client would show them, and other kinds as rows, in one file that
loads nothing. It draws what is sent: a text that was cut is cut there, and what it can't draw is a
box that says so.
--language es shows what somebody gets who is paged in Spanish. Words of the catalog and of AWS stay
as they are.

Exit code: 0 when every event was read; 1 when one is not JSON or can't be read (the others are
shown all the same), or FILE.html can't be written; 2 for a wrong command line or a catalog with
faults.

Examples:
  alert-router page events/cloudwatch_alarm/*.json
  alert-router page - < event.json
  alert-router page --format json EVENT.json | jq -r .receivers[]
  alert-router page --receiver slack EVENT.json
  alert-router page --receiver teams --preview page.html EVENT.json
  alert-router page --language es EVENT.json
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
    let path_of_preview = arguments.last(&PREVIEW)?;
    let language = arguments.last(&LANGUAGE)?.map(language).transpose()?;
    let catalog = super::load(arguments, output)?;

    let mut exit = Exit::Ok;
    let mut document = Document::default();
    let mut episodes = Episodes::default();
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
        let observations = events
            .iter()
            .flat_map(|event| event.observations.iter().map(move |seen| (&event.path, seen)));
        for (path, observation) in observations {
            let mut verdict = episodes.judge(&catalog, observation, now);
            if let Some(language) = language {
                verdict.speak(language);
            }
            match (path_of_preview, kind, format) {
                (Some(_), kind, _) => {
                    for (to, request) in requests(kind, &verdict, &catalog, output) {
                        document.draw(path, &to.name, &to.kind, &request);
                    }
                }
                (None, Some(kind), _) => {
                    for (_, request) in requests(Some(kind), &verdict, &catalog, output) {
                        output.line(&payload(&request))?;
                    }
                }
                (None, None, Format::Json) => {
                    output.line(&view::json::observation(path, observation, &verdict))?;
                }
                (None, None, Format::Text) => {
                    if !std::mem::take(&mut is_first) {
                        output.line("")?;
                    }
                    let canvas = view::Canvas::new(output.width(), output.colour());
                    output.text(&view::page::show(canvas, path, observation, &verdict))?;
                }
            }
        }
    }
    if let Some(path) = path_of_preview {
        write(document, path, output)?;
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

fn language(code: &str) -> Result<Preference, Failure> {
    Language::parse(code).map(Preference::only).ok_or_else(|| {
        let codes: Vec<_> = Language::ALL.iter().map(|language| language.code()).collect();
        Failure::Usage(format!(
            "there is no language `{}`; there is {}",
            view::safe(code),
            codes.join(", ")
        ))
    })
}

/// What is sent: the body of a POST as it is, or the parameters of the call that SNS or EventBridge gets.
pub(super) fn payload(request: &Request) -> String {
    match request {
        Request::Http(request) => request.body.clone(),
        call => preview::body(call).to_string(),
    }
}

fn write(preview: Document, path: &str, output: &mut Output) -> Result<(), Failure> {
    let count = preview.count();
    fs::write(path, preview.finish())
        .map_err(|why| Failure::Failed(format!("{}: {why}", view::safe(path))))?;
    let pages = if count == 1 { "page" } else { "pages" };
    output.line(&format!("{}: {count} {pages} drawn", view::safe(path)))
}
