//! The YAML at the top of a runbook, between two lines of `---`.

use std::ops::Range;

/// Where the front matter and the Markdown behind it stand in a runbook's text.
pub(crate) fn find(text: &str) -> Option<(Range<usize>, Range<usize>)> {
    let bom = if text.starts_with('\u{feff}') { 3 } else { 0 };
    let mut at = bom;
    let mut begin = None;
    for line in text.get(bom..)?.split_inclusive('\n') {
        let next = at + line.len();
        if line.trim_end() == "---" {
            match begin {
                None => begin = Some(next),
                Some(begin) => return Some((begin..at, next..text.len())),
            }
        } else if begin.is_none() {
            // Anything before the first line of dashes makes those dashes a rule in the text.
            return None;
        }
        at = next;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_stands_between_the_first_two_lines_of_dashes() {
        for (text, front, body) in [
            ("---\na: 1\n---\n# T\n", Some("a: 1\n"), "# T\n"),
            ("---\r\na: 1\r\n---\r\n# T", Some("a: 1\r\n"), "# T"),
            ("---\n---\n", Some(""), ""),
            ("# T\n---\na: 1\n---\n", None, ""),
            ("---\na: 1\n", None, ""), // never closed
            ("", None, ""),
        ] {
            let found = find(text);
            let slice = |range: Range<usize>| text.get(range).unwrap();
            assert_eq!(found.clone().map(|(range, _)| slice(range)), front, "{text:?}");
            assert_eq!(found.map_or("", |(_, range)| slice(range)), body, "{text:?}");
        }
    }
}
