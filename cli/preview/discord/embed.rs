//! An embed: text behind a bar.

use alert_core::time::{Timestamp, utc};
use serde_json::Value;

use super::markdown::{inline, markdown};
use crate::preview::html::Html;
use crate::preview::member::{is_set, list, text};
use crate::preview::undrawn::others;

const SEEN: [&str; 7] = [
    "color",
    "description",
    "fields",
    "footer",
    "timestamp",
    "title",
    "url",
];

pub(super) fn embed(embed: &Value) -> Html {
    let mut inside = Html::default();
    if !text(embed, "title").is_empty() {
        let title = inline(text(embed, "title"));
        let url = embed.get("url").and_then(Value::as_str);
        let title = url.map_or_else(|| title.clone(), |url| Html::link("", url, title.clone()));
        inside.push(Html::div("title", title));
    }
    if !text(embed, "description").is_empty() {
        inside.push(Html::div("description", markdown(text(embed, "description"))));
    }
    let fields = list(embed, "fields");
    if !fields.is_empty() {
        inside.push(Html::div("fields", fields.iter().map(field).collect::<Html>()));
    }
    inside.push(footer(embed));
    inside.push(others("embed", embed, &SEEN));
    // A colour is 24 bits; more are none.
    let colour = embed.get("color").and_then(Value::as_u64);
    let colour = colour.filter(|colour| *colour <= 0xff_ffff).unwrap_or(0x1e_1f22);
    let colour = format!("border-color: #{colour:06x}");
    Html::element("div", &[("class", "embed"), ("style", &colour)], inside)
}

fn field(field: &Value) -> Html {
    let name = Html::div("name", inline(text(field, "name")));
    let value = Html::div("value", markdown(text(field, "value")));
    let class = if is_set(field, "inline") {
        "field inline"
    } else {
        "field"
    };
    let unknown = others("field", field, &["inline", "name", "value"]);
    Html::div(class, Html::from_iter([name, value, unknown]))
}

/// Its text, which has no markup, and the time: a client shows that in its reader's zone.
fn footer(embed: &Value) -> Html {
    let footer = embed.get("footer");
    let said = footer.map(|footer| text(footer, "text")).unwrap_or_default();
    let at = text(embed, "timestamp");
    let at = at.parse::<Timestamp>().map_or_else(|_| at.to_owned(), utc);
    let parts: Vec<&str> = [said, &at].into_iter().filter(|part| !part.is_empty()).collect();
    let unknown = footer.map(|footer| others("footer", footer, &["text"]));
    if parts.is_empty() {
        return unknown.unwrap_or_default();
    }
    let line = Html::div("footer", &*parts.join(" • "));
    Html::from_iter([line, unknown.unwrap_or_default()])
}
