//! `redrive`: dead letters, what they are, and back through the pipeline with them.

use alert_core::time::{Timestamp, spoken};
use serde_json::json;

use super::Command;
use crate::arguments::{Arguments, COLOR, DRY_RUN, FORMAT, Format, NOW, Opt, QUEUE};
use crate::exit::{Exit, Failure};
use crate::output::Output;
use crate::queues::{self, Letter, Moved, Queue};
use crate::redrive::{Read, Way, read, way};
use crate::view;

const MOST: Opt = Opt {
    name: "most",
    value: "N",
    about: "carry this many at the most [default: as many as wait now]",
};

pub(super) const COMMAND: Command = Command {
    name: "redrive",
    summary: "Read the dead letters and move them back to where they are handled",
    operands: "[DEAD_LETTERS_URL...]",
    options: &[QUEUE, MOST, DRY_RUN, FORMAT, NOW, COLOR],
    details: "\
Without an operand, the dead letters of the ingest queue. For each queue: how many wait, the
oldest of those looked at, what they say and why they lie there, as far as they tell. Then they go
back: SQS moves the dead letters of a queue to that queue; what a rule or a topic could not
deliver (the stack's UndeliveredEventsUrl) SQS does not move, and it is carried into the ingest
queue: sent, then deleted. Whatever comes twice by that counts once, and what is over by now
pages nobody. Records of failed sweeps are evidence and stay.

Repair the cause first: what fails again comes back here in 2.5 hours.

Credentials and region are those of the environment, or of the profile AWS_PROFILE. The build
needs the feature `aws`.

Exit code: 0; 1 when AWS does not answer or some could not be moved; 2 for a wrong command line.

Examples:
  alert-router redrive --queue \"$(out IngestQueueUrl)\" --dry-run
  alert-router redrive --queue \"$(out IngestQueueUrl)\" \"$(out UndeliveredEventsUrl)\"
",
    run,
};

/// One queue, and what was done about it.
struct Looked {
    queue: Queue,
    letters: Vec<Letter>,
    read: Vec<Read>,
    way: Way,
    moved: Option<Moved>,
}

fn run(arguments: &Arguments, output: &mut Output) -> Result<Exit, Failure> {
    let (now, format) = (arguments.now()?, arguments.format()?);
    let most = most(arguments)?;
    let ingest = queues::look(&queues::ingest(arguments.last(&QUEUE)?)?)?;
    let mut urls: Vec<String> = arguments
        .operands
        .iter()
        .map(|operand| operand.to_string_lossy().into_owned())
        .collect();
    if urls.is_empty() {
        let dead_letters = ingest.dead_letters.as_deref().ok_or_else(|| {
            Failure::Failed(format!("{} has no dead letters; name their queue", ingest.name()))
        })?;
        urls.push(queues::url(dead_letters)?);
    }
    let mut exit = Exit::Ok;
    for url in &urls {
        let mut looked = look(url, &ingest, now)?;
        if !arguments.has(&DRY_RUN) {
            looked.moved = match looked.way {
                Way::Back => Some(queues::move_back(&looked.queue)?),
                Way::Carry => {
                    // The count is about right; what was seen is there.
                    let seen = u64::try_from(looked.letters.len()).unwrap_or_default();
                    let all = looked.queue.waiting.max(seen);
                    Some(queues::carry(&looked.queue, &ingest.url, most.unwrap_or(all))?)
                }
                Way::Empty | Way::Evidence | Way::Ingest => None,
            };
        }
        if looked.moved.as_ref().is_some_and(|moved| moved.trouble.is_some()) {
            exit = Exit::Input;
        }
        match format {
            Format::Json => output.line(&line(&looked))?,
            Format::Text => text(&looked, &ingest, now, output)?,
        }
    }
    Ok(exit)
}

fn most(arguments: &Arguments) -> Result<Option<u64>, Failure> {
    let Some(text) = arguments.last(&MOST)? else {
        return Ok(None);
    };
    let most = text.parse().ok().filter(|most| *most > 0);
    let wrong = || Failure::Usage(format!("`--most {}`: how many, as 100", view::safe(text)));
    most.map(Some).ok_or_else(wrong)
}

fn look(url: &str, ingest: &Queue, now: Timestamp) -> Result<Looked, Failure> {
    let queue = queues::look(url)?;
    let letters = queues::peek(url)?;
    let read: Vec<Read> = letters.iter().map(|letter| read(letter, now)).collect();
    let way = way(&queue, &read, ingest);
    Ok(Looked {
        queue,
        letters,
        read,
        way,
        moved: None,
    })
}

fn oldest(letters: &[Letter]) -> Option<Timestamp> {
    let oldest = letters.iter().filter_map(|letter| letter.sent_at).min()?;
    Timestamp::from_millisecond(oldest).ok()
}

/// A contract like every other JSON of this program.
fn line(looked: &Looked) -> String {
    json!({
        "queue": looked.queue.name(),
        "url": looked.queue.url,
        "waiting": looked.queue.waiting,
        "oldest_at": oldest(&looked.letters),
        "letters": looked.read,
        "way": looked.way.as_str(),
        "moved": looked.moved.as_ref().map(|moved| moved.count),
        "trouble": looked.moved.as_ref().and_then(|moved| moved.trouble.as_deref()),
    })
    .to_string()
}

fn text(looked: &Looked, ingest: &Queue, now: Timestamp, output: &mut Output) -> Result<(), Failure> {
    let queue = &looked.queue;
    let age = oldest(&looked.letters).map(|at| {
        format!(
            ", the oldest of those looked at {} old",
            spoken(now.duration_since(at))
        )
    });
    let head = format!(
        "{}: {} waiting{}",
        queue.name(),
        queue.waiting,
        age.unwrap_or_default()
    );
    output.line(&view::safe(&head))?;
    for letter in &looked.read {
        let why = letter
            .why
            .as_deref()
            .map(|why| format!(" ({why})"))
            .unwrap_or_default();
        output.line(&view::safe(&format!("  {}{why}", letter.what)))?;
    }
    let to = match looked.way {
        Way::Back => "to the queue they came from",
        _ => ingest.name(),
    };
    let end = match (looked.way, &looked.moved) {
        (Way::Empty, _) => "nothing to move".to_owned(),
        (Way::Evidence, _) => "records of sweeps that failed: read one, then purge the queue".to_owned(),
        (Way::Ingest, _) => "this is the ingest queue itself: its messages are being handled".to_owned(),
        (_, None) => format!("would go {to}"),
        (_, Some(moved)) => format!("{} went {to}", moved.count),
    };
    output.line(&view::safe(&format!("  {end}")))?;
    if let Some(trouble) = looked.moved.as_ref().and_then(|moved| moved.trouble.as_deref()) {
        output.complain(&view::safe(&format!("{}: {trouble}", queue.name())));
    }
    Ok(())
}
