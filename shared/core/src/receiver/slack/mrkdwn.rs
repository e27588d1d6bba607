//! Slack's markup, and text that must not become part of it.

/// Text that shows as it is. `&`, `<` and `>` are Slack's only control characters: escaped, no mention (`<!channel>`,
/// `<@U012AB3CD>`), link or date can be made of it. A backtick could open a code block that swallows what follows.
pub(super) fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '`' => escaped.push('\''),
            other => escaped.push(other),
        }
    }
    escaped
}

/// A link. Pages hold no URL with `<`, `>` or `|` in it.
pub(super) fn link(url: &str, name: &str) -> String {
    format!("<{}|{}>", escape(url), escape(name).replace('|', "/"))
}

/// `*Name:* value` in a line; nothing for an empty value. `value` is markup already.
pub(super) fn field(name: &str, value: &str) -> Option<String> {
    (!value.is_empty()).then(|| format!("*{}:* {value}", escape(name)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_from_an_event_is_markup() {
        assert_eq!(
            escape("<!channel> & <@U1> ```x"),
            "&lt;!channel&gt; &amp; &lt;@U1&gt; '''x"
        );
        assert_eq!(
            link("https://a.example/?a=1&b=2", "A|<B>"),
            "<https://a.example/?a=1&amp;b=2|A/&lt;B&gt;>"
        );
    }
}
