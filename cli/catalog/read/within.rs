//! Where in a file a part of a text stands.

use std::ops::Range;

use super::super::files::{Files, Place};

/// The place in the file of a range of a scalar's text. Quotes and escapes make the file longer than the text; where the
/// two can't be lined up (a text that is folded), the whole scalar is the place.
pub(crate) fn place_within(files: &Files, scalar: Place, text: &str, range: Range<usize>) -> Place {
    let written = files.slice(scalar);
    let Some(ends) = offsets(written, text, indentation(files, scalar)) else {
        return scalar;
    };
    match (ends.get(range.start), ends.get(range.end)) {
        (Some(start), Some(end)) => Place {
            start: scalar.start + start,
            end: scalar.start + end,
            ..scalar
        },
        _ => scalar,
    }
}

/// The place in the file of a line of a scalar's text, counted from 1; the whole scalar where the two can't be lined up.
pub(crate) fn place_of_line(files: &Files, scalar: Place, text: &str, line: usize) -> Place {
    let begin: usize = text.split_inclusive('\n').take(line - 1).map(str::len).sum();
    let length = text
        .get(begin..)
        .and_then(|rest| rest.lines().next())
        .map_or(0, str::len);
    place_within(files, scalar, text, begin..begin + length)
}

/// How far a text that stands as a block (`|`) is indented: the spaces before its first line. No other begins a line.
fn indentation(files: &Files, scalar: Place) -> usize {
    let before = files.text(scalar.file).get(..scalar.start).unwrap_or_default();
    let line = before.rsplit('\n').next().unwrap_or_default();
    if line.bytes().all(|byte| byte == b' ') {
        line.len()
    } else {
        0
    }
}

/// For each byte of the text, and its end, where it was written.
fn offsets(written: &str, text: &str, indentation: usize) -> Option<Vec<usize>> {
    let (quote, mut at) = match written.chars().next()? {
        quote @ ('"' | '\'') => (Some(quote), 1),
        _ => (None, 0),
    };
    let mut offsets = Vec::with_capacity(text.len() + 1);
    for c in text.chars() {
        let rest = written.get(at..)?;
        let length = match quote {
            Some('\'') if c == '\'' => rest.starts_with("''").then_some(2)?,
            Some('"') if rest.starts_with('\\') => escape(rest, c)?,
            _ => rest.starts_with(c).then_some(c.len_utf8())?,
        };
        offsets.extend(std::iter::repeat_n(at, c.len_utf8()));
        at += length;
        if c == '\n' && quote.is_none() {
            let spaces = written.get(at..)?.bytes().take(indentation);
            at += spaces.take_while(|byte| *byte == b' ').count();
        }
    }
    offsets.push(at);
    Some(offsets)
}

/// The length of the two-character escape that stands for `c`; the longer ones are rare enough to go without a place.
fn escape(written: &str, c: char) -> Option<usize> {
    let meant = match written.chars().nth(1)? {
        'n' => '\n',
        't' => '\t',
        same @ ('"' | '\\' | '/') => same,
        _ => return None,
    };
    (meant == c).then_some(2)
}
