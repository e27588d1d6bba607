//! Secrets that are told by being noise: AWS secret access keys, session tokens, and whatever else is base64 of chance.
//!
//! Names are words with capitals here and there; hexadecimal digests have one case. Only chance changes between capitals,
//! small letters and digits at every other character.

use std::ops::Range;

use super::{is_cut, run_end};

/// An AWS secret access key has this many characters; a session token has hundreds.
const KEY: usize = 40;
/// The same when the text was cut off in the middle of one.
const LEAST_CUT: usize = 16;
/// A longer run is looked at only this far: chance does not stop being chance.
const MOST: usize = 512;

/// Whether a byte that is no letter and no digit goes on with a run.
pub(super) fn is_in_a_run(byte: u8) -> bool {
    matches!(byte, b'+' | b'/')
}

/// The run, if it ends here and is noise.
pub(super) fn run(bytes: &[u8], run: Range<usize>) -> Option<Range<usize>> {
    if run.len() < LEAST_CUT || bytes.get(run.end).is_some_and(|next| is_in_a_run(*next)) {
        return None;
    }
    if run.len() < KEY && !is_cut(bytes, run.end) {
        return None;
    }
    let noise = bytes.get(run.start..run.end.min(run.start + MOST))?;
    // In 100 characters of chance are 41 capitals, 41 small letters, 16 digits and 61 changes, 48 of them from or to a
    // capital. CamelCase has few digits, a path few changes, a digest in a path few capitals.
    let changes = |is_counted: fn(Kind) -> bool| {
        let kinds = noise.windows(2).map(|pair| (kind(pair[0]), kind(pair[1])));
        kinds
            .filter(|(one, next)| one != next && (is_counted(*one) || is_counted(*next)))
            .count()
    };
    let count = |wanted| noise.iter().filter(|byte| kind(**byte) == wanted).count();
    // Of a run as long as a key, less is asked: few names have just that length.
    let (turns, digits) = if run.len() == KEY { (38, 1) } else { (42, 2) };
    let is_noise = changes(|_| true) * 100 >= noise.len() * turns
        && changes(|kind| kind == Kind::Capital) * 100 >= noise.len() * 25
        && count(Kind::Capital) * 8 >= noise.len()
        && count(Kind::Small) * 8 >= noise.len()
        && count(Kind::Digit) >= digits;
    is_noise.then(|| run.start..run_end(bytes, run.end, |byte| byte == b'='))
}

#[derive(PartialEq, Eq, Clone, Copy)]
enum Kind {
    Capital,
    Small,
    Digit,
    Other,
}

fn kind(byte: u8) -> Kind {
    match byte {
        b'A'..=b'Z' => Kind::Capital,
        b'a'..=b'z' => Kind::Small,
        b'0'..=b'9' => Kind::Digit,
        _ => Kind::Other,
    }
}
