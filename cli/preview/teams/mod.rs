//! Teams: the Adaptive Cards of a workflow's message.

mod card;
mod element;
mod message;

pub(super) use message::draw;
