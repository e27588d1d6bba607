//! `simulate`: the production engine on a virtual clock, over a script of events.

use std::fs;
use std::io::Read;

use alert_core::ledger::Balance;
use alert_core::time::{SignedDuration, Timestamp, after};
use alert_pipeline::memory::MemoryPorts;
use alert_pipeline::simulator::{Notification, World};
use serde_json::json;

use super::Command;
use crate::arguments::{Arguments, CATALOG, COLOR, FORMAT, Format, Opt};
use crate::exit::{Exit, Failure};
use crate::output::Output;
use crate::script::{self, Action, Step};
use crate::view;

const UNTIL: Opt = Opt {
    name: "until",
    value: "RFC3339",
    about: "how far the clock runs [default: an hour after the last line]",
};

/// How far the clock runs behind the last line.
const AFTER_LAST: SignedDuration = SignedDuration::from_hours(1);

pub(super) const COMMAND: Command = Command {
    name: "simulate",
    summary: "Show who would be told what, and when, for a script of events",
    operands: "EVENTS.jsonl",
    options: &[CATALOG, FORMAT, UNTIL, COLOR],
    details: "\
EVENTS.jsonl has one JSON object a line; `-` is standard input. Each has `at` (RFC 3339) and one of
  \"event\": {...}            an event as AWS sends it
  \"receiver_down\": \"NAME\"   a receiver stops answering
  \"receiver_up\": \"NAME\"     it answers again
  \"silence\": {...}          matchers, ends_at; also id, starts_at, created_by, comment
  \"expire_silence\": \"ID\"    that silence ends
The functions' own code decides, on a clock that jumps: queues, due times, retries and fallbacks
included.

--format json prints one object for each notification: at, receiver, id, group_key, reason,
status, firing, resolved, title; and last the ledger, in which every observation is in one account.

Exit code: 0; 1 when a line can't be read (the others are played all the same); 2 for a wrong
command line or a catalog with faults; 3 when the ledger does not balance.

Examples:
  alert-router simulate night.jsonl
  alert-router simulate --format json night.jsonl | jq -s 'map(select(.reason == \"first\")) | length'
",
    run,
};

fn run(arguments: &Arguments, output: &mut Output) -> Result<Exit, Failure> {
    let [path] = arguments.operands.as_slice() else {
        return Err(Failure::Usage(
            "name one script; see `alert-router simulate --help`".to_owned(),
        ));
    };
    let format = arguments.format()?;
    let until = arguments.time(&UNTIL)?;
    let catalog = super::load(arguments, output)?;
    let mut text = String::new();
    let read = if path == "-" {
        std::io::stdin().read_to_string(&mut text).map(drop)
    } else {
        fs::read_to_string(path).map(|read| text = read)
    };
    if let Err(why) = read {
        output.complain(&view::safe(&format!("{}: {why}", path.to_string_lossy())));
        return Ok(Exit::Input);
    }
    let (steps, mut faults) = script::read(&text);
    let start = steps.first().map_or(Timestamp::UNIX_EPOCH, |step| step.at);
    let end = steps.last().map_or(start, |step| after(step.at, AFTER_LAST));
    let mut world = World::new(MemoryPorts::new(catalog), start);
    for step in steps {
        faults.extend(play(&mut world, step));
        tell(&mut world, format, output)?;
    }
    world.run_until(until.unwrap_or(end));
    tell(&mut world, format, output)?;

    let balance = world.balance();
    match format {
        Format::Json => output.line(&json!({ "ledger": balance }).to_string())?,
        Format::Text => output.line(&ledger(&balance))?,
    }
    for fault in &faults {
        output.complain(&view::safe(fault));
    }
    Ok(match (balance.balances(), faults.is_empty()) {
        (false, _) => Exit::Imbalance,
        (true, false) => Exit::Input,
        (true, true) => Exit::Ok,
    })
}

fn play(world: &mut World<MemoryPorts>, step: Step) -> Option<String> {
    world.run_until(step.at);
    let (name, up) = match step.action {
        Action::Event(event) => {
            world.offer(event);
            return None;
        }
        Action::Silence(silence) => {
            world.silence(&silence);
            return None;
        }
        Action::ExpireSilence(id) => {
            return (!world.expire_silence(&id)).then(|| format!("there is no silence `{id}`"));
        }
        Action::ReceiverDown(name) => (name, false),
        Action::ReceiverUp(name) => (name, true),
    };
    (!world.set_receiver(&name, up)).then(|| format!("the catalog has no receiver `{name}`"))
}

fn tell(world: &mut World<MemoryPorts>, format: Format, output: &mut Output) -> Result<(), Failure> {
    for notification in world.take_notifications() {
        match format {
            Format::Json => output.line(&object(&notification))?,
            Format::Text => output.line(&line(&notification))?,
        }
    }
    Ok(())
}

fn object(notification: &Notification) -> String {
    let page = &notification.page;
    json!({
        "at": notification.at, "receiver": notification.receiver, "id": page.id, "group_key": page.group_key,
        "reason": page.reason, "status": page.status, "firing": notification.firing,
        "resolved": notification.resolved, "title": page.title,
    })
    .to_string()
}

fn line(notification: &Notification) -> String {
    let page = &notification.page;
    format!(
        "{}  {:<12}  {:<15}  {}",
        notification.at.strftime("%Y-%m-%d %H:%M:%S"),
        view::safe(&notification.receiver),
        page.reason.as_str(),
        view::safe(&page.title)
    )
}

fn ledger(balance: &Balance) -> String {
    let causes: Vec<String> = balance
        .suppressed
        .iter()
        .map(|(cause, count)| format!("{count} {}", cause.replace('_', " ")))
        .collect();
    let causes = if causes.is_empty() {
        String::new()
    } else {
        format!(" ({})", causes.join(", "))
    };
    format!(
        "\n{} observations: {} told, {} suppressed{causes}, {} pending, {} dead",
        balance.ingested,
        balance.sent,
        balance.suppressed.values().sum::<u64>(),
        balance.pending,
        balance.dead
    )
}
