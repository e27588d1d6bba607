//! One element of a card, and its buttons.

use serde_json::Value;

use crate::preview::html::Html;
use crate::preview::member::{is_set, list, text};
use crate::preview::undrawn::{others, undrawn};

pub(super) fn elements(elements: &[Value]) -> Html {
    elements.iter().map(element).collect()
}

fn element(element: &Value) -> Html {
    let (drawn, known): (Html, &[&str]) = match text(element, "type") {
        "Container" => (container(element), &["style", "bleed", "items"]),
        "RichTextBlock" => (
            Html::div(
                "block",
                list(element, "inlines").iter().map(run).collect::<Html>(),
            ),
            &["inlines"],
        ),
        "FactSet" => (
            Html::div("facts", list(element, "facts").iter().map(fact).collect::<Html>()),
            &["facts"],
        ),
        "ActionSet" => (actions(list(element, "actions")), &["actions"]),
        other => return undrawn(other),
    };
    let known = [known, &["type", "id", "spacing", "separator"]].concat();
    Html::from_iter([drawn, others(text(element, "type"), element, &known)])
}

fn container(container: &Value) -> Html {
    let class = match text(container, "style") {
        "accent" => "container accent",
        "attention" => "container attention",
        "emphasis" => "container emphasis",
        "good" => "container good",
        "warning" => "container warning",
        _ => "container",
    };
    Html::div(class, elements(list(container, "items")))
}

/// A run of text with one look; a string is one without any.
fn run(run: &Value) -> Html {
    if let Some(plain) = run.as_str() {
        return Html::text(plain);
    }
    if text(run, "type") != "TextRun" {
        return undrawn(text(run, "type"));
    }
    let weight = match (text(run, "weight"), text(run, "size")) {
        ("Bolder", "Medium" | "Large" | "ExtraLarge") => "title",
        ("Bolder", _) => "bolder",
        _ if is_set(run, "isSubtle") => "subtle",
        _ => "run",
    };
    let known = ["type", "text", "weight", "size", "isSubtle"];
    Html::from_iter([
        Html::span(weight, text(run, "text")),
        others("TextRun", run, &known),
    ])
}

fn fact(fact: &Value) -> Html {
    let title = Html::span("bolder", text(fact, "title"));
    let value = Html::span("value", text(fact, "value"));
    let unknown = others("fact", fact, &["title", "value"]);
    Html::div("fact", Html::from_iter([title, value, unknown]))
}

pub(super) fn actions(actions: &[Value]) -> Html {
    if actions.is_empty() {
        return Html::default();
    }
    Html::div("actions", actions.iter().map(action).collect::<Html>())
}

fn action(action: &Value) -> Html {
    if text(action, "type") != "Action.OpenUrl" {
        return undrawn(text(action, "type"));
    }
    let drawn = Html::link("button", text(action, "url"), text(action, "title"));
    let known = ["type", "id", "title", "url", "style", "tooltip"];
    Html::from_iter([drawn, others("Action.OpenUrl", action, &known)])
}
