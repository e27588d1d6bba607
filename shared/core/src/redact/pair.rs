//! Secrets that are told by their name: `password=...`, `"token": "..."`, `--password ...`, `Authorization: ...`.

use std::ops::Range;

use super::{MASK, run_end};

/// Endings of names whose value is a secret whatever it looks like, in small letters without `_`, `-` and `.`.
const SECRET: &[&[u8]] = &[
    b"password",
    b"passwd",
    b"passphrase",
    b"pwd",
    b"secretkey",
    b"secretaccesskey",
    b"secretstring",
    b"clientsecret",
    b"privatekey",
    b"apikey",
    b"accountkey",
    b"sharedaccesskey",
    b"accesstoken",
    b"authtoken",
    b"refreshtoken",
    b"sessiontoken",
    b"securitytoken",
    b"authorization",
];
/// Endings of names whose value may be a secret: after `:` and a space it has to look like one, because people write
/// "unexpected token: end of file". A number of them is no token either: `max_token=512`.
const MAYBE: &[&[u8]] = &[b"secret", b"token", b"credential", b"credentials", b"signature"];
/// Short names of secrets in the query of a URL, where they come after `?` or `&`.
const QUERY: &[&[u8]] = &[b"sig", b"key", b"code"];
/// A value that says that there is none.
const NOTHING: &[&[u8]] = &[b"null", b"none", b"None", b"nil", b"true", b"false", b"undefined"];

/// The secret that `word`, the last of its name, announces.
pub(super) fn value(bytes: &[u8], word: &Range<usize>) -> Option<Range<usize>> {
    // Every name in the lists ends in one of these, and few words are names.
    let last = bytes.get(word.end - 1)?.to_ascii_lowercase();
    if !matches!(last, b'd' | b'e' | b'y' | b'g' | b't' | b'n' | b'l' | b's') {
        return None;
    }
    let (start, how) = separator(bytes, word)?;
    let name = name(bytes, word)?;
    let kind = name.kind?;
    if matches!(how, How::Flag) && !name.is_flag {
        return None;
    }
    let value = quoted(bytes, start).unwrap_or_else(|| bare(bytes, start));
    let shown = bytes.get(value.clone())?;
    let is_nothing = shown.is_empty()
        || NOTHING.contains(&shown)
        || shown.starts_with(MASK.as_bytes())
        || shown.iter().all(|byte| *byte == b'*')
        // A name of a secret is not the secret, and `PWD=/opt/ml` is a folder.
        || shown.starts_with(b"arn:")
        || name.is_in_an_arn
        || (name.ends_in_pwd && shown.starts_with(b"/"));
    let is_secret = match (kind, how) {
        (Kind::Secret, _) => true,
        (Kind::Maybe, How::Spaced) => looks_secret(shown),
        (Kind::Maybe, How::Tight | How::Flag) => !shown.iter().all(u8::is_ascii_digit),
        (Kind::Query, _) => shown.len() >= 16,
    };
    (is_secret && !is_nothing).then_some(value)
}

#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Secret,
    Maybe,
    Query,
}

enum How {
    /// `name=value`, `name:value`, `"name":"value"`: a machine wrote it.
    Tight,
    /// `name: value`: prose may look like that.
    Spaced,
    /// `--name value`.
    Flag,
}

struct Name {
    kind: Option<Kind>,
    ends_in_pwd: bool,
    /// It stands after `--`.
    is_flag: bool,
    /// It is a part of an ARN, as in `:secret:prod/db`.
    is_in_an_arn: bool,
}

