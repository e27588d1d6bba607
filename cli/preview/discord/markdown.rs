//! Discord's markup, as its clients read it. A backslash takes a mark's meaning.

use crate::preview::html::Html;

/// The marks that have a partner, longest first.
const MARKS: [(&str, &str); 6] = [
    ("**", "b"),
    ("__", "u"),
    ("~~", "s"),
    ("||", "mark"),
    ("*", "i"),
    ("_", "i"),
];

/// A text of several lines.
pub(super) fn markdown(text: &str) -> Html {
    let mut html = Html::default();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("```") {
        let Some((code, behind)) = after.split_once("```") else {
            break;
        };
        html.push(lines(before.strip_suffix('\n').unwrap_or(before)));
        html.push(Html::element("pre", &[], code.trim_matches('\n')));
        rest = behind.strip_prefix('\n').unwrap_or(behind);
    }
    html.push(lines(rest));
    html
}

/// What a line begins with can make a heading, small print, a quotation or an item of it.
fn lines(text: &str) -> Html {
    let mut html = Html::default();
    let mut is_inside = false;
    for line in text.split('\n') {
        let (mark, said) = line.split_once(' ').unwrap_or(("", line));
        let block = match mark {
            "#" | "##" | "###" => Some("h3"),
            "-#" => Some("small"),
            ">" => Some("blockquote"),
            _ => None,
        };
        if let Some(name) = block {
            html.push(Html::element(name, &[("class", "block")], inline(said)));
            is_inside = false;
            continue;
        }
        if is_inside {
            html.push(Html::text("\n"));
        }
        if matches!(mark, "-" | "*") {
            html.push(Html::text("• "));
            html.push(inline(said));
        } else {
            html.push(inline(line));
        }
        is_inside = true;
    }
    html
}

/// One line, or what stands between two marks of it.
pub(super) fn inline(text: &str) -> Html {
    let (mut html, mut plain) = (Html::default(), String::new());
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let behind = rest.get(c.len_utf8()..).unwrap_or_default();
        if let Some(escaped) = behind.chars().next().filter(|next| c == '\\' && is_mark(*next)) {
            plain.push(escaped);
            rest = behind.get(escaped.len_utf8()..).unwrap_or_default();
            continue;
        }
        let starts_word = !plain.ends_with(char::is_alphanumeric);
        if let Some((piece, after)) = element(rest, starts_word) {
            html.push(Html::text(&std::mem::take(&mut plain)));
            html.push(piece);
            rest = after;
        } else {
            plain.push(c);
            rest = behind;
        }
    }
    html.push(Html::text(&plain));
    html
}

/// Anything but a letter, a digit or a space can be escaped.
fn is_mark(c: char) -> bool {
    !c.is_alphanumeric() && !c.is_whitespace()
}

/// The element that begins here, and what is behind it.
fn element(text: &str, starts_word: bool) -> Option<(Html, &str)> {
    if let Some(code) = text.strip_prefix('`') {
        // Inside code nothing is a mark, a backslash neither.
        let (code, behind) = code.split_once('`')?;
        return (!code.is_empty()).then(|| (Html::element("code", &[], code), behind));
    }
    if let Some(name) = text.strip_prefix('[') {
        return link(name);
    }
    if let Some(inside) = text.strip_prefix('<') {
        return bracketed(inside);
    }
    if starts_word && (text.starts_with("https://") || text.starts_with("http://")) {
        let end = text.find(|c: char| c.is_whitespace() || matches!(c, '<' | '>' | '"'));
        let (url, behind) = text.split_at(end.unwrap_or(text.len()));
        return Some((Html::link("", url, url), behind));
    }
    for name in ["@everyone", "@here"] {
        if let Some(behind) = text.strip_prefix(name) {
            return Some((Html::span("mention", name), behind));
        }
    }
    let (mark, name) = MARKS.iter().find(|(mark, _)| text.starts_with(mark))?;
    // `snake_case` is a word.
    if *mark == "_" && !starts_word {
        return None;
    }
    let after = text.strip_prefix(mark)?;
    let end = closing(after, mark)?;
    let (inside, behind) = (after.get(..end)?, after.get(end + mark.len()..)?);
    if inside.is_empty() || (*mark == "*" && inside.starts_with(char::is_whitespace)) {
        return None;
    }
    Some((Html::element(name, &[], inline(inside)), behind))
}

