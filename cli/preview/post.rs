//! A message in a chat: who posted it, and what it says. No request holds when it was posted, so it is not shown.

use super::html::Html;

/// What an app's post is signed with where the request names nobody.
const SENDER: &str = "alert-router";

/// The post of an app.
pub(super) fn post(class: &'static str, sender: &str, inside: Html) -> Html {
    let sender = if sender.is_empty() { SENDER } else { sender };
    let name = Html::from_iter([Html::span("name", sender), Html::span("badge", "APP")]);
    let said = Html::from_iter([Html::div("sender", name), inside]);
    let avatar = Html::div("avatar", "🔔");
    Html::div(class, Html::from_iter([avatar, Html::div("said", said)]))
}
