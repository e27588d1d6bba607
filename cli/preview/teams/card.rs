//! A card: its elements, then its buttons.

use serde_json::Value;

use super::element::{actions, elements};
use crate::preview::html::Html;
use crate::preview::member::{list, text};
use crate::preview::undrawn::{others, undrawn};

const SEEN: [&str; 2] = ["actions", "body"];
/// What says how to show it, or to whom it can't be shown.
const UNSEEN: [&str; 6] = ["$schema", "fallbackText", "lang", "msteams", "type", "version"];

/// The card's own JSON goes with it, so that another renderer can put its drawing in this one's place.
pub(super) fn card(card: &Value) -> Html {
    if text(card, "type") != "AdaptiveCard" {
        return undrawn(text(card, "type"));
    }
    let inside = Html::from_iter([
        elements(list(card, "body")),
        actions(list(card, "actions")),
        others("card", card, &[&SEEN[..], &UNSEEN].concat()),
    ]);
    Html::element(
        "div",
        &[("class", "card"), ("data-card", &card.to_string())],
        inside,
    )
}
