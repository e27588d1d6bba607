//! A message: its cards.

use serde_json::Value;

use super::card::card;
use crate::preview::html::Html;
use crate::preview::member::{list, text};
use crate::preview::post::post;
use crate::preview::undrawn::{others, undrawn};

const CARD: &str = "application/vnd.microsoft.card.adaptive";

/// A request's body.
pub(in crate::preview) fn draw(body: &Value) -> Html {
    let cards = list(body, "attachments").iter().map(attachment);
    let unknown = others("message", body, &["attachments", "type"]);
    post("message teams", "Workflows", cards.chain([unknown]).collect())
}

fn attachment(attachment: &Value) -> Html {
    let known = ["content", "contentType", "contentUrl"];
    let drawn = match (text(attachment, "contentType"), attachment.get("content")) {
        (CARD, Some(content)) => card(content),
        (other, _) => undrawn(other),
    };
    Html::from_iter([drawn, others("attachment", attachment, &known)])
}
