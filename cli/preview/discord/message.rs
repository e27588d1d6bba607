//! A message: its content, then its embeds.

use serde_json::Value;

use super::embed::embed;
use super::markdown::markdown;
use crate::preview::html::Html;
use crate::preview::member::{list, text};
use crate::preview::post::post;
use crate::preview::undrawn::others;

const SEEN: [&str; 3] = ["content", "embeds", "username"];
/// What says how to post, and is not seen in the message.
const UNSEEN: [&str; 5] = ["allowed_mentions", "avatar_url", "flags", "thread_name", "tts"];

/// A request's body.
pub(in crate::preview) fn draw(body: &Value) -> Html {
    let mut said = Html::default();
    if !text(body, "content").is_empty() {
        said.push(Html::div("content", markdown(text(body, "content"))));
    }
    said.push(list(body, "embeds").iter().map(embed).collect());
    said.push(others("message", body, &[&SEEN[..], &UNSEEN].concat()));
    post("message discord", text(body, "username"), said)
}
