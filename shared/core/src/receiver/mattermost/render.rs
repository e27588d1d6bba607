//! A page as a post.

use serde_json::json;

use crate::catalog::ReceiverConfig;
use crate::page::{Page, fact_name, listings, plain, todo};
use crate::receiver::alike::alike;
use crate::receiver::look::Look;
use crate::receiver::{HttpRequest, Request};

/// The longest post, in characters.
const MAX_TEXT: usize = 16_383;

pub(super) fn request(page: &Page, config: &ReceiverConfig) -> Request {
    let mut text = String::new();
    for page in page.smaller() {
        text = post(&page);
        if text.chars().count() <= MAX_TEXT {
            break;
        }
    }
    Request::Http(HttpRequest::post(config, &[], json!({"text": text}).to_string()))
}

/// In the order in which a person needs them. No line begins with text of an event: a mark there would make it a heading,
/// a list or a table.
fn post(page: &Page) -> String {
    let mut lines = vec![format!("#### {} {}", Look::of(page).sign, quiet(&page.title))];
    lines.extend(page.notes.iter().map(|note| format!("⚠️ {}", quiet(note))));
    lines.extend(todo(page).into_iter().map(|line| {
        let shown = line
            .url
            .map_or_else(|| quiet(&line.text), |url| link(url, &line.text));
        field(line.name, &shown)
    }));
    lines.push(quiet(&plain::when(page)));
    let facts = page.evidence.iter().filter(|fact| !fact.value.is_empty());
    lines.extend(facts.map(|fact| field(&fact_name(page, fact), &quiet(&fact.value))));
    for listing in listings(page) {
        lines.push(format!("**{} ({})**", listing.heading, listing.count()));
        lines.extend(listing.lines.iter().map(|line| format!("• {}", quiet(line))));
        lines.extend(listing.rest());
    }
    let places = page.links.iter().map(|place| link(&place.url, &place.name));
    let places: Vec<_> = places.collect();
    lines.extend((!places.is_empty()).then(|| places.join("  ·  ")));
    if let Some((what, command)) = plain::acknowledgement(page) {
        lines.push(format!("{what}: `{command}`"));
    }
    lines.push(format!("{} · {}", quiet(&plain::why(page)), page.id));
    lines.join("\n")
}

fn field(name: &str, shown: &str) -> String {
    format!("**{}:** {shown}", quiet(name))
}

/// What would end an address or begin a mention in it, escaped: it means the same to whoever opens it.
fn link(url: &str, name: &str) -> String {
    let marks = [('(', "%28"), (')', "%29"), ('@', "%40"), ('~', "%7E")];
    let url = marks
        .iter()
        .fold(url.to_owned(), |url, (mark, escape)| url.replace(*mark, escape));
    format!("[{}]({url})", quiet(name))
}

/// Text that opens no markup, mentions nobody, and becomes no link: bare addresses do. A backslash at its end would take the
/// meaning of what follows, the end of a link's name for one.
fn quiet(text: &str) -> String {
    alike(text)
        .replace('\\', "＼")
        .replace("://", ":∕∕")
        .replace("www.", "www․")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_from_an_event_is_markup() {
        assert_eq!(
            quiet("@all **x** [a](https://evil.example) www.evil.example ~town-square `x`"),
            "＠all ∗∗x∗∗ (a)(https:∕∕evil.example) www․evil.example ∼town-square 'x'"
        );
        assert_eq!(
            link("https://a.example/(x)@all", "A]\\"),
            "[A)＼](https://a.example/%28x%29%40all)"
        );
    }
}
