//! HTML that no text can break out of: names are the program's own, and whatever else comes in is escaped on its way.

/// A piece of a document.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Html(String);

impl Html {
    /// Text that shows as it is.
    pub(super) fn text(text: &str) -> Self {
        Self(escape(text))
    }

    /// An element around a piece. A name and an attribute's name can't come from outside.
    pub(super) fn element(
        name: &'static str,
        attributes: &[(&'static str, &str)],
        inside: impl Into<Self>,
    ) -> Self {
        let mut html = format!("<{name}");
        for (name, value) in attributes {
            html.extend([" ", name, "=\"", &escape(value), "\""]);
        }
        let Self(inside) = inside.into();
        html.extend([">", &inside, "</", name, ">"]);
        Self(html)
    }

    /// A block of its own.
    pub(super) fn div(class: &'static str, inside: impl Into<Self>) -> Self {
        Self::element("div", &[("class", class)], inside)
    }

    /// A part of a line.
    pub(super) fn span(class: &'static str, inside: impl Into<Self>) -> Self {
        Self::element("span", &[("class", class)], inside)
    }

    /// A link to the web. Any other address is shown beside its name, and leads nowhere.
    pub(super) fn link(class: &'static str, url: &str, inside: impl Into<Self>) -> Self {
        let is_web = |scheme: &str| {
            url.get(..scheme.len())
                .is_some_and(|start| start.eq_ignore_ascii_case(scheme))
        };
        if is_web("https://") || is_web("http://") {
            return Self::element(
                "a",
                &[("class", class), ("href", url), ("rel", "noreferrer")],
                inside,
            );
        }
        Self::span(
            "refused",
            Self::from_iter([inside.into(), Self::text(&format!(" (not a link: {url})"))]),
        )
    }

    /// Puts a piece behind.
    pub(super) fn push(&mut self, Self(piece): Self) {
        self.0.push_str(&piece);
    }

    /// Whether there is nothing in it.
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// What the browser reads.
    pub(super) fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<&str> for Html {
    fn from(text: &str) -> Self {
        Self::text(text)
    }
}

impl FromIterator<Html> for Html {
    fn from_iter<I: IntoIterator<Item = Html>>(pieces: I) -> Self {
        Self(pieces.into_iter().map(|Self(piece)| piece).collect())
    }
}

/// For text and for quoted values. What can't be seen and would change what is seen gets the sign for a character that is
/// none.
fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            '\n' | '\t' => escaped.push(c),
            '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => escaped.push('\u{fffd}'),
            c if c.is_control() => escaped.push('\u{fffd}'),
            other => escaped.push(other),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_no_markup_and_no_value_ends_its_attribute() {
        let hostile = "\"><script>alert('x')</script>&\0\u{202e}";
        let escaped = "&quot;&gt;&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;&amp;\u{fffd}\u{fffd}";
        assert_eq!(Html::text(hostile).as_str(), escaped);
        assert_eq!(
            Html::element("b", &[("title", hostile)], hostile).as_str(),
            format!("<b title=\"{escaped}\">{escaped}</b>")
        );
    }

    #[test]
    fn only_the_web_is_linked() {
        for url in ["https://a.example/?a=1&b", "HTTP://a.example"] {
            assert!(Html::link("", url, "A").as_str().starts_with("<a "), "{url}");
        }
        for url in [
            "",
            "javascript:alert(1)",
            " https://a.example",
            "data:text/html,x",
            "https:/a",
            "//a.example",
        ] {
            let html = Html::link("", url, "A");
            assert!(
                html.as_str()
                    .starts_with("<span class=\"refused\">A (not a link: "),
                "{html:?}"
            );
        }
    }
}
