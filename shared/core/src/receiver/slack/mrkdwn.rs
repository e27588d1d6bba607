//! Slack's markup, and text that must not become part of it.

use crate::receiver::alike::at_edges;

/// Text that shows as it is. `&`, `<` and `>` are Slack's only control characters: escaped, no mention (`<!channel>`,
/// `<@U012AB3CD>`), link or date can be made of it. A backtick could open a code block that swallows what follows. `*`, `_`
/// and `~` around something would be bold, slanted or struck out, and nothing takes that meaning from them: other signs that
/// look like them stand there.
pub(super) fn escape(text: &str) -> String {
    let text = at_edges(text, '*', '∗');
    let text = at_edges(&text, '_', '＿');
    let text = at_edges(&text, '~', '∼');
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
    let url = url.replace('&', "&amp;");
    format!("<{url}|{}>", escape(name).replace('|', "/"))
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
            escape("*down* _now_ ~not~ *b* of s3:::logs/* in ml_prod_churn"),
            "∗down∗ ＿now＿ ∼not∼ ∗b∗ of s3:::logs/∗ in ml_prod_churn"
        );
        assert_eq!(escape("s3:::logs/* in a_b ~ 7"), "s3:::logs/* in a_b ~ 7");
        assert_eq!(
            link("https://a.example/?a=1&b=2&c=*x*", "A|<B> *c*"),
            "<https://a.example/?a=1&amp;b=2&amp;c=*x*|A/&lt;B&gt; ∗c∗>"
        );
    }
}
