//! A request without a look of its own: the members of its JSON as rows, texts with their line breaks.

use serde_json::Value;

use super::html::Html;

/// The frame around the rows.
pub(super) fn draw(body: &Value) -> Html {
    Html::div("message rows", value(body))
}

fn value(any: &Value) -> Html {
    match any {
        Value::Object(members) => members.iter().map(|(name, member)| row(name, member)).collect(),
        Value::Array(items) => items
            .iter()
            .enumerate()
            .map(|(number, item)| row(&(number + 1).to_string(), item))
            .collect(),
        Value::String(text) => text_or_json(text),
        Value::Null | Value::Bool(_) | Value::Number(_) => Html::span("literal", &*any.to_string()),
    }
}

fn row(name: &str, member: &Value) -> Html {
    let name = Html::span("member", name);
    Html::div("row", Html::from_iter([name, Html::div("value", value(member))]))
}

/// SNS carries documents as texts: a text that is an object is shown as one.
fn text_or_json(text: &str) -> Html {
    match serde_json::from_str::<Value>(text) {
        Ok(object @ Value::Object(_)) => value(&object),
        _ => Html::text(text),
    }
}
