//! The anchors of a Markdown text's headings, as Git hosts make them: lower case, words joined by hyphens, punctuation
//! dropped, a number behind an anchor that is taken.

/// Every anchor, in the order of the text. Headings inside code fences are code.
pub(crate) fn anchors(markdown: &str) -> Vec<String> {
    let mut anchors: Vec<String> = Vec::new();
    let mut fence: Option<&str> = None;
    for line in markdown.lines() {
        let line = line.trim_end();
        let indented = line.trim_start();
        let mark = ["```", "~~~"].into_iter().find(|mark| indented.starts_with(mark));
        match (fence, mark) {
            (None, Some(mark)) => fence = Some(mark),
            (Some(open), Some(mark)) if open == mark => fence = None,
            (None, None) => anchors.extend(heading(line).map(slug).map(|slug| numbered(slug, &anchors))),
            _ => {}
        }
    }
    anchors
}

/// The text of an ATX heading: one to six `#`, a space, the text, perhaps more `#`.
fn heading(line: &str) -> Option<&str> {
    let text = line.trim_start_matches('#');
    let level = line.len() - text.len();
    (1..=6)
        .contains(&level)
        .then_some(text)?
        .strip_prefix([' ', '\t'])
        .map(|text| text.trim().trim_end_matches('#').trim_end())
}

fn slug(heading: &str) -> String {
    without_targets(heading)
        .to_lowercase()
        .chars()
        .filter_map(|c| match c {
            ' ' => Some('-'),
            c if c.is_alphanumeric() || matches!(c, '-' | '_') => Some(c),
            _ => None,
        })
        .collect()
}

/// `[text](target)` reads as `text`.
fn without_targets(heading: &str) -> String {
    let mut kept = String::new();
    let mut rest = heading;
    while let Some((before, after)) = rest.split_once("](") {
        kept.push_str(before);
        rest = after.split_once(')').map_or("", |(_, behind)| behind);
    }
    kept + rest
}

fn numbered(slug: String, taken: &[String]) -> String {
    let free = |anchor: &String| !taken.contains(anchor);
    if free(&slug) {
        return slug;
    }
    // One of these is free: there are fewer anchors than numbers.
    (1..=taken.len())
        .map(|number| format!("{slug}-{number}"))
        .find(free)
        .unwrap_or(slug)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn anchors_are_those_of_a_git_host() {
        for (markdown, expected) in [
            ("# First action", "first-action"),
            ("## What's `this`, then? ##", "whats-this-then"),
            ("### See [the log](https://example.com/#x) now", "see-the-log-now"),
            ("# Año_2 a  b", "año_2-a--b"),
            ("# A\n# A\n# A", "a a-1 a-2"),
            ("```sh\n# a comment\n```\n# Text", "text"),
            ("~~~\n```\n# x\n~~~\n# y", "y"),
            ("#hashtag\n####### seven", ""),
        ] {
            assert_eq!(anchors(markdown).join(" "), expected, "{markdown}");
        }
    }
}
