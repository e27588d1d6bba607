//! One source, run on one page: in so many steps, writing so much, or a fault.

use std::collections::BTreeSet;
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};

use minijinja::{Environment, Error, ErrorKind, UndefinedBehavior, Value};
use serde::de::IgnoredAny;

use super::fault::{Fault, TemplateFault};
use super::{filters, guard};
use crate::catalog::Part;
use crate::text;

/// How many steps a template may take: a body that lists a full page takes some hundreds.
const FUEL: u64 = 20_000;
/// Nothing here calls itself; the engine's own limit is meant for what does.
const MAX_CALLS: usize = 16;
/// The most bytes of words: far more than any part of a page takes, and few enough to be cut.
const MAX_WORDS: usize = 4_000;
/// How much of the engine's own message is repeated: it may quote what an event wrote.
const MAX_WHY: usize = 160;

/// What the source makes of a page. `most`: how many bytes a body may have. An engine that panics has failed like any
/// other template: the page goes out.
pub(super) fn run(part: Part, source: &str, data: &Value, most: usize) -> Result<String, TemplateFault> {
    let room = if part == Part::Body { most } else { MAX_WORDS };
    let made = catch_unwind(AssertUnwindSafe(|| written(part, source, data, room)))
        .unwrap_or_else(|_| Err(fault(part, 1, Fault::Failed, "the engine gave up".to_owned())))?;
    if part == Part::Body
        && let Err(why) = serde_json::from_str::<IgnoredAny>(&made)
    {
        let why = format!("what it writes is not one JSON document: {why}");
        return Err(fault(part, 1, Fault::NotJson, why));
    }
    Ok(made)
}

fn written(part: Part, source: &str, data: &Value, room: usize) -> Result<String, TemplateFault> {
    let environment = environment(part);
    let template = checked(part, source, &environment)?;
    let mut written = Bounded {
        bytes: Vec::new(),
        room,
        is_over: false,
    };
    let outcome = template.render_captured_to(data, &mut written).map(drop);
    if written.is_over {
        let why = format!("it writes more than {room} bytes");
        return Err(fault(part, 1, Fault::TooLong, why));
    }
    outcome.map_err(|error| explained(part, &error))?;
    String::from_utf8(written.bytes)
        .map_err(|_| fault(part, 1, Fault::Failed, "it writes what is no text".to_owned()))
}

/// Whether the source can be run at all.
pub(super) fn compile(part: Part, source: &str) -> Result<(), TemplateFault> {
    checked(part, source, &environment(part)).map(drop)
}

/// The names that are used and that the data has not, in order.
pub(super) fn unknown_names(part: Part, source: &str, data: &Value) -> Vec<String> {
    let environment = environment(part);
    let Ok(template) = checked(part, source, &environment) else {
        return vec![];
    };
    let used: BTreeSet<String> = template.undeclared_variables(false).into_iter().collect();
    used.into_iter()
        .filter(|name| data.get_attr(name).is_ok_and(|value| value.is_undefined()))
        .collect()
}

fn checked<'a>(
    part: Part,
    source: &'a str,
    environment: &'a Environment<'a>,
) -> Result<minijinja::Template<'a, 'a>, TemplateFault> {
    let max = if part == Part::Body {
        guard::MAX_BODY
    } else {
        guard::MAX_WORDS
    };
    guard::guard(source, max).map_err(|(line, why)| fault(part, line, Fault::Source, why))?;
    environment
        .template_from_str(source)
        .map_err(|error| explained(part, &error))
}

/// Nothing from outside: no loader, no environment variables, no clock. Words are plain text, which receivers escape; in a
/// body every value is written as JSON, so that no event can leave the string that it stands in.
fn environment<'a>(part: Part) -> Environment<'a> {
    let mut environment = Environment::empty();
    environment.set_fuel(Some(FUEL));
    environment.set_recursion_limit(MAX_CALLS);
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_trim_blocks(true);
    environment.set_lstrip_blocks(true);
    filters::add_to(&mut environment);
    environment.set_formatter(move |out, _, value| {
        let text = if part == Part::Body {
            serde_json::to_string(value)
                .map_err(|_| Error::new(ErrorKind::BadSerialization, "this can't be written as JSON"))?
        } else {
            filters::shown(value)?
        };
        out.write_str(&text).map_err(Error::from)
    });
    environment
}

/// Where it is written to; a write that does not fit fails, and with it the template.
struct Bounded {
    bytes: Vec<u8>,
    room: usize,
    is_over: bool,
}

impl io::Write for Bounded {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.bytes.len() + bytes.len() > self.room {
            self.is_over = true;
            return Err(io::Error::other("full"));
        }
        self.bytes.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn explained(part: Part, error: &Error) -> TemplateFault {
    let (kind, what) = match error.kind() {
        ErrorKind::SyntaxError => (Fault::Source, "it can't be read"),
        ErrorKind::UndefinedError => (Fault::Undefined, "it names what the page has not"),
        ErrorKind::OutOfFuel => (Fault::OutOfFuel, "it takes too many steps"),
        _ => (Fault::Failed, "it fails"),
    };
    let why = match error.detail() {
        Some(detail) => format!("{what}: {}", text::line(detail, MAX_WHY)),
        None => what.to_owned(),
    };
    fault(part, error.line().unwrap_or(1), kind, why)
}

fn fault(part: Part, line: usize, fault: Fault, why: String) -> TemplateFault {
    TemplateFault {
        part,
        line,
        fault,
        why,
    }
}
