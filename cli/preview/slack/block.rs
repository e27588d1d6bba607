//! One block of Block Kit.

use serde_json::Value;

use super::mrkdwn::mrkdwn;
use crate::preview::html::Html;
use crate::preview::member::{list, text};
use crate::preview::undrawn::{others, undrawn};

pub(super) fn block(block: &Value) -> Html {
    let (drawn, known): (Html, &[&str]) = match text(block, "type") {
        "header" => (Html::div("header", words(block.get("text"))), &["text"]),
        "section" => (section(block), &["text", "fields", "accessory", "expand"]),
        "context" => (context(block), &["elements"]),
        "actions" => (
            Html::div(
                "actions",
                list(block, "elements").iter().map(button).collect::<Html>(),
            ),
            &["elements"],
        ),
        "divider" => (Html::div("divider", ""), &[]),
        other => return undrawn(&named(other)),
    };
    let known = [known, &["type", "block_id"]].concat();
    Html::from_iter([drawn, others(text(block, "type"), block, &known)])
}

fn named(kind: &str) -> String {
    let kind = if kind.is_empty() { "without a type" } else { kind };
    format!("block {kind}")
}

fn section(block: &Value) -> Html {
    let mut inside = Html::default();
    if let Some(said) = block.get("text") {
        inside.push(Html::div("said", words(Some(said))));
    }
    let fields = list(block, "fields").iter();
    let fields: Html = fields
        .map(|field| Html::div("field", words(Some(field))))
        .collect();
    if !fields.is_empty() {
        inside.push(Html::div("fields", fields));
    }
    inside.push(block.get("accessory").map(button).unwrap_or_default());
    Html::div("section", inside)
}

fn context(block: &Value) -> Html {
    let elements = list(block, "elements").iter();
    let elements: Html = elements
        .map(|element| Html::div("element", words(Some(element))))
        .collect();
    Html::div("context", elements)
}

/// A text object.
fn words(object: Option<&Value>) -> Html {
    let Some(object) = object else {
        return undrawn("block without its text");
    };
    let said = match text(object, "type") {
        "plain_text" => Html::text(text(object, "text")),
        "mrkdwn" => mrkdwn(text(object, "text")),
        other => return undrawn(other),
    };
    let known = ["type", "text", "emoji", "verbatim"];
    Html::from_iter([said, others("text", object, &known)])
}

fn button(element: &Value) -> Html {
    if text(element, "type") != "button" {
        return undrawn(text(element, "type"));
    }
    let class = match text(element, "style") {
        "primary" => "button primary",
        "danger" => "button danger",
        _ => "button",
    };
    let name = words(element.get("text"));
    let drawn = match element.get("url").and_then(Value::as_str) {
        Some(url) => Html::link(class, url, name),
        None => Html::span(class, name),
    };
    let known = [
        "type",
        "text",
        "url",
        "style",
        "action_id",
        "value",
        "accessibility_label",
    ];
    Html::from_iter([drawn, others("button", element, &known)])
}
