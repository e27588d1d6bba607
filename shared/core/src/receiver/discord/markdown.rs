//! Discord's markup, and text that must not become part of it.

/// Text that shows as it is: a backslash takes a mark's meaning. Mentions are kept out by `allowed_mentions`, and shown as
/// words because `<` and `@` lose theirs, too.
pub(super) fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        if matches!(
            c,
            '\\' | '*' | '_' | '~' | '`' | '|' | '>' | '<' | '[' | ']' | '(' | ')' | '#' | '@' | ':'
        ) {
            escaped.push('\\');
        }
        escaped.push(c);
    }
    escaped
}

/// A link without a preview. Pages hold no URL with `<` or `>` in it.
pub(super) fn link(url: &str, name: &str) -> String {
    format!("[{}](<{url}>)", escape(name))
}

/// `**Name:** value` in a line; nothing for an empty value. `value` is markup already.
pub(super) fn field(name: &str, value: &str) -> Option<String> {
    (!value.is_empty()).then(|| format!("**{}:** {value}", escape(name)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_from_an_event_is_markup() {
        assert_eq!(
            escape("@everyone **x** [a](https://evil.example) <@1>"),
            "\\@everyone \\*\\*x\\*\\* \\[a\\]\\(https\\://evil.example\\) \\<\\@1\\>"
        );
        assert_eq!(
            link("https://a.example/(x)", "A]"),
            "[A\\]](<https://a.example/(x)>)"
        );
    }
}
