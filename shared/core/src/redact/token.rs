//! Secrets that are told by how they begin.

use std::ops::Range;

use super::{is_cut, run_end};

/// Tokens whose issuers gave them a beginning of their own so that they can be found, and how much follows at least.
const PREFIXES: &[(&[u8], usize)] = &[
    (b"eyJ", 16), // a JSON Web Token, whole or its first part
    (b"xoxa-", 10),
    (b"xoxb-", 10),
    (b"xoxe-", 10),
    (b"xoxp-", 10),
    (b"xoxr-", 10),
    (b"xoxs-", 10),
    (b"xapp-", 10),
    (b"ghp_", 30),
    (b"gho_", 30),
    (b"ghu_", 30),
    (b"ghs_", 30),
    (b"ghr_", 30),
    (b"github_pat_", 30),
    (b"glpat-", 16),
    (b"hf_", 30),
    (b"sk-", 32),
    (b"sk_live_", 16),
    (b"rk_live_", 16),
    (b"whsec_", 16),
    (b"AIza", 30),
    (b"npm_", 30),
    (b"pypi-", 30),
];

/// Which letters follow the first one of a prefix, a bit for each. Most words end here: looking every word up in the list
/// was a seventh of what reading an event costs.
const SECOND: [u64; 128] = {
    let mut table = [0; 128];
    let mut at = 0;
    while at < PREFIXES.len() {
        let prefix = PREFIXES[at].0;
        assert!(
            letter(prefix[1]) != 0,
            "a prefix whose second character is no letter would never be found"
        );
        table[prefix[0] as usize] |= letter(prefix[1]);
        at += 1;
    }
    table
};

/// The bit of a letter; 0 for what is none.
const fn letter(byte: u8) -> u64 {
    if byte.is_ascii_alphabetic() {
        1 << (byte - b'A')
    } else {
        0
    }
}

/// The secret that begins with `word`.
pub(super) fn at(bytes: &[u8], word: &Range<usize>) -> Option<Range<usize>> {
    let rest = bytes.get(word.start..)?;
    let [first, second, ..] = *rest else { return None };
    let may_be_prefix = SECOND
        .get(usize::from(first))
        .is_some_and(|seconds| seconds & letter(second) != 0);
    if may_be_prefix && let Some(secret) = prefixed(bytes, word, rest) {
        return Some(secret);
    }
    match first {
        b'A' => access_key(bytes, word),
        b'b' | b'B' => bearer(bytes, word),
        _ => None,
    }
}

/// An access key's id: 20 capitals and digits (IAM User Guide, "IAM identifiers"). Its last four characters stay, so that
/// whoever is told that a key leaked finds it.
fn access_key(bytes: &[u8], word: &Range<usize>) -> Option<Range<usize>> {
    let id = bytes.get(word.clone())?;
    let is_id = [&b"AKIA"[..], b"ASIA", b"ABIA", b"ACCA"].contains(&id.get(..4)?)
        && id
            .iter()
            .all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit());
    if is_id && id.len() == 20 {
        return Some(word.start + 4..word.end - 4);
    }
    (is_id && id.len() > 8 && is_cut(bytes, word.end)).then_some(word.start + 4..word.end)
}

fn prefixed(bytes: &[u8], word: &Range<usize>, rest: &[u8]) -> Option<Range<usize>> {
    let (prefix, least) = PREFIXES.iter().find(|(prefix, _)| rest.starts_with(prefix))?;
    let end = run_end(bytes, word.start, is_in_a_token);
    let tail = bytes.get(word.start + prefix.len()..end)?;
    // Chance has both cases and digits; a job called `sk-learn-churn-training-2026-11-20` has not. Slack's tokens begin
    // with digits, and nothing else begins with `eyJ`.
    let is_told = prefix.starts_with(b"xox") || *prefix == b"eyJ";
    let is_mixed = [u8::is_ascii_uppercase, u8::is_ascii_lowercase, u8::is_ascii_digit]
        .iter()
        .all(|is_in| tail.iter().any(is_in));
    let is_long = tail.len() >= *least || (tail.len() >= 4 && is_cut(bytes, end));
    (is_long && (is_told || is_mixed)).then_some(word.start..end)
}

/// `Bearer TOKEN`, as in an `Authorization` header. "Bearer authentication" is no token: a word has no digits.
fn bearer(bytes: &[u8], word: &Range<usize>) -> Option<Range<usize>> {
    if !bytes.get(word.clone())?.eq_ignore_ascii_case(b"bearer") {
        return None;
    }
    let start = run_end(bytes, word.end, |byte| byte == b' ');
    let end = run_end(bytes, start, |byte| {
        is_in_a_token(byte) || matches!(byte, b'+' | b'/' | b'=' | b'~')
    });
    let token = bytes.get(start..end)?;
    let is_noise = token.len() >= 8 && token.iter().any(u8::is_ascii_digit);
    (start > word.end && (is_noise || token.len() >= 24)).then_some(start..end)
}

/// A private key's block, to its end or to the end of the text.
pub(super) fn private_key(bytes: &[u8], at: usize) -> Option<Range<usize>> {
    const BEGIN: &[u8] = b"-----BEGIN ";
    const LAST: &[u8] = b"PRIVATE KEY-----";
    let rest = bytes.get(at..)?.strip_prefix(BEGIN)?;
    // `EC PRIVATE KEY`, `ENCRYPTED PRIVATE KEY`; a certificate is no secret.
    let kind_end = find(rest.get(..rest.len().min(60))?, LAST)?;
    let body = kind_end + LAST.len();
    let inside = rest.get(body..)?;
    let end = find(inside, LAST).map_or(bytes.len(), |end| at + BEGIN.len() + body + end + LAST.len());
    Some(at..end)
}

fn is_in_a_token(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.')
}

fn find(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    bytes.windows(wanted.len()).position(|window| window == wanted)
}
