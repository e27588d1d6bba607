//! Discord: the embeds of a webhook's message.

mod embed;
mod markdown;
mod message;

pub(super) use message::draw;
