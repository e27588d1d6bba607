//! A page as its channel would show it, in a file for a browser.
//!
//! What is drawn is the request alone, never the page that it was made of: a cut, an escape or a mark that went wrong is
//! seen. The file needs neither network nor script. What nobody here knows how to draw is a box that says so. To add a
//! channel: a file or folder with a function from a request's body to [`Html`], a style, and a line in [`CHANNELS`].

mod discord;
mod document;
mod email;
mod html;
mod member;
mod post;
mod rows;
mod slack;
mod teams;
#[cfg(test)]
mod tests;
mod undrawn;

use serde_json::Value;

use html::Html;

pub(crate) use document::{Document, body};

/// Draws the body of a request.
type Draw = fn(&Value) -> Html;

/// The channels that have a look of their own; every other kind is shown as [`rows`] of what is sent.
static CHANNELS: &[(&str, Draw)] = &[
    ("discord", discord::draw),
    ("slack", slack::draw),
    ("slack_app", slack::draw),
    ("sns", email::draw),
    ("teams", teams::draw),
];
