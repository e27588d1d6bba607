//! Every receiver's template on every kind of page there is, before a real one depends on it.

mod pages;

use std::collections::BTreeSet;

use alert_core::catalog::Part;
use alert_core::language::Language;
use alert_core::page::Page;
use alert_core::receiver;
use alert_core::template::{self, Fault, TemplateFault};

use super::code::Code;
use super::fault::Faults;
use super::files::{Files, Located, Place};
use super::read::template::Written;
use super::read::within::{place_of_line, place_within};
use super::suggest;

/// Compiles and runs every template; of each part the first fault is reported.
pub(crate) fn run(templates: &[Written], files: &Files, faults: &mut Faults) {
    if templates.is_empty() {
        return;
    }
    // A part may ask for the language, and sentences are longer in some.
    let of = |language: &Language| {
        let language = *language;
        pages::every(language)
            .into_iter()
            .map(move |page| (language, page))
    };
    let pages: Vec<_> = Language::ALL.iter().flat_map(of).collect();
    for written in templates {
        let found = rehearse(written, &pages, files, faults);
        for (fault, page) in found {
            report(written, &fault, page.as_deref(), files, faults);
        }
    }
}

type Sample = (Language, (&'static str, Page));
type Found = (TemplateFault, Option<String>);

/// A part that can't be compiled is not run, and one whose names are wrong fails for no other reason.
fn rehearse(written: &Written, pages: &[Sample], files: &Files, faults: &mut Faults) -> Vec<Found> {
    let template = written.template();
    let mut found: Vec<Found> = template::compile(&template)
        .into_iter()
        .map(|fault| (fault, None))
        .collect();
    let mut done: BTreeSet<Part> = found.iter().map(|(fault, _)| fault.part).collect();
    for (part, source) in &written.parts {
        if misnamed(written, *part, source, pages, files, faults) {
            done.insert(*part);
        }
    }
    let Some(kind) = receiver::kind(&written.receiver.kind) else {
        return found;
    };
    for (language, (name, page)) in pages {
        for fault in template::faults(kind, page, &written.receiver, &template) {
            if done.insert(fault.part) {
                found.push((fault, Some(called(name, *language))));
            }
        }
    }
    found
}

/// A sample page as a fault calls it; one that fails in the usual language fails there first.
fn called(name: &str, language: Language) -> String {
    if language.is_usual() {
        format!("`{name}`")
    } else {
        format!("`{name}` in `{}`", language.code())
    }
}

/// Names that no page has; a sample need not come by them.
fn misnamed(
    written: &Written,
    part: Part,
    source: &Located<String>,
    pages: &[Sample],
    files: &Files,
    faults: &mut Faults,
) -> bool {
    let Some((_, (_, page))) = pages.first() else {
        return false;
    };
    let unknown = template::unknown_names(part, &source.value, page, &written.receiver);
    for name in &unknown {
        let known = template::known_names(page, &written.receiver);
        let help = suggest::closest(name, known.iter().map(String::as_str)).map_or_else(
            || UNDEFINED.to_owned(),
            |meant| format!("did you mean `{meant}`?"),
        );
        let place = source.value.find(name.as_str()).map_or(source.place, |start| {
            place_within(files, source.place, &source.value, start..start + name.len())
        });
        faults
            .add(
                Code::FailingWording,
                place,
                format!(
                    "receiver `{}`: template `{}`: a page has no `{name}`",
                    written.receiver.name,
                    part.name()
                ),
            )
            .help(help);
    }
    !unknown.is_empty()
}

const UNDEFINED: &str = "docs/RECEIVERS.md lists what a page has; what a page may lack is asked for first: \
     `{% if owner %}{{ owner.name }}{% endif %}`, and a label that may be missing needs no question";

fn report(written: &Written, fault: &TemplateFault, page: Option<&str>, files: &Files, faults: &mut Faults) {
    let source = written.parts.iter().find(|(part, _)| *part == fault.part);
    let place = source.map_or(Place::top(0), |(_, source)| {
        place_of_line(files, source.place, &source.value, fault.line)
    });
    let (code, help) = advice(fault.fault);
    let on = page
        .map(|page| format!(" on the sample page {page}"))
        .unwrap_or_default();
    faults
        .add(
            code,
            place,
            format!(
                "receiver `{}`: template `{}`{on}: {}",
                written.receiver.name,
                fault.part.name(),
                fault.why
            ),
        )
        .help(help);
}

fn advice(fault: Fault) -> (Code, &'static str) {
    match fault {
        Fault::Source => (
            Code::BadWording,
            "a value is `{{ title }}`, a choice `{% if owner %}...{% else %}...{% endif %}`, a list \
             `{% for alert in firing %}...{% endfor %}`; texts are joined by `~`; there is no more to it",
        ),
        Fault::Undefined => (Code::FailingWording, UNDEFINED),
        Fault::Failed => (
            Code::FailingWording,
            "the filters are upper, lower, trim, truncate, replace, join, length, default, urlencode, utc and epoch; \
             a list is shown by `| join(', ')` or in a loop",
        ),
        Fault::OutOfFuel => (
            Code::FailingWording,
            "loop over `firing`, `resolved` or `groups` once, and not over texts or inside of each other",
        ),
        Fault::TooLong => (
            Code::FailingWording,
            "say less: list names and not whole alerts, or cut a text by `| truncate(80)`",
        ),
        Fault::NotJson => (
            Code::NotJson,
            "a value brings its own quotes: `\"text\": {{ title }}`, and joined `{{ title ~ \" \" ~ when }}`; between the \
             items of a list write `{% if not loop.last %},{% endif %}`",
        ),
    }
}
