//! What nobody here knows how to draw: a box in its place, for a page that looks whole and is not would be approved.

use serde_json::Value;

use super::html::Html;

/// The box in the place of a thing of this type.
pub(super) fn undrawn(what: &str) -> Html {
    Html::div("undrawn", &*format!("not drawn: {what}"))
}

/// A box for each member that is none of those that are known.
pub(super) fn others(owner: &str, value: &Value, known: &[&str]) -> Html {
    let Some(members) = value.as_object() else {
        return undrawn(&format!("{owner} that is no object"));
    };
    members
        .iter()
        .filter(|(name, value)| !known.contains(&name.as_str()) && !value.is_null())
        .map(|(name, _)| undrawn(&format!("{owner}.{name}")))
        .collect()
}