/// `[name](<url>)` or `[name](url)`, without the first bracket.
fn link(text: &str) -> Option<(Html, &str)> {
    let end = closing(text, "]")?;
    let (name, after) = (text.get(..end)?, text.get(end + 1..)?.strip_prefix('(')?);
    let (url, behind) = match after.strip_prefix('<') {
        Some(bracketed) => bracketed.split_once(">)")?,
        None => after.split_once(')')?,
    };
    let is_url = !url.is_empty() && !url.contains(char::is_whitespace);
    is_url.then(|| (Html::link("", url, inline(name)), behind))
}

/// A mention, or a link without a preview.
fn bracketed(text: &str) -> Option<(Html, &str)> {
    let (inside, behind) = text.split_once('>')?;
    if inside.starts_with("https://") || inside.starts_with("http://") {
        return Some((Html::link("", inside, inside), behind));
    }
    let is_mention =
        inside.len() > 1 && inside.starts_with(['@', '#', ':', 't', 'a', '/']) && !inside.contains(' ');
    is_mention.then(|| (Html::span("mention", inside), behind))
}

/// Where the partner of a mark stands, but for one that is escaped.
fn closing(text: &str, mark: &str) -> Option<usize> {
    let mut is_escaped = false;
    for (position, c) in text.char_indices() {
        if is_escaped {
            is_escaped = false;
        } else if c == '\\' {
            is_escaped = true;
        } else if text.get(position..)?.starts_with(mark) {
            return Some(position);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_have_partners_and_a_backslash_takes_their_meaning() {
        for (text, html) in [
            ("**a b:** c", "<b>a b:</b> c"),
            ("snake_case_name 2 * 3 * 4", "snake_case_name 2 * 3 * 4"),
            ("_a_ *b* ~~c~~ __d__", "<i>a</i> <i>b</i> <s>c</s> <u>d</u>"),
            (r"\*\*a\*\* \<\@1\> 10\:00", "**a** &lt;@1&gt; 10:00"),
            (r"**a \*** b**", r"<b>a *</b> b**"),
            (r"`a \* b` \`c", r"<code>a \* b</code> `c"),
            (
                "# a\nb\n> c\n- d",
                "<h3 class=\"block\">a</h3>b<blockquote class=\"block\">c</blockquote>• d",
            ),
            (r"\# a", "# a"),
            ("a\n```\n*b*\n```", "a<pre>*b*</pre>"),
        ] {
            assert_eq!(markdown(text).as_str(), html, "{text}");
        }
    }

    #[test]
    fn links_and_mentions() {
        let link =
            |url: &str, name: &str| format!("<a class=\"\" href=\"{url}\" rel=\"noreferrer\">{name}</a>");
        for (text, html) in [
            (
                r"[A\]](<https://a.example/(x)>) b",
                link("https://a.example/(x)", "A]") + " b",
            ),
            ("[A](https://a.example)", link("https://a.example", "A")),
            (
                "see https://a.example/x y",
                format!("see {} y", link("https://a.example/x", "https://a.example/x")),
            ),
            (
                r"https\://a.example [a] (b)",
                "https://a.example [a] (b)".to_owned(),
            ),
            (
                "@everyone <@1>",
                "<span class=\"mention\">@everyone</span> <span class=\"mention\">@1</span>".to_owned(),
            ),
        ] {
            assert_eq!(markdown(text).as_str(), html, "{text}");
        }
        let script = markdown("[x](javascript:alert)");
        assert!(script.as_str().contains("not a link"), "{script:?}");
    }
}
