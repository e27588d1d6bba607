//! A message: its blocks, then its attachments behind their bars.

use serde_json::Value;

use super::block::block;
use super::mrkdwn::mrkdwn;
use crate::preview::html::Html;
use crate::preview::member::{list, text};
use crate::preview::post::post;
use crate::preview::undrawn::others;

/// What says where and how to post, and is not seen in the message.
const UNSEEN: [&str; 15] = [
    "channel",
    "icon_emoji",
    "icon_url",
    "link_names",
    "metadata",
    "mrkdwn",
    "parse",
    "reply_broadcast",
    "replace_original",
    "response_type",
    "thread_ts",
    "token",
    "ts",
    "unfurl_links",
    "unfurl_media",
];
const SEEN: [&str; 4] = ["attachments", "blocks", "text", "username"];

/// A request's body.
pub(in crate::preview) fn draw(body: &Value) -> Html {
    let notification = text(body, "text");
    let blocks = list(body, "blocks");
    // Beside blocks the text is for notifications alone.
    let mut said: Html = if blocks.is_empty() {
        Html::div("section", mrkdwn(notification))
    } else {
        blocks.iter().map(block).collect()
    };
    said.push(list(body, "attachments").iter().map(attachment).collect());
    said.push(others("message", body, &[&SEEN[..], &UNSEEN].concat()));
    let mut drawn = post("message slack", text(body, "username"), said);
    if !blocks.is_empty() {
        let aside = Html::from_iter([Html::text("In notifications: "), mrkdwn(notification)]);
        drawn.push(Html::div("aside", aside));
    }
    drawn
}

fn attachment(attachment: &Value) -> Html {
    // `fallback` is the text of clients that show no attachments.
    let known = ["blocks", "color", "fallback"];
    let inside = list(attachment, "blocks")
        .iter()
        .map(block)
        .chain([others("attachment", attachment, &known)])
        .collect::<Html>();
    let colour = format!("border-color: {}", colour(text(attachment, "color")));
    Html::element("div", &[("class", "attachment"), ("style", &colour)], inside)
}

/// A colour in hexadecimal or by Slack's names; grey where it is neither.
fn colour(named: &str) -> String {
    match named {
        "good" => "#2eb886".to_owned(),
        "warning" => "#daa038".to_owned(),
        "danger" => "#a30200".to_owned(),
        hex => hex
            .strip_prefix('#')
            .filter(|digits| digits.len() == 6)
            .and_then(|digits| u32::from_str_radix(digits, 16).ok())
            .map_or_else(|| "#dddddd".to_owned(), |colour| format!("#{colour:06x}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_colour_is_one_and_nothing_else() {
        assert_eq!(colour("#C62828"), "#c62828");
        assert_eq!(colour("good"), "#2eb886");
        for other in ["", "red", "#12345", "#12345g", "#00000;}", "url(x)"] {
            assert_eq!(colour(other), "#dddddd", "{other}");
        }
    }
}
