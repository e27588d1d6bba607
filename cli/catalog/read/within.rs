//! Where in a file a part of a text stands.

use std::ops::Range;

use super::super::files::{Files, Place};

/// The place in the file of a range of a scalar's text. Quotes and escapes make the file longer than the text; where the
/// two can't be lined up (a text over several lines), the whole scalar is the place.
pub(crate) fn place_within(files: &Files, scalar: Place, text: &str, range: Range<usize>) -> Place {
    let written = files.slice(scalar);
    let Some(ends) = offsets(written, text) else {
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

/// For each byte of the text, and its end, where it was written.
fn offsets(written: &str, text: &str) -> Option<Vec<usize>> {
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
