//! Redaction: secrets in text from outside are masked before anybody sees it.
//!
//! A failure reason, an alarm's description or a log line holds whatever a container printed: keys, tokens, connection
//! strings. [`redact`] masks what looks like one and leaves ordinary text (ARNs, metric names, digests, numbers) as it
//! is. It runs over every observation of every source in one place, `source::decode`, so that no source can forget it.
//!
//! One pass over the bytes and no regular expressions: it is on the path of every event.

mod opaque;
mod pair;
mod token;
mod url;

use std::borrow::Cow;
use std::ops::Range;

use crate::text;

/// What stands in place of a secret.
pub const MASK: &str = "[redacted]";

/// The text with every secret in it masked; the text itself where there is none.
pub fn redact(text: &str) -> Cow<'_, str> {
    if is_harmless(text) {
        return Cow::Borrowed(text);
    }
    let mut scan = Scan {
        bytes: text.as_bytes(),
        at: 0,
        opaque_from: 0,
    };
    let mut masked = String::new();
    let mut done = 0;
    while let Some(secret) = scan.next_secret() {
        masked.push_str(text.get(done..secret.start).unwrap_or_default());
        masked.push_str(MASK);
        done = secret.end;
    }
    if done == 0 {
        return Cow::Borrowed(text);
    }
    masked.push_str(text.get(done..).unwrap_or_default());
    Cow::Owned(masked)
}

/// [`text::line`] without secrets. Masked before it is cut: half a secret looks like nothing.
pub fn line(text: &str, max: usize) -> String {
    // A text of a megabyte is not read to its end for a line of it.
    let enough = text::cut_bytes(text, 8 * max + 4096);
    text::cut(&redact(&text::line(enough, enough.len())), max)
}

/// Regions, names, counts: the shortest token has 15 characters, and whatever is shorter is announced.
fn is_harmless(text: &str) -> bool {
    text.len() < 15
        && !text
            .bytes()
            .any(|byte| matches!(byte, b'=' | b':' | b' ' | b'"' | 128..))
}

/// Which bytes words are made of.
const IN_A_WORD: [bool; 256] = {
    let mut table = [false; 256];
    let mut byte = 0_u8;
    while byte < 128 {
        table[byte as usize] = byte.is_ascii_alphanumeric();
        byte += 1;
    }
    table
};

fn is_in_a_word(byte: u8) -> bool {
    IN_A_WORD[usize::from(byte)]
}

/// Where the scan is.
struct Scan<'a> {
    bytes: &'a [u8],
    at: usize,
    /// Where the run of characters that base64 is written in began.
    opaque_from: usize,
}

impl Scan<'_> {
    /// The next secret; what follows it is looked at next. Words are runs of letters and digits: what tells a secret is how a
    /// word begins (`AKIA...`), what stands after it (`password=`, `https://`), or how much noise there is in a row.
    fn next_secret(&mut self) -> Option<Range<usize>> {
        while let Some(&byte) = self.bytes.get(self.at) {
            if !is_in_a_word(byte) {
                if byte == b'-'
                    && let Some(secret) = token::private_key(self.bytes, self.at)
                {
                    return Some(self.found(secret));
                }
                self.at += 1;
                if !opaque::is_in_a_run(byte) {
                    self.opaque_from = self.at;
                }
                continue;
            }
            let start = self.at;
            let word = start..run_end(self.bytes, start, is_in_a_word);
            self.at = word.end;
            let secret = token::at(self.bytes, &word)
                .or_else(|| pair::value(self.bytes, &word))
                .or_else(|| url::secret(self.bytes, &word))
                .or_else(|| opaque::run(self.bytes, self.opaque_from..word.end));
            if let Some(secret) = secret {
                return Some(self.found(secret));
            }
        }
        None
    }

    fn found(&mut self, secret: Range<usize>) -> Range<usize> {
        self.at = secret.end;
        self.opaque_from = secret.end;
        secret
    }
}

/// Whether text was cut off right after `end`: then the beginning of a secret is all there is of it.
fn is_cut(bytes: &[u8], end: usize) -> bool {
    bytes.get(end..) == Some("…".as_bytes())
}

/// The end of the run of bytes from `from` that `is_in` accepts.
fn run_end(bytes: &[u8], from: usize, is_in: impl Fn(u8) -> bool) -> usize {
    let rest = bytes.get(from..).unwrap_or_default();
    from + rest.iter().position(|byte| !is_in(*byte)).unwrap_or(rest.len())
}

#[cfg(test)]
mod tests;
