//! Slack's markup, as its clients read it: marks count at the edges of words, `<...>` is a link or a mention, and three
//! characters are written as entities.

use crate::preview::html::Html;

/// A text with its marks.
pub(super) fn mrkdwn(text: &str) -> Html {
    let mut html = Html::default();
    // Every second piece stands between fences; behind a fence that nothing closes, the text goes on as it is.
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("```") {
        let Some((code, behind)) = after.split_once("```") else {
            break;
        };
        html.push(lines(before.strip_suffix('\n').unwrap_or(before)));
        html.push(Html::element("pre", &[], &*unescape(code.trim_matches('\n'))));
        rest = behind.strip_prefix('\n').unwrap_or(behind);
    }
    html.push(lines(rest));
    html
}

/// Lines that begin with `>` are quoted.
fn lines(text: &str) -> Html {
    let mut html = Html::default();
    for (number, line) in text.split('\n').enumerate() {
        let quoted = line.strip_prefix("&gt;").or_else(|| line.strip_prefix('>'));
        if let Some(quoted) = quoted {
            html.push(Html::element("blockquote", &[], inline(quoted.trim_start())));
            continue;
        }
        if number > 0 {
            html.push(Html::text("\n"));
        }
        html.push(inline(line));
    }
    html
}

/// One line, or what stands between two marks of it.
fn inline(text: &str) -> Html {
    let (mut html, mut plain, mut before) = (Html::default(), String::new(), None);
    let mut rest = text.chars();
    while let Some(c) = rest.next() {
        let found = match c {
            '<' => bracketed(rest.as_str()),
            '*' | '_' | '~' | '`'
                if before.is_none_or(|before: char| !before.is_alphanumeric()) && before != Some(c) =>
            {
                marked(c, rest.as_str())
            }
            _ => None,
        };
        if let Some((piece, behind)) = found {
            html.push(Html::text(&unescape(&std::mem::take(&mut plain))));
            html.push(piece);
            rest = behind.chars();
        } else {
            plain.push(c);
        }
        before = Some(c);
    }
    html.push(Html::text(&unescape(&plain)));
    html
}

/// What a mark and its partner enclose, and what is behind. Neither has a space inside, and the second ends a word.
fn marked(mark: char, text: &str) -> Option<(Html, &str)> {
    let mut before = ' ';
    let mut in_brackets = false;
    for (position, c) in text.char_indices() {
        let behind = text.get(position + c.len_utf8()..)?;
        let ends_word = !behind.starts_with(char::is_alphanumeric);
        if c == mark && !in_brackets && before != mark && position > 0 && !before.is_whitespace() && ends_word
        {
            let inside = text.get(..position)?;
            if inside.starts_with(char::is_whitespace) {
                return None;
            }
            let piece = match mark {
                '*' => Html::element("b", &[], inline(inside)),
                '_' => Html::element("i", &[], inline(inside)),
                '~' => Html::element("s", &[], inline(inside)),
                _ => Html::element("code", &[], &*unescape(inside)),
            };
            return Some((piece, behind));
        }
        in_brackets = match c {
            '<' => true,
            '>' => false,
            _ => in_brackets,
        };
        before = c;
    }
    None
}

/// A link or a mention, without its first bracket.
fn bracketed(text: &str) -> Option<(Html, &str)> {
    let (inside, behind) = text.split_once('>')?;
    let (address, name) = inside.split_once('|').unwrap_or((inside, inside));
    let name = unescape(name);
    let piece = if address.starts_with(['!', '@', '#']) {
        Html::span("mention", &*name)
    } else {
        Html::link("", &unescape(address), &*name)
    };
    let is_address = !address.is_empty() && !address.contains([' ', '<', '\n']);
    is_address.then_some((piece, behind))
}

fn unescape(text: &str) -> String {
    // The ampersand last, so that `&amp;lt;` is `&lt;`.
    text.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&amp;", "&")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_count_at_the_edges_of_words() {
        for (text, html) in [
            ("*a b:* c", "<b>a b:</b> c"),
            ("ml_prod_x 2*3*4", "ml_prod_x 2*3*4"),
            ("* a* _b _ ~", "* a* _b _ ~"),
            ("_*both*_ ~no~", "<i><b>both</b></i> <s>no</s>"),
            ("id: `a *b* &lt;`", "id: <code>a *b* &lt;</code>"),
            ("&amp;lt; &lt;b&gt;", "&amp;lt; &lt;b&gt;"),
            ("a\n&gt; b\nc", "a<blockquote>b</blockquote>\nc"),
            ("a\n```\nx *y*\n```\nb", "a<pre>x *y*</pre>b"),
            ("a ``` b", "a ``` b"),
        ] {
            assert_eq!(mrkdwn(text).as_str(), html, "{text}");
        }
    }

    #[test]
    fn brackets_are_links_and_mentions() {
        assert_eq!(
            mrkdwn("<https://a.example/?a=1&amp;b=*2*|A &lt;B&gt;>").as_str(),
            "<a class=\"\" href=\"https://a.example/?a=1&amp;b=*2*\" rel=\"noreferrer\">A &lt;B&gt;</a>"
        );
        assert_eq!(
            mrkdwn("<!channel>").as_str(),
            "<span class=\"mention\">!channel</span>"
        );
        let script = mrkdwn("<javascript:alert(1)|x>");
        assert!(script.as_str().contains("not a link"), "{script:?}");
        assert_eq!(mrkdwn("a < b <> c").as_str(), "a &lt; b &lt;&gt; c");
    }
}
