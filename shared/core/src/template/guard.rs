//! What a source may hold, decided before the engine sees it.
//!
//! Fuel bounds the steps of a template and not what one step takes. Some lines of Jinja take all the memory there is
//! (`{% set a = a ~ a %}` thirty times, `"x" * 99999999`), and the engine's own recursion over an expression overflows the
//! stack, which nobody can catch: a thousand bytes of `~a` take half a megabyte of it, measured with `MiniJinja` 2.24. So the
//! language here has no variables, no multiplication and no maps, and each tag is short. Without these a text is at most as
//! long as what it is made of. The scan knows where a tag ends because nothing else can hide one: there are no raw blocks.

/// The longest source of words in a page.
pub(super) const MAX_WORDS: usize = 1_000;
/// The longest source of a body.
pub(super) const MAX_BODY: usize = 10_000;
/// The longest tag, without its braces.
const MAX_TAG: usize = 400;
/// How many tags there may be: a chain of `elif` is as deep as it is long.
const MAX_TAGS: usize = 200;
/// The blocks that are part of the language here.
const BLOCKS: [&str; 6] = ["if", "elif", "else", "endif", "for", "endfor"];

/// What is refused, and on which line.
pub(super) type Refusal = (usize, String);

/// Looks through a source of at most `max` bytes.
pub(super) fn guard(source: &str, max: usize) -> Result<(), Refusal> {
    let refuse = |at: usize, why: String| Err((line(source, at), why));
    if source.len() > max {
        return refuse(0, format!("it has {} bytes, {max} are allowed", source.len()));
    }
    let mut at = 0;
    let mut tags = 0;
    while let Some((begin, kind)) = next_tag(source, at) {
        let body = begin + 2;
        if kind == b'#' {
            // What is not closed is for the engine to report.
            let Some(end) = find(source, body, "#}") else {
                return Ok(());
            };
            at = end + 2;
            continue;
        }
        tags += 1;
        if tags > MAX_TAGS {
            return refuse(begin, format!("it has more than {MAX_TAGS} tags"));
        }
        let closing = if kind == b'%' { "%}" } else { "}}" };
        let end = match scan(source, body, closing) {
            Ok(end) => end,
            Err((at, why)) => return refuse(at, why.to_owned()),
        };
        let code = source.get(body..end.unwrap_or(source.len())).unwrap_or_default();
        if code.len() > MAX_TAG {
            return refuse(
                begin,
                format!("a tag has {} bytes, {MAX_TAG} are allowed", code.len()),
            );
        }
        if kind == b'%'
            && let Err(why) = block(code)
        {
            return refuse(begin, why);
        }
        let Some(end) = end else {
            return Ok(());
        };
        at = end + 2;
    }
    Ok(())
}

/// Where the next tag or comment begins, and its second character.
fn next_tag(source: &str, from: usize) -> Option<(usize, u8)> {
    let bytes = source.as_bytes();
    (from..bytes.len().saturating_sub(1))
        .find(|at| bytes[*at] == b'{' && matches!(bytes[at + 1], b'{' | b'%' | b'#'))
        .map(|at| (at, bytes[at + 1]))
}

fn find(source: &str, from: usize, what: &str) -> Option<usize> {
    Some(source.get(from..)?.find(what)? + from)
}

/// Where a tag's code ends; nothing when it does not.
fn scan(source: &str, from: usize, closing: &str) -> Result<Option<usize>, (usize, &'static str)> {
    let bytes = source.as_bytes();
    let (mut at, mut depth) = (from, 0_usize);
    while let Some(byte) = bytes.get(at) {
        if depth == 0 && bytes[at..].starts_with(closing.as_bytes()) {
            return Ok(Some(at));
        }
        match byte {
            b'"' | b'\'' => match string_end(bytes, at) {
                Some(end) => at = end,
                None => return Ok(None),
            },
            b'(' | b'[' => depth += 1,
            b')' | b']' => {
                depth = depth
                    .checked_sub(1)
                    .ok_or((at, "a bracket closes that none opens"))?;
            }
            b'*' => return Err((at, "`*` is not part of the language here")),
            b'{' | b'}' => return Err((at, "there are no maps here, or a bracket is not closed")),
            _ => {}
        }
        at += 1;
    }
    Ok(None)
}

