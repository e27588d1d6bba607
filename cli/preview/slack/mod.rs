//! Slack: Block Kit in a message and in its attachments, of an incoming webhook and of `chat.postMessage` alike.

mod block;
mod message;
mod mrkdwn;

pub(super) use message::draw;