/// The name that ends with `word`: `aws_secret_access_key`, `db.password`, `X-Amz-Signature`.
fn name(bytes: &[u8], word: &Range<usize>) -> Option<Name> {
    // The longest name in the lists has 15 letters.
    let mut folded = [0_u8; 16];
    let mut length = 0;
    let mut start = word.end;
    for byte in bytes.get(..word.end)?.iter().rev().take(24) {
        match byte {
            b'_' | b'-' | b'.' => {}
            byte if byte.is_ascii_alphanumeric() => {
                if length < folded.len() {
                    length += 1;
                    let place = folded.len() - length;
                    *folded.get_mut(place)? = byte.to_ascii_lowercase();
                }
            }
            _ => break,
        }
        start -= 1;
    }
    let folded = folded.get(folded.len() - length..)?;
    let ends_in = |names: &[&[u8]]| names.iter().any(|name| folded.ends_with(name));
    let before = start.checked_sub(1).and_then(|before| bytes.get(before));
    let kind = if ends_in(SECRET) {
        Some(Kind::Secret)
    } else if ends_in(MAYBE) {
        Some(Kind::Maybe)
    } else if QUERY.contains(&folded) && matches!(before, Some(b'?' | b'&')) {
        Some(Kind::Query)
    } else {
        None
    };
    Some(Name {
        kind,
        ends_in_pwd: folded.ends_with(b"pwd"),
        is_flag: bytes.get(start..)?.starts_with(b"--"),
        is_in_an_arn: before == Some(&b':'),
    })
}

/// Where the value begins: after `=` or `:`, with quotes and spaces around it, or after the space behind what may be a flag.
fn separator(bytes: &[u8], word: &Range<usize>) -> Option<(usize, How)> {
    let after_quote = run_end(bytes, word.end, |byte| matches!(byte, b'"' | b'\'' | b'\\'));
    let spaced = run_end(bytes, after_quote, |byte| byte == b' ');
    let sign = *bytes.get(spaced)?;
    if !matches!(sign, b'=' | b':') {
        let before = word.start.checked_sub(1).and_then(|before| bytes.get(before));
        let may_be_flag = spaced > word.end && matches!(before, Some(b'-' | b'_' | b'.'));
        return may_be_flag.then_some((spaced, How::Flag));
    }
    // `:=`, `=>` and `==` are separators too.
    let sign_end = run_end(bytes, spaced + 1, |byte| matches!(byte, b'=' | b'>'));
    let start = run_end(bytes, sign_end, |byte| byte == b' ');
    let is_machine = after_quote > word.end || sign == b'=' || start == sign_end;
    Some((start, if is_machine { How::Tight } else { How::Spaced }))
}

/// What is between quotes, which JSON inside JSON escapes.
fn quoted(bytes: &[u8], at: usize) -> Option<Range<usize>> {
    let slashes = run_end(bytes, at, |byte| byte == b'\\');
    let quote = *bytes.get(slashes)?;
    if !matches!(quote, b'"' | b'\'') {
        return None;
    }
    let start = slashes + 1;
    let mut end = start;
    // An escaped quote ends only what an escaped quote began.
    while let Some(byte) = bytes.get(end) {
        if *byte == quote && (slashes > at || bytes.get(end - 1) != Some(&b'\\')) {
            break;
        }
        end += 1;
    }
    while slashes > at && end > start && bytes.get(end - 1) == Some(&b'\\') {
        end -= 1;
    }
    Some(start..end)
}

/// A value without quotes; after `Basic` or `Bearer` the word that follows.
fn bare(bytes: &[u8], start: usize) -> Range<usize> {
    let is_in = |byte: u8| !byte.is_ascii_whitespace() && !b",;&\"'()[]{}<>|\\".contains(&byte);
    let end = run_end(bytes, start, is_in);
    let scheme = bytes.get(start..end).unwrap_or_default();
    let is_scheme = [&b"basic"[..], b"bearer", b"digest", b"token"]
        .iter()
        .any(|word| scheme.eq_ignore_ascii_case(word));
    if is_scheme && bytes.get(end) == Some(&b' ') {
        return end + 1..run_end(bytes, end + 1, is_in);
    }
    // What was masked before stays what it is.
    if bytes
        .get(start..)
        .is_some_and(|rest| rest.starts_with(MASK.as_bytes()))
    {
        return start..start + MASK.len();
    }
    start..end
}

/// Eight characters or more with a digit among letters: no word of a sentence.
fn looks_secret(value: &[u8]) -> bool {
    value.len() >= 8 && value.iter().any(u8::is_ascii_digit) && value.iter().any(u8::is_ascii_alphabetic)
}