/// The closing quote of the text that begins at `at`.
fn string_end(bytes: &[u8], at: usize) -> Option<usize> {
    let quote = bytes[at];
    let mut next = at + 1;
    loop {
        match *bytes.get(next)? {
            b'\\' => next += 2,
            byte if byte == quote => return Some(next),
            _ => next += 1,
        }
    }
}

/// A block's word; a loop that calls itself has none here.
fn block(code: &str) -> Result<(), String> {
    let code = code.strip_prefix(['-', '+']).unwrap_or(code).trim_ascii();
    let word: String = code
        .chars()
        .take_while(|c| c.is_alphanumeric() || *c == '_')
        .collect();
    if !BLOCKS.contains(&word.as_str()) {
        return Err(format!("`{word}` is not part of the language here"));
    }
    let code = code.strip_suffix(['-', '+']).unwrap_or(code).trim_ascii();
    if code.ends_with("recursive") {
        return Err("`recursive` is not part of the language here".to_owned());
    }
    Ok(())
}

fn line(source: &str, at: usize) -> usize {
    source
        .as_bytes()
        .iter()
        .take(at)
        .filter(|byte| **byte == b'\n')
        .count()
        + 1
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(source: &str) -> Option<String> {
        guard(source, MAX_WORDS)
            .err()
            .map(|(line, why)| format!("{line}: {why}"))
    }

    #[test]
    fn what_can_grow_without_bound_is_refused_wherever_it_hides() {
        for (source, why) in [
            ("{% set a = title %}", "1: `set`"),
            ("a\n{%- set a = title -%}", "2: `set`"),
            ("{% macro a() %}{% endmacro %}", "1: `macro`"),
            ("{% include 'x' %}", "1: `include`"),
            ("{% raw %}{{ a * b }}{% endraw %}", "1: `raw`"),
            ("{% %}", "1: ``"),
            ("{{ 'x' * 9 }}", "1: `*`"),
            ("{{ 2 ** 9 }}", "1: `*`"),
            ("\n\n{% if title * 2 %}{% endif %}", "3: `*`"),
            // Neither a comment nor a text may make the scan lose its place.
            ("{# {{ ' #}{{ 'x' * 9 }}", "1: `*`"),
            ("{{ '}}' ~ 'x' * 9 }}", "1: `*`"),
            ("{{ \"\\\"}}\" ~ 'x' * 9 }}", "1: `*`"),
            ("{{ '{# ' }}{{ 'x' * 9 }}", "1: `*`"),
            ("{{ {'a': {'b': 1}} * 9 }}", "1: there are no maps"),
            ("{{ (a }} ~ 'x' * 9) }}", "1: there are no maps"),
            ("{{ a) }} {{ 'x' * 9 }}", "1: a bracket"),
            ("{% for a in firing recursive %}{% endfor %}", "1: `recursive`"),
            ("{% for a in firing recursive-%}{% endfor %}", "1: `recursive`"),
        ] {
            let found = refused(source).unwrap_or_default();
            assert!(found.starts_with(why), "{source}: {found}");
        }
        assert!(refused(&"x".repeat(MAX_WORDS + 1)).is_some());
        assert!(refused(&format!("{{{{ a{} }}}}", "~a".repeat(200))).is_some());
        assert!(guard(&"{{ a }}".repeat(MAX_TAGS + 1), MAX_BODY).is_err());
    }

    #[test]
    fn what_people_write_is_not() {
        for source in [
            "",
            "a * b { c } 100 % }} {",
            "{{ title }} * {{ '*{{ x }}' }}",
            "{# * {{ set #}{% if owner %}{{ owner.name }}{% else %}nobody{% endif %}",
            "{%- for alert in firing -%}{{ alert.name | upper }}{{ ', ' if not loop.last }}{%- endfor %}",
            "{{ (title ~ ' (' ~ [severity, status] | join('/') ~ ')') }}",
            r#"{"text": {{ title }}, "x": {"y": {"z": 1}}}"#,
            "{{ not closed",
        ] {
            assert_eq!(refused(source), None, "{source}");
        }
    }
}
