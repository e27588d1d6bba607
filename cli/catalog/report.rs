//! Faults as people read them (as the Rust compiler shows its own) and as programs do.

use annotate_snippets::{AnnotationKind, Level as Shown, Renderer, Snippet};
use serde::Serialize;

use super::fault::{Fault, Level};
use super::files::{Files, Place};
use super::mask::mask;

/// A fault with the lines it is about.
pub(crate) fn text(fault: &Fault, files: &Files, colour: bool, width: usize) -> String {
    let renderer = if colour {
        Renderer::styled()
    } else {
        Renderer::plain()
    }
    .term_width(width);
    let level = match fault.level() {
        Level::Error => Shown::ERROR,
        Level::Warning => Shown::WARNING,
    };
    let file = files.of(fault.place);
    let source = shown(files, fault.place);
    let mut annotations = vec![
        AnnotationKind::Primary
            .span(range(fault.place, &source))
            .label(fault.label.as_str()),
    ];
    let mut elsewhere = None;
    if let Some((place, why)) = &fault.also {
        if place.file == fault.place.file {
            annotations.push(
                AnnotationKind::Context
                    .span(range(*place, &source))
                    .label(why.as_str()),
            );
        } else {
            let other = shown(files, *place);
            let at = range(*place, &other);
            elsewhere = Some((files.of(*place).path.as_str(), other, at, why.as_str()));
        }
    }
    let title = level.primary_title(fault.message.as_str()).id(fault.code.id());
    let mut group = title.element(
        Snippet::source(source)
            .path(file.path.as_str())
            .annotations(annotations),
    );
    if let Some((path, other, at, why)) = elsewhere {
        group = group.element(
            Snippet::source(other)
                .path(path)
                .annotation(AnnotationKind::Context.span(at).label(why)),
        );
    }
    if !fault.help.is_empty() {
        group = group.element(Shown::HELP.message(fault.help.as_str()));
    }
    renderer.render(&[group])
}

/// The text without its secrets.
fn shown(files: &Files, place: Place) -> String {
    mask(&files.of(place).text)
}

fn range(place: Place, source: &str) -> std::ops::Range<usize> {
    place.start.min(source.len())..place.end.min(source.len())
}

/// A fault as one JSON object. Lines and columns count from 1, columns in characters; the end is exclusive.
pub(crate) fn json(fault: &Fault, files: &Files) -> String {
    let (start, end) = files.positions(fault.place);
    let shown = Json {
        code: fault.code.id(),
        level: match fault.level() {
            Level::Error => "error",
            Level::Warning => "warning",
        },
        file: &files.of(fault.place).path,
        line: start.line,
        column: start.column,
        end_line: end.line,
        end_column: end.column,
        message: &fault.message,
        help: &fault.help,
    };
    serde_json::to_string(&shown).unwrap_or_default()
}

#[derive(Serialize)]
struct Json<'a> {
    code: &'a str,
    level: &'a str,
    file: &'a str,
    line: usize,
    column: usize,
    end_line: usize,
    end_column: usize,
    message: &'a str,
    help: &'a str,
}
